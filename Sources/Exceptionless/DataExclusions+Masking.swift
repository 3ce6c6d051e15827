extension DataExclusions {
    /// The text with `****` in place of what excluded names are set to: `password=hunter2`, `token: abc`,
    /// `"card":"4111 1111"`, `Authorization: Bearer abc`.
    ///
    /// A name is letters, digits, `_`, `-`, `.` and all beyond ASCII. A value is what stands in quotes, else what
    /// comes up to a blank, a comma, `;`, `&` or a closing bracket. Names with blanks in them are not found.
    public func masked(_ text: String) -> String {
        guard !isEmpty, text.utf8.contains(where: { $0 == equals || $0 == colon }) else { return text }
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        var (kept, place) = (0, 0)
        while place < bytes.count {
            guard bytes[place].isOfName else {
                place += 1
                continue
            }
            let start = place
            while place < bytes.count, bytes[place].isOfName { place += 1 }
            guard let value = Self.value(in: bytes, behindNameAt: place),
                excludes(String(decoding: bytes[start..<place], as: UTF8.self))
            else { continue }
            masked += bytes[kept..<value.lowerBound] + Array("****".utf8)
            (kept, place) = (value.upperBound, value.upperBound)
        }
        return kept == 0 ? text : String(decoding: masked + bytes[kept...], as: UTF8.self)
    }

    /// Where the value of the name that ends at `end` stands; nil if it is set to nothing.
    private static func value(in bytes: [UInt8], behindNameAt end: Int) -> Range<Int>? {
        var place = end
        // A quoted name has its quote here, which may itself be escaped.
        if place < bytes.count, bytes[place] == backslash { place += 1 }
        if place < bytes.count, bytes[place].isQuote { place += 1 }
        place = bytes.skippingBlanks(from: place)
        guard place < bytes.count, bytes[place] == equals || bytes[place] == colon else { return nil }
        place = bytes.skippingBlanks(from: place + 1)
        guard place < bytes.count else { return nil }
        if bytes[place] == backslash, place + 1 < bytes.count, bytes[place + 1].isQuote { place += 1 }
        if bytes[place].isQuote { return quoted(in: bytes, at: place) }
        var valueEnd = bareEnd(in: bytes, from: place)
        if schemes.contains(String(decoding: bytes[place..<valueEnd], as: UTF8.self).lowercased()) {
            valueEnd = bareEnd(in: bytes, from: bytes.skippingBlanks(from: valueEnd))
        }
        return valueEnd > place ? place..<valueEnd : nil
    }

    /// Between the quotes; to the end of the text if there is no second one.
    private static func quoted(in bytes: [UInt8], at quote: Int) -> Range<Int>? {
        var place = quote + 1
        while place < bytes.count, bytes[place] != bytes[quote] {
            // An escaped quote ends the value only if it is how the first was written, too.
            let isEscape = bytes[place] == backslash && place + 1 < bytes.count
            if isEscape, quote > 0, bytes[quote - 1] == backslash, bytes[place + 1] == bytes[quote] { break }
            place += isEscape ? 2 : 1
        }
        let end = min(place, bytes.count)
        return end > quote + 1 ? quote + 1..<end : nil
    }

    private static func bareEnd(in bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { $0 <= 0x20 || ",;&)]}<\"'".utf8.contains($0) } ?? bytes.count
    }

    /// What stands in front of credentials in a header.
    private static let schemes: Set = ["basic", "bearer", "digest", "negotiate", "token"]
}

extension UInt8 {
    fileprivate var isOfName: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
            true
        case _: false
        }
    }

    fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}

extension [UInt8] {
    /// Blanks and tabs, but no line breaks.
    fileprivate func skippingBlanks(from start: Int) -> Int {
        self[Swift.min(start, count)...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? count
    }
}

private let equals = UInt8(ascii: "=")
private let colon = UInt8(ascii: ":")
private let backslash = UInt8(ascii: "\\")
