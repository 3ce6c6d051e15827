import Model

/// A mapping opened: its values by name, each read as the kind of value it must be. Whatever is wrong joins `findings`
/// at once, and the value counts as not given.
struct Fields {
    let node: YAMLNode
    private let entries: [String: YAMLEntry]
    /// Keys whose value could not be substituted, which has been diagnosed.
    private let failed: Set<String>
    /// Of these, those that were not to be had at all; the others are empty.
    private let unresolved: Set<String>
    /// What the keys may hold.
    private let keys: Keys

    /// Anything but a mapping is diagnosed and read as an empty one. `what`: "a rule", for messages.
    init(_ node: YAMLNode, of what: String, _ keys: Keys, findings: inout [Diagnostic]) {
        (self.node, self.keys) = (node, keys)
        guard case .mapping(let written) = node.content else {
            if !node.isNull {
                findings.append(node.error("\(what) must be a mapping, not \(node.kind)", help: node.wayToMapping))
            }
            (entries, failed, unresolved) = ([:], [], [])
            return
        }
        findings += written.compactMap { keys.fault(of: $0, in: what) }
        entries = Dictionary(uniqueKeysWithValues: written.filter { !$0.value.isNull }.map { ($0.name, $0) })
        failed = Set(written.filter { $0.value.isNull && $0.value.isSubstituted }.map(\.name))
        unresolved = Set(written.filter(\.value.isUnresolved).map(\.name))
    }

    /// Entries that were opened before, perhaps of several mappings; `node` stands for the whole.
    init(of node: YAMLNode, entries: [String: YAMLEntry], _ keys: Keys) {
        (self.node, self.entries, failed, self.keys) = (node, entries, [], keys)
        unresolved = []
    }

    /// The value could not be had, and that has been told.
    func isUnresolved(_ name: String) -> Bool { unresolved.contains(name) }

    /// Nobody wrote a value.
    func isMissing(_ name: String) -> Bool { entries[name] == nil && !failed.contains(name) }

    /// Nil where the key is missing or its value is null.
    subscript(name: String) -> YAMLNode? { entries[name]?.value }

    /// Key and value; nil where the key is missing or its value is null.
    func entry(_ name: String) -> YAMLEntry? { entries[name] }

    /// The key's own place, for faults that are not the value's.
    func key(_ name: String) -> YAMLNode { entries[name]?.key ?? node }

    /// The value read by `read`, which gives nil for what it cannot be; `form` tells what it should have been.
    func value<Value>(
        _ name: String, _ form: String, findings: inout [Diagnostic], read: (String) -> Value?
    ) -> Value? {
        guard let node = self[name] else { return nil }
        guard let text = node.scalar else {
            findings.append(node.error("'\(name)' must be \(form), not \(node.kind)", help: example(name)))
            return nil
        }
        if let value = read(text) { return value }
        findings.append(node.error("\(node.shown) is not \(form)", help: example(name)))
        return nil
    }

    /// How the value may be written; nil for a key without a definition.
    private func example(_ name: String) -> String? {
        keys[name].map { "like \(name): \($0.example ?? $0.standard ?? $0.form.example)" }
    }

    func text(_ name: String, findings: inout [Diagnostic]) -> String? {
        value(name, "a text", findings: &findings) { $0 }
    }

    func flag(_ name: String, findings: inout [Diagnostic]) -> Bool? {
        self[name].flatMap { $0.flag(findings: &findings) }
    }

    /// One of `choices`, with a suggestion for a slip.
    func choice<Choice>(_ name: String, _ choices: KeyValuePairs<String, Choice>, findings: inout [Diagnostic])
        -> Choice?
    {
        guard let node = self[name], let text = text(name, findings: &findings) else { return nil }
        if let found = choices.first(where: { $0.key == text }) { return found.value }
        let names = choices.map(\.key)
        findings.append(
            node.error(
                "\(node.shown) is no value of '\(name)'",
                help: Suggestion.help(for: text, among: names) ?? "it can be: \(names.joined(separator: ", "))"))
        return nil
    }

    /// Within what the key allows, unless `range` says otherwise.
    func duration(
        _ name: String, _ range: ClosedRange<Duration>? = nil, findings: inout [Diagnostic]
    ) -> Duration? {
        let allowed: ClosedRange<Duration>? = if case .duration(let range)? = keys[name]?.form { range } else { nil }
        let form = "a duration like 200ms, 90s, 5m, 2h, 7d"
        if let node = self[name], let text = node.scalar, let number = Int(text), number > 0 {
            findings.append(node.error("\(node.shown) is not \(form)", help: "did you mean '\(text)s'?"))
            return nil
        }
        let value = value(name, form, findings: &findings, read: Scalars.duration)
        return within(value, range ?? allowed, name, show: Scalars.text(of:), findings: &findings)
    }

    /// As `duration`.
    func size(_ name: String, _ range: ClosedRange<ByteCount>? = nil, findings: inout [Diagnostic]) -> ByteCount? {
        let allowed: ClosedRange<ByteCount>? = if case .size(let range)? = keys[name]?.form { range } else { nil }
        let value = value(name, "a size like 64KiB or 1MB", findings: &findings, read: Scalars.size)
        return within(value, range ?? allowed, name, show: \.description, findings: &findings)
    }

    /// As `duration`.
    func count(_ name: String, _ range: ClosedRange<Int>? = nil, findings: inout [Diagnostic]) -> Int? {
        let allowed: ClosedRange<Int>? = if case .count(let range)? = keys[name]?.form { range } else { nil }
        let value = value(name, "a whole number", findings: &findings) { Int($0) }
        return within(value, range ?? allowed, name, show: \.description, findings: &findings)
    }

    /// The elements of a list; one text stands for a list of one.
    func list(_ name: String, of form: String, findings: inout [Diagnostic]) -> [YAMLNode]? {
        guard let node = self[name] else { return nil }
        switch node.content {
        case .sequence(let elements): return elements
        case .scalar: return [node]
        case .mapping:
            findings.append(
                node.error("'\(name)' must be a list of \(form), not a mapping", help: example(name)))
            return nil
        }
    }

    /// The elements of a list that must be written as one.
    func elements(_ name: String, of form: String, findings: inout [Diagnostic]) -> [YAMLNode]? {
        guard let node = self[name] else { return nil }
        if case .sequence(let elements) = node.content { return elements }
        findings.append(
            node.error("'\(name)' must be a list of \(form), not \(node.kind)", help: example(name)))
        return nil
    }

    /// The texts of a list, with their nodes.
    func texts(_ name: String, findings: inout [Diagnostic]) -> [(text: String, node: YAMLNode)]? {
        guard let nodes = list(name, of: "texts", findings: &findings) else { return nil }
        return nodes.compactMap { node in
            if let text = node.scalar { return (text, node) }
            findings.append(node.error("'\(name)' must be a list of texts; this is \(node.kind)"))
            return nil
        }
    }

    /// The entries of a mapping of texts, in their order.
    func pairs(_ name: String, findings: inout [Diagnostic]) -> [YAMLEntry]? {
        guard let node = self[name] else { return nil }
        guard case .mapping(let entries) = node.content else {
            findings.append(node.error("'\(name)' must be a mapping, not \(node.kind)", help: example(name)))
            return nil
        }
        return entries
    }

    private func within<Value: Comparable>(
        _ value: Value?, _ range: ClosedRange<Value>?, _ name: String, show: (Value) -> String,
        findings: inout [Diagnostic]
    ) -> Value? {
        guard let value, let range, !range.contains(value), let node = self[name] else { return value }
        let (least, most) = (show(range.lowerBound), show(range.upperBound))
        findings.append(node.error("'\(name)' must lie between \(least) and \(most)"))
        return nil
    }
}

extension YAMLNode {
    /// Only `true` and `false`; what other dialects take for it is told from these.
    func flag(findings: inout [Diagnostic]) -> Bool? {
        if let text = scalar, let flag = ["true": true, "false": false][text] { return flag }
        let word = scalar?.lowercased() ?? ""
        let meant = ["yes": true, "on": true, "1": true, "y": true, "no": false, "off": false, "0": false, "n": false]
        let help = meant[word] ?? ["true": true, "false": false][word]
        findings.append(error("\(shown) is not true or false", help: help.map { "write \($0)" }))
        return nil
    }

    /// How what is no mapping becomes one.
    fileprivate var wayToMapping: String? {
        switch content {
        case .sequence: "its keys have no '-' in front"
        case .scalar(let text, .plain) where text.contains(":"): "put a blank behind the ':'"
        case .scalar, .mapping: "a mapping has lines like 'key: value'"
        }
    }

    /// The scalar in quotes, for messages; cut, and never a value that came from the environment or a secret.
    var shown: String {
        guard let text = scalar, !isSubstituted else { return "the value" }
        return text.count <= 60 ? "'\(text)'" : "'\(text.prefix(57))…'"
    }
}
