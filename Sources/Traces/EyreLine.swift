/// A line that the reports of eyre and color-eyre have beside those of Rust itself.
enum EyreLine {
    /// `The application panicked (crashed).`
    case panicked
    /// `Message:  TEXT`
    case message(Bytes)
    /// `Location:`, with the place behind it or on the next line.
    case location(Bytes)
    /// `  ━━━━━━━ BACKTRACE ━━━━━━━`: a section of frames, or of the spans that were entered.
    case section(isBacktrace: Bool)
    /// Frames that are left out, an excerpt of the source, hints.
    case detail

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        guard !first.isBlank else {
            self.init(indented: line.trimmed)
            return
        }
        if line.begins(with: "The application panicked (crashed).") {
            self = .panicked
        } else if let text = line.dropping("Message:") {
            self = .message(text.trimmed)
        } else if let text = line.dropping("Location:") {
            self = .location(text.trimmed)
        } else if Self.hints.contains(where: { line.begins(with: $0) }) {
            self = .detail
        } else {
            return nil
        }
    }

    private static let hints: [StaticString] = [
        "Backtrace omitted. Run with ", "Run with COLORBT_SHOW_HIDDEN=1 ", "Run with RUST_BACKTRACE=", "Note: ",
        "Suggestion: ", "Warning: ", "Help: ", "Stdout:", "Stderr:", "Command:",
    ]

    private init?(indented text: Bytes) {
        if text.begins(with: "━━") {
            self = .section(isBacktrace: text.contains(" BACKTRACE "))
        } else if text.begins(with: "⋮") || text.begins(with: "at <unknown source file>") {
            self = .detail
        } else if text.drop(while: { $0.isDigit || $0.isBlank || $0 == UInt8(ascii: ">") }).begins(with: "│") {
            self = .detail
        } else {
            return nil
        }
    }

    /// `Error:` with nothing behind, as the messages stand numbered below.
    static func isBareError(_ line: Bytes) -> Bool { line.trimmedEnd.equals("Error:") }

    /// `   0: TEXT`
    static func isFirstMessage(_ line: Bytes) -> Bool { line.begins(with: "   0: ") }
}
