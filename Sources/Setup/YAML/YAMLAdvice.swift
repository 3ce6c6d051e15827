/// libyaml's complaints in words that help.
enum YAMLAdvice {
    static func diagnostic(of fault: YAMLEvents.Fault, text: String, source: SourceText) -> Diagnostic {
        switch fault {
        case .character(let byte, let problem):
            let mark = SourceText.mark(ofByte: byte, in: Array(text.utf8))
            return diagnostic(at: mark, source, problem, help: "remove it, or write it as an escape in double quotes")
        case .at(let mark, let problem, let context, let contextMark):
            // What was opened and not closed is told where it was opened.
            let isList = problem.contains("',' or") && contextMark.line < mark.line
            let opened = isList || (problem.contains("end of stream") && context != nil)
            let place = opened ? contextMark : mark
            let whole = context.map { "\(problem) \($0)" } ?? problem
            return diagnostic(at: place, source, whole, help: help(problem, context, at: mark, source))
        }
    }

    private static func diagnostic(at mark: Mark, _ source: SourceText, _ problem: String, help: String?) -> Diagnostic
    {
        let place = Diagnostic.Place(mark: mark, length: 1, quoted: source.line(mark.line))
        return Diagnostic(.error, file: source.name, place: place, "no valid YAML: \(problem)", help: help)
    }

    /// Whether a list or mapping in brackets ends in front of it, in its line.
    private static func isBehindBracket(_ mark: Mark, _ source: SourceText) -> Bool {
        let before = source.line(mark.line).unicodeScalars.prefix(mark.column - 1)
        return before.last { $0 != " " }.map { ["]", "}"].contains($0) } ?? false
    }

    private static func help(_ problem: String, _ context: String?, at mark: Mark, _ source: SourceText) -> String? {
        let character = source.line(mark.line).unicodeScalars.dropFirst(mark.column - 1).first
        switch (problem, character) {
        case ("found character that cannot start any token", "\t"?): return "indent with blanks, not with tabs"
        case ("found character that cannot start any token", _?): return "put the value in single quotes"
        case ("mapping values are not allowed in this context", _):
            return "put a value that holds ': ' in single quotes"
        case ("found unknown escape character", _):
            return "put regular expressions in single quotes, where a backslash is a backslash"
        case _ where problem.contains("end of stream") && context?.contains("quoted") == true:
            return "the quote that opens here is never closed"
        case ("did not find expected ',' or ']'", _): return "close the list with ']'"
        case ("did not find expected ',' or '}'", _): return "close the mapping with '}'"
        case ("did not find expected key", _) where isBehindBracket(mark, source):
            return "a value that begins with a bracket and goes on behind it belongs in single quotes, as a whole"
        case ("did not find expected key", _), ("did not find expected '-' indicator", _),
            ("could not find expected ':'", _):
            return "look at the indentation, and for an unclosed quote above"
        default: return nil
        }
    }
}
