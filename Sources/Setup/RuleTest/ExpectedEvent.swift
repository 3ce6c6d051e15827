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
    }

    /// What differs in `event`, the JSON that would be sent, each with its place in the test.
    func differences(from event: JSONValue) -> [Diagnostic] {
        members.flatMap { member -> [Diagnostic] in
            switch member.name {
            case "tags": tags(member, event["tags"])
            case "user": nested(member) { event["data"]?["@user"]?[$0] }
            case "request": nested(member) { event["data"]?["@request"]?[$0] }
            case "data": nested(member) { Self.data($0, of: event) }
            case "stack": nested(member) { Self.stack($0, of: event) }
            default: difference(member.value, "'\(member.name)'", Self.value(member.name, of: event))
            }
        }
    }

    // MARK: - Where the values are

    private static func value(_ name: String, of event: JSONValue) -> JSONValue? {
        let data = event["data"]
        switch name {
        case "level", "version": return data?["@\(name)"]
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

    private func nested(_ member: YAMLEntry, value: (String) -> JSONValue?) -> [Diagnostic] {
        guard case .mapping(let entries) = member.value.content else {
            return [member.value.error("'\(member.name)' must be a mapping, not \(member.value.kind)")]
        }
        return entries.flatMap { difference($0.value, "'\(member.name).\($0.name)'", value($0.name)) }
    }

    /// All that are named must be there; others may.
    private func tags(_ member: YAMLEntry, _ actual: JSONValue?) -> [Diagnostic] {
        let there = actual?.elements?.compactMap(\.text) ?? []
        let wanted: [YAMLNode] = if case .sequence(let nodes) = member.value.content { nodes } else { [member.value] }
        return wanted.filter { $0.scalar.map { !there.contains($0) } ?? true }
            .map { $0.error("there is no tag \($0.shown)", help: "there is: \(there.joined(separator: ", "))") }
    }

    private func difference(_ expected: YAMLNode, _ name: String, _ actual: JSONValue?) -> [Diagnostic] {
        switch expected.content {
        case .sequence(let nodes):
            let elements = actual?.elements ?? []
            guard nodes.count == elements.count else {
                return [expected.error("\(name) has \(elements.count) elements, not \(nodes.count)")]
            }
            return zip(nodes, elements).flatMap { difference($0, name, $1) }
        case .mapping(let entries):
            return entries.flatMap { difference($0.value, "\(name).\($0.name)", actual?[$0.name]) }
        case .scalar(let text, _):
            guard let actual, actual != .null else {
                return expected.isNull ? [] : [expected.error("the event has no \(name)")]
            }
            let got = Self.text(of: actual)
            if expected.isNull { return [expected.error("\(name) is there: \(Self.quoted(got))")] }
            if Self.isSame(text, got, isLevel: name == "'level'", actual) { return [] }
            return [expected.error("\(name) is \(Self.quoted(got)), not \(Self.quoted(text))")]
        }
    }

    private static func isSame(_ expected: String, _ got: String, isLevel: Bool, _ actual: JSONValue) -> Bool {
        if expected == got { return true }
        if isLevel, let level = Level(word: expected) { return level.name == got }
        if case .number(let number) = actual { return Double(expected) == number }
        return false
    }

    private static func text(of value: JSONValue) -> String {
        value.text ?? String(decoding: value.encoded(), as: UTF8.self)
    }

    private static func quoted(_ text: String) -> String {
        let line = text.replacing("\n", with: "\\n")
        return line.count <= 120 ? "'\(line)'" : "'\(line.prefix(117))…'"
    }
}
