/// A rule file as it was written: values with their places, of which only the outer shape has been checked.
struct RuleFileText {
    /// The path as the person gave it.
    let path: String
    /// As given, else the file's name without `.yaml`; other rule files call it so.
    let name: String
    let root: YAMLNode
    /// Everything but `record`, `rules` and `tests`.
    private(set) var settings: [String: YAMLEntry]
    private(set) var record: [String: YAMLEntry]
    /// Nil where the file gives none, so that the built-in rules apply.
    private(set) var rules: [RuleText]?
    let tests: [YAMLNode]

    /// Nil if the text is no YAML; what else is wrong joins `findings` and is left out.
    init?(_ text: YAMLText, path: String, findings: inout [Diagnostic]) {
        findings += text.diagnostics
        guard let root = text.root else { return nil }
        let fields = Fields(root, of: "a rule file", Self.keys, findings: &findings)
        let nameOfFile = Self.name(ofFile: path)
        (self.path, self.root) = (path, root)
        name = fields.text("name", findings: &findings) ?? nameOfFile
        settings = Self.entries(of: root).filter { !["record", "rules", "tests"].contains($0.key) }
        record = [:]
        if let node = fields["record"] {
            _ = Fields(node, of: "'record'", Self.recordKeys, findings: &findings)
            record = Self.entries(of: node)
        }
        rules = nil
        tests = fields.elements("tests", of: "tests", findings: &findings) ?? []
        if let nodes = fields.elements("rules", of: "rules", findings: &findings) {
            rules = Self.rules(nodes, of: name, findings: &findings)
        }
    }

    /// A fault of the file's name, wherever that comes from.
    func nameFault(_ message: String, help: String) -> Diagnostic {
        settings["name"]?.value.error(message, help: help) ?? Diagnostic(.error, file: path, message, help: help)
    }

    /// Whether it names files, or another one's text might do so for it.
    var mayTail: Bool { settings["files"] != nil || settings["extends"] != nil && settings["usual_files"] == nil }

    /// The name of the rule file that this one extends.
    var extends: YAMLNode? { settings["extends"]?.value }

    /// This file's settings and record over those of `base`, key by key. Its rules and tests stay its own.
    func extending(_ base: RuleFileText) -> RuleFileText {
        var merged = self
        let inherited = base.settings.filter { !["name", "about", "extends", "usual_files"].contains($0.key) }
        merged.settings = inherited.merging(settings) { _, own in own }
        merged.record = Self.dropping(alternativesTo: record, from: base.record).merging(record) { _, own in own }
        return merged
    }

    /// `start` and `continue` say the same thing in two ways, as `pattern` and `parse` do: giving one ends the other.
    private static func dropping(
        alternativesTo own: [String: YAMLEntry], from base: [String: YAMLEntry]
    ) -> [String: YAMLEntry] {
        let alternatives = ["start": "continue", "continue": "start", "pattern": "parse", "parse": "pattern"]
        let ended = own.keys.compactMap { alternatives[$0] }
        return base.filter { !ended.contains($0.key) }
    }

    private static func entries(of node: YAMLNode) -> [String: YAMLEntry] {
        guard case .mapping(let entries) = node.content else { return [:] }
        return Dictionary(uniqueKeysWithValues: entries.filter { !$0.value.isNull }.map { ($0.name, $0) })
    }

    /// A rule without a name gets one from its place; names are unique, as events are told apart by them.
    private static func rules(_ nodes: [YAMLNode], of file: String, findings: inout [Diagnostic]) -> [RuleText] {
        var names: [String: Mark] = [:]
        return nodes.enumerated().compactMap { index, node in
            let written = entries(of: node)["name"]?.value
            let name = written?.scalar ?? "\(file)-\(index + 1)"
            if let first = names[name] {
                findings.append(
                    (written ?? node).error("there are two rules '\(name)'", help: "the other is in line \(first.line)")
                )
                return nil
            }
            names[name] = (written ?? node).start
            return RuleText(name: name, node: node)
        }
    }

    private static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last ?? "rules"
        for suffix in [".yaml", ".yml"] where file.hasSuffix(suffix) { return String(file.dropLast(suffix.count)) }
        return String(file)
    }
}

/// One element of `rules`.
struct RuleText {
    let name: String
    let node: YAMLNode
}
