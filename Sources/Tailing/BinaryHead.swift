import Model

/// Whether a file is no log by its first bytes: decided once, when a file is new.
package enum BinaryHead {
    /// What it is instead of a text, in words for people; nil for a text, and for a file with too few bytes to say so.
    ///
    /// Text in any encoding that keeps ASCII passes, and what begins with a byte order mark; so does one that a crash
    /// or a truncation has left with a block of NULs. An encoding that the rule file declares explains everything:
    /// `isDeclared`.
    package static func objection(to head: [UInt8], isDeclared: Bool = false) -> String? {
        if let kind = kinds.first(where: { head.starts(with: $0.magic) }) { return kind.name }
        guard !isDeclared, !marks.contains(where: { head.starts(with: $0) }) else { return nil }
        let oddities = oddities(in: head)
        guard oddities.count > 2, oddities.count * 32 > oddities.textBytes else { return nil }
        return "binary data"
    }

    /// Control bytes that no log has, a run of NULs being one; and how many bytes are not NUL.
    private static func oddities(in head: [UInt8]) -> (count: Int, textBytes: Int) {
        var count = 0, textBytes = 0
        var last: UInt8 = 1
        for byte in head {
            if byte == 0 {
                if last != 0 { count += 1 }
            } else {
                textBytes += 1
                if isOdd(byte) { count += 1 }
            }
            last = byte
        }
        return (count, textBytes)
    }

    /// Bell, backspace, tab, the line's ends, form feed and escape are in logs, whose colours begin with it.
    private static func isOdd(_ byte: UInt8) -> Bool {
        byte == 0x7F || (byte < 0x20 && !(0x07...0x0D).contains(byte) && byte != 0x1B)
    }

    private static let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]]

    private static let kinds: [(magic: [UInt8], name: String)] = [
        ([0x1F, 0x8B, 0x08], "gzip data"), ([0xFD] + Array("7zXZ\0".utf8), "xz data"),
        (Array("BZh".utf8), "bzip2 data"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd data"), (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
        ([0x7F] + Array("ELF".utf8), "a program"), (Array("SQLite format 3\0".utf8), "an SQLite database"),
        (Array("LPKSHHRH".utf8), "a journal of systemd"), ([0x89] + Array("PNG".utf8), "a picture"),
    ]
}
