/// The text of a file that a person wrote, cut into lines, to quote from.
package final class SourceText: Sendable {
    /// The path as the person gave it.
    package let name: String
    private let lines: [String]

    package init(name: String, text: String) {
        self.name = name
        lines = Self.lines(of: text)
    }

    private init(name: String, lines: [String]) { (self.name, self.lines) = (name, lines) }

    /// Line `number` (the first is 1) without its terminator; empty beyond the end.
    package func line(_ number: Int) -> String {
        lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// The same text with every character between the marks as a star, so that no diagnostic quotes a secret.
    func masking(_ secrets: [(start: Mark, end: Mark)]) -> SourceText {
        var masked = lines
        for secret in secrets {
            for number in secret.start.line...max(secret.start.line, secret.end.line)
            where masked.indices.contains(number - 1) {
                let first = number == secret.start.line ? secret.start.column : 1
                let last = number == secret.end.line ? secret.end.column - 1 : .max
                masked[number - 1] = String(
                    String.UnicodeScalarView(
                        masked[number - 1].unicodeScalars.enumerated()
                            .map { $0 + 1 >= first && $0 + 1 <= last && $1 != " " ? "*" : $1 }))
            }
        }
        return SourceText(name: name, lines: masked)
    }

    /// Where the byte at `offset` of the UTF-8 text stands; `bytes` may be invalid from there on.
    static func mark(ofByte offset: Int, in bytes: [UInt8]) -> Mark {
        var lines = lines(of: String(decoding: bytes.prefix(offset), as: UTF8.self))
        let last = lines.popLast() ?? ""
        return Mark(line: lines.count + 1, column: last.unicodeScalars.count + 1)
    }

    /// Breaks where YAML does: LF, CR LF, CR, NEL, LS and PS.
    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where afterReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(String(line))
                line = String.UnicodeScalarView()
            default: line.append(scalar)
            }
            afterReturn = scalar == "\r"
        }
        return lines + [String(line)]
    }
}

/// A place in a text.
package struct Mark: Hashable, Comparable, Sendable {
    /// The first is 1.
    package var line: Int
    /// In characters (Unicode scalars), not bytes; the first is 1.
    package var column: Int

    package init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

    /// In reading order.
    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
