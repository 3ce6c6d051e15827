import Model

/// What rsyslog writes in place of a line that came again and again: `message repeated 3 times: [ text]`.
struct RepeatLine: Hashable {
    /// Where the text lies in the entry's bytes.
    var text: Range<Int>
    /// How often it came, at least once.
    var count: Int

    private static let head = Array("message repeated ".utf8)
    private static let opening = Array(" times: [".utf8)
    /// A daemon gives up counting long before.
    private static let digitsMax = 9

    /// Only for what stands behind an envelope: in any other log these are words.
    init?(_ entry: RecordText) {
        guard !entry.heading.isEmpty, entry.lines.count == 1, entry.bytes.starts(with: Self.head) else { return nil }
        let digits = entry.bytes.dropFirst(Self.head.count).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        let rest = entry.bytes[digits.endIndex...].trimmedEnd
        guard (1...Self.digitsMax).contains(digits.count), let count = Int(String(decoding: digits, as: UTF8.self)),
            count > 0, rest.starts(with: Self.opening), rest.last == UInt8(ascii: "]"),
            rest.count > Self.opening.count + 1
        else { return nil }
        (text, self.count) = ((rest.startIndex + Self.opening.count)..<(rest.endIndex - 1), count)
    }
}

extension RecordText {
    /// The same place with the text that the line quotes.
    func quoting(_ range: Range<Int>) -> RecordText {
        var text = self
        text.bytes = Array(bytes[range].trimmed)
        text.lines = [0..<text.bytes.count]
        return text
    }
}
