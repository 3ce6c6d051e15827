import Patterns

extension Fields {
    func pattern(_ name: String, findings: inout [Diagnostic]) -> Pattern? {
        self[name].flatMap { $0.pattern(findings: &findings) }
    }
}

extension YAMLNode {
    /// The regular expression between the slashes of a key; a fault is underlined as a whole.
    func pattern(of text: Substring, findings: inout [Diagnostic]) -> Pattern? {
        do throws(PatternFault) {
            return try Pattern(String(text))
        } catch {
            findings.append(self.error("not a regular expression: \(error.message)"))
            return nil
        }
    }

    /// The regular expression it spells; a fault is underlined from where PCRE2 stopped.
    func pattern(findings: inout [Diagnostic]) -> Pattern? {
        guard let text = scalar else {
            findings.append(error("a regular expression must be a text, not \(kind)", help: "put it in single quotes"))
            return nil
        }
        let comment = commentBehind
        do throws(PatternFault) {
            let pattern = try Pattern(text)
            if let first = text.first, "‘’“”„".contains(first) {
                findings.append(
                    diagnostic(.warning, "it begins with \(first), which is no quote here", help: "quotes are ' and \"")
                )
            }
            if let comment, [#"\"#, "(?", "[^"].contains(where: { comment.quoted.contains($0) }) {
                findings.append(
                    Diagnostic(
                        .warning, file: source.name, place: comment.place,
                        "the regular expression ends in front of this",
                        help: "' #' begins a comment in YAML: put the whole of it in single quotes"))
            }
            return pattern
        } catch {
            let help =
                comment.map { _ in "YAML took what follows ' #' for a comment: put the whole in single quotes" }
                ?? RegexAdvice.help(for: error.message)
            findings.append(
                Diagnostic(
                    .error, file: source.name, place: place(ofByte: error.position),
                    "not a regular expression: \(error.message)", help: help))
            return nil
        }
    }

    /// A comment in the line of a text without quotes.
    private var commentBehind: (quoted: String, place: Diagnostic.Place)? {
        guard case .scalar(_, .plain) = content, start.line == end.line else { return nil }
        let line = source.line(end.line)
        let rest = line.unicodeScalars.dropFirst(end.column - 1)
        let blanks = rest.prefix { $0 == " " }.count
        guard blanks > 0, rest.dropFirst(blanks).first == "#" else { return nil }
        let quoted = String(String.UnicodeScalarView(rest.dropFirst(blanks)))
        let mark = Mark(line: end.line, column: end.column + blanks)
        return (quoted, Diagnostic.Place(mark: mark, length: quoted.unicodeScalars.count, quoted: line))
    }
}
