/// How a file writes text, as far as cutting it into lines goes.
package struct TextEncoding: Hashable, Sendable {
    /// As iconv takes it.
    package let name: String
    /// The bytes of a line feed. Their number is the width of a code unit: no unit of another kind lies across them.
    package let lineFeed: [UInt8]
    /// As many bytes as `lineFeed` has.
    package let carriageReturn: [UInt8]

    private init(name: String, lineFeed: [UInt8], carriageReturn: [UInt8]) {
        (self.name, self.lineFeed, self.carriageReturn) = (name, lineFeed, carriageReturn)
    }

    package static let utf8 = TextEncoding(name: "UTF-8", lineFeed: [10], carriageReturn: [13])
    static let utf16LE = TextEncoding(name: "UTF-16LE", lineFeed: [10, 0], carriageReturn: [13, 0])
    static let utf16BE = TextEncoding(name: "UTF-16BE", lineFeed: [0, 10], carriageReturn: [0, 13])
    static let utf32LE = TextEncoding(name: "UTF-32LE", lineFeed: [10, 0, 0, 0], carriageReturn: [13, 0, 0, 0])
    static let utf32BE = TextEncoding(name: "UTF-32BE", lineFeed: [0, 0, 0, 10], carriageReturn: [0, 0, 0, 13])

    /// Nil if iconv does not know it under this name, or it cannot write a line's end.
    ///
    /// UTF-16 and UTF-32 without a word on their byte order are little-endian where no mark says otherwise.
    package init?(_ name: String) {
        // iconv takes no name for the locale's encoding, and options behind a slash.
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
            return nil
        }
        switch name.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "utf8": self = .utf8
        case "utf16": self = .utf16LE
        case "utf32": self = .utf32LE
        default:
            guard let lineFeed = Self.unit(of: "\n", in: name), let carriageReturn = Self.unit(of: "\r", in: name),
                lineFeed.count == carriageReturn.count, [1, 2, 4].contains(lineFeed.count)
            else { return nil }
            self.init(name: name, lineFeed: lineFeed, carriageReturn: carriageReturn)
        }
    }

    /// What the second of two such letters adds: a mark or a shift may stand in front of the first.
    private static func unit(of letter: String, in name: String) -> [UInt8]? {
        guard let one = encoded(letter, in: name), let two = encoded(letter + letter, in: name) else { return nil }
        return Array(two.dropFirst(one.count))
    }

    private static func encoded(_ text: String, in name: String) -> [UInt8]? {
        Descriptor(from: "UTF-8", to: name)?.converted(Array(text.utf8))
    }

    /// Names that people may have meant, for messages: iconv itself knows a thousand.
    package static let commonNames =
        ["auto", "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "US-ASCII", "latin1"]
        + (1...16).filter { $0 != 12 }.map { "ISO-8859-\($0)" } + (1250...1258).map { "windows-\($0)" }
        + (1250...1258).map { "CP\($0)" } + [
            "CP437", "CP850", "CP852", "CP866", "CP932", "CP936", "CP949", "CP950", "KOI8-R", "KOI8-U", "macintosh",
            "GBK", "GB2312", "GB18030", "BIG5", "BIG5-HKSCS", "SHIFT_JIS", "SJIS", "EUC-JP", "EUC-KR", "EUC-CN",
            "EUC-TW", "ISO-2022-JP", "TIS-620", "IBM037", "IBM1047", "UCS-2", "UCS-4",
        ]
}
