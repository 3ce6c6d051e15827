extension Diagnostic {
    /// The form of compilers, which editors know how to follow, without a line break at its end:
    ///
    ///     rules/java.yaml:14:5: error: unknown key 'strat'
    ///        14 |     strat: '^\d{4}-'
    ///           |     ^~~~~ did you mean 'start'?
    package func rendered(colour: Bool = false) -> String {
        let paint = Paint(isOn: colour)
        let kind = paint.severity(severity)
        let changes = changes.flatMap { paint.lines($0) }.map { "\n      | " + $0 }.joined()
        guard let place else {
            let head = paint.bold("\(file):") + " \(kind) " + paint.bold(message)
            return (help.map { head + "\n      | " + paint.help($0) } ?? head) + changes
        }
        let number = String(place.mark.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let (quoted, padding, underline) = place.window
        return paint.bold("\(file):\(place.mark.line):\(place.mark.column):") + " \(kind) " + paint.bold(message)
            + "\n\(gutter) | \(quoted)"
            + "\n\(String(repeating: " ", count: gutter.count)) | \(padding)"
            + paint.help(underline + (help.map { " " + $0 } ?? "")) + changes
    }
}

extension Diagnostic.Place {
    /// Characters of a line that are shown; of a longer one, those around the place.
    private static let quotedMax = 140

    /// The line as shown, what stands below it up to the place, and the underline.
    fileprivate var window: (quoted: String, padding: String, underline: String) {
        let scalars = Array(quoted.unicodeScalars)
        let column = min(mark.column - 1, scalars.count)
        let first = scalars.count <= Self.quotedMax ? 0 : max(0, min(column - 40, scalars.count - Self.quotedMax))
        let last = min(scalars.count, first + Self.quotedMax)
        let front = first > 0 ? "…" : ""
        let shown = front + Self.printable(scalars[first..<last]) + (last < scalars.count ? "…" : "")
        let padding = scalars[first..<column].map { $0 == "\t" ? "\t" : " " }.joined() + (first > 0 ? " " : "")
        let tildes = max(0, min(length, max(1, last - column)) - 1)
        return (shown, padding, "^" + String(repeating: "~", count: tildes))
    }

    /// Control characters would move a terminal's cursor; each becomes one replacement character.
    private static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(
            String.UnicodeScalarView(
                scalars.map { $0.properties.generalCategory == .control && $0 != "\t" ? "\u{FFFD}" : $0 }))
    }
}

/// The terminal's colours, or none.
private struct Paint {
    var isOn: Bool

    func severity(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: wrap("1;31", "error:")
        case .warning: wrap("1;35", "warning:")
        case .hint: wrap("1;34", "hint:")
        case .note: wrap("1;36", "note:")
        }
    }

    func bold(_ text: String) -> String { wrap("1", text) }
    func help(_ text: String) -> String { wrap("32", text) }

    /// As `diff` does it: red and `-` for what was expected, green and `+` for what came.
    func lines(_ change: Diagnostic.Change) -> [String] {
        let expected = change.expected.map { wrap("31", "- \(change.key): \($0)") }
        let actual = change.actual.map { wrap("32", "+ \(change.key): \($0)") }
        return [expected, actual].compactMap(\.self)
    }

    private func wrap(_ code: String, _ text: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
