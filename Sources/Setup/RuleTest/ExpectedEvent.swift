import Model
import WireFormat

/// What a test says of one event: values that it must have, among others.
struct ExpectedEvent: Sendable {
    let node: YAMLNode
    private let members: [YAMLEntry]

    init(_ node: YAMLNode, findings: inout [Diagnostic]) {
        self.node = node
        _ = Fields(node, of: "an expected event", Self.keys, findings: &findings)
        guard case .mapping(let entries) = node.content else {
            members = []
            return
        }
        members = entries.filter { Self.keys[$0.name] != nil }
        for member in members where Self.keys[member.name]?.form.isOfNames == true {
            if case .mapping = member.value.content { continue }
            findings.append(member.value.error("'\(member.name)' must be a mapping, not \(member.value.kind)"))
        }
    }

    /// A value of the test that an event does not have.
    struct Difference {
        /// `level`, `data.order`.
        var key: String
        /// The value in the test.
        var node: YAMLNode
        /// Nil if the event has none.
        var actual: JSONValue?

        var change: Diagnostic.Change {
            Diagnostic.Change(key: key, expected: node.inOneLine, actual: actual.map { YAMLWriter.text(of: $0) })
        }
    }

    /// What differs in `event`, the JSON that would be sent.
    func differences(from event: JSONValue) -> [Difference] {
        members.flatMap { member -> [Difference] in
            switch member.name {
            case "tags": tags(member, event["tags"])
            case "user": nested(member) { event["data"]?["@user"]?[$0] }
            case "request": nested(member) { event["data"]?["@request"]?[$0] }
            case "data": nested(member) { Self.data($0, of: event) }
            case "stack": nested(member) { Self.stack($0, of: event) }
            default: difference(member.value, member.name, Self.value(member.name, of: event))
            }
        }
    }

    // MARK: - Where the values are

    static func value(_ name: String, of event: JSONValue) -> JSONValue? {
        let data = event["data"]
        switch name {
        case "level": return data?["@level"]?.text.map { .string(Level(word: $0).map { "\($0)" } ?? $0) }
        case "version": return data?["@version"]
        case "session": return event["type"] == "session" ? event["reference_id"] : data?["@ref:session"]
        case "exception": return data?["@error"]?["type"] ?? data?["@simple_error"]?["type"]
        case "rule", "first_line", "last_line": return data?["log"]?[name]
        default: return event[name]
        }
    }

    /// A value by its own name, wherever in `data` it ends up.
    private static func data(_ name: String, of event: JSONValue) -> JSONValue? {
        let data = event["data"]
        return data?[name] ?? data?["fields"]?[name] ?? data?["log"]?[name]
    }

    /// `title` and `by`, as a rule gives them.
    private static func stack(_ name: String, of event: JSONValue) -> JSONValue? {
        let stack = event["data"]?["@stack"]
        guard name == "by" else { return stack?[name] }
        return stack?["signature_data"]?.object.map { .array($0.members.map(\.value)) }
    }

    // MARK: - Comparing

    private func nested(_ member: YAMLEntry, value: (String) -> JSONValue?) -> [Difference] {
        guard case .mapping(let entries) = member.value.content else { return [] }
        return entries.flatMap { difference($0.value, "\(member.name).\($0.name)", value($0.name)) }
    }

    /// All that are named must be there; others may.
    private func tags(_ member: YAMLEntry, _ actual: JSONValue?) -> [Difference] {
        let there = actual?.elements?.compactMap(\.text) ?? []
        let wanted: [YAMLNode] = if case .sequence(let nodes) = member.value.content { nodes } else { [member.value] }
        if member.value.isNull {
            return there.isEmpty ? [] : [Difference(key: "tags", node: member.value, actual: actual)]
        }
        let isThere = wanted.allSatisfy { $0.scalar.map(there.contains) ?? false }
        return isThere ? [] : [Difference(key: "tags", node: member.value, actual: actual)]
    }

    private func difference(_ expected: YAMLNode, _ name: String, _ actual: JSONValue?) -> [Difference] {
        let whole = Difference(key: name, node: expected, actual: actual == .null ? nil : actual)
        switch expected.content {
        case .sequence(let nodes):
            guard let elements = actual?.elements, nodes.count == elements.count else { return [whole] }
            return zip(nodes, elements).allSatisfy { difference($0, name, $1).isEmpty } ? [] : [whole]
        case .mapping(let entries):
            return entries.flatMap { difference($0.value, "\(name).\($0.name)", actual?[$0.name]) }
        case .scalar(let text, _):
            guard let actual, actual != .null else { return expected.isNull ? [] : [whole] }
            if !expected.isNull, Self.isSame(text, actual, isLevel: name == "level") { return [] }
            return [whole]
        }
    }

    private static func isSame(_ expected: String, _ actual: JSONValue, isLevel: Bool) -> Bool {
        let got = actual.text ?? String(decoding: actual.encoded(), as: UTF8.self)
        if expected == got { return true }
        if isLevel, let level = Level(word: expected) { return "\(level)" == got }
        if case .number(let number) = actual { return Double(expected) == number }
        return false
    }
}
