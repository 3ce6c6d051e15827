import Model

extension Fields {
    static let levelNames = Level.allCases.map { $0.name.lowercased() }

    /// A level by one of its usual names.
    func level(_ name: String, findings: inout [Diagnostic]) -> Level? {
        guard let node = self[name], let text = text(name, findings: &findings) else { return nil }
        return Self.level(text, at: node, findings: &findings)
    }

    static func level(_ text: String, at node: YAMLNode, findings: inout [Diagnostic]) -> Level? {
        if let level = Level(word: text) { return level }
        findings.append(
            node.error(
                "\(node.shown) is no level",
                help: Suggestion.help(for: text, among: levelNames + ["warning", "critical", "notice"])
                    ?? "it can be: \(levelNames.joined(separator: ", "))"))
        return nil
    }
}
