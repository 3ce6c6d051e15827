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
        do throws(PatternFault) {
            return try Pattern(text)
        } catch {
            findings.append(
                Diagnostic(
                    .error, file: source.name, place: place(ofByte: error.position),
                    "not a regular expression: \(error.message)"))
            return nil
        }
    }
}
