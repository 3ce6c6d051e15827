import Rules

/// Reads a text with `${name}` in it.
struct TemplateReader {
    /// The fields that it may show; nil for any.
    let fields: [String]?

    init(fields: [String]?) { self.fields = fields?.unique }

    func template(_ node: YAMLNode, findings: inout [Diagnostic]) -> Template? {
        guard let text = node.scalar else {
            findings.append(node.error("this must be a text, not \(node.kind)"))
            return nil
        }
        do throws(TemplateFault) {
            let template = try Template(text)
            findings += template.mentions.compactMap { fault(of: $0, at: node) }
            return template
        } catch {
            findings.append(
                Diagnostic(.error, file: node.source.name, place: node.place(ofByte: error.position), error.message))
            return nil
        }
    }

    private func fault(of mention: Template.Mention, at node: YAMLNode) -> Diagnostic? {
        switch mention {
        case .field(let field, let position): unknown(field.name, at: position, in: node)
        case .bareDefault(let text, let position): slip(text, at: position, in: node)
        }
    }

    /// A field that nothing captures is always empty; probably a slip.
    private func unknown(_ name: String, at position: Int, in node: YAMLNode) -> Diagnostic? {
        guard let fields, !fields.contains(name) else { return nil }
        return Diagnostic(
            .error, file: node.source.name, place: node.place(ofByte: position, length: "${\(name)}".count),
            "nothing captures '\(name)'",
            help: Suggestion.help(for: name, among: fields) ?? "there is: \(fields.joined(separator: ", "))")
    }

    /// A default that is nearly a filter's name.
    private func slip(_ text: String, at position: Int, in node: YAMLNode) -> Diagnostic? {
        guard let near = Suggestion.nearest(to: text, among: TextFilter.allCases.map(\.rawValue)) else { return nil }
        return Diagnostic(
            .warning, file: node.source.name, place: node.place(ofByte: position, length: text.count),
            "'\(text)' is no filter, so it stands where the field is empty",
            help: "did you mean '\(near)'? a text in quotes is never a filter: |'\(text)'")
    }
}
