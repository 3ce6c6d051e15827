import WireFormat

extension ToldEvent {
    /// All that the other members have no place for. Names of our own come first; an event's own data joins them, under
    /// `data.NAME` where the name is taken.
    func context(_ limits: DocumentLimits, isSynthetic: Bool, showsRaw: Bool) -> JSONObject {
        var context = JSONObject()
        for (name, value) in own + [("synthetic_backtrace", isSynthetic ? "true" : nil)] {
            context[name] = value?.plain(limits)
        }
        if showsRaw, let raw = self[data: "@stack"]?["stack_trace"]?.told, limits.rawBytesMax > 0 {
            context["raw"] = .string(raw.fitting(limits.rawBytesMax))
        }
        for member in json["data"]?.object?.members.prefix(limits.contextMembersMax) ?? []
        where !isTold(member.name) {
            let name = context[member.name] == nil ? member.name : "data." + member.name
            context[name.fitting(nameBytesMax)] = member.value.plain(limits)
        }
        return context
    }

    private var own: [(String, JSONValue?)] {
        let isAround = error != nil && message != exceptionMessage
        let (first, last) = (self[log: "first_line"]?.integer, self[log: "last_line"]?.integer)
        let tags = (json["tags"]?.elements ?? []).compactMap(\.told).joined(separator: ",")
        return [
            ("level", level.map { .string($0.lowercased()) }), ("source", .string(source)),
            ("log_message", isAround ? message.map { .string($0) } : nil), ("thread", self[log: "thread"]),
            ("timestamp", .string(date)), ("timestamp_source", self[log: "time_source"]),
            ("file", file.map { .string($0) }), ("line", first.map { .integer($0) }),
            ("line_count", first.flatMap { first in last.map { .integer($0 - first + 1) } }),
            ("tags", tags.isEmpty ? nil : .string(tags)), ("count", json["count"]), ("value", json["value"]),
            ("geo", json["geo"]), ("reference_id", json["reference_id"]), ("version", self[data: "@version"]),
            ("user", self[data: "@user"]), ("user_description", self[data: "@user_description"]),
            ("preceding_lines", self[data: "@trace"]), ("continued_from", self[log: "continued_from"]),
            ("request", self[data: "@request"]?["path"]?.told == nil ? self[data: "@request"] : nil),
        ]
    }

    /// Whether a member of `data` is told elsewhere, or is another protocol's own. Links to other events are neither.
    private func isTold(_ name: String) -> Bool {
        switch name {
        case "log", "full_message", "original_date": true
        default: name.hasPrefix("@") && !name.hasPrefix("@ref:")
        }
    }
}

/// A name is mostly a word.
private let nameBytesMax = 256

extension JSONValue {
    /// Of texts, integers, arrays and objects only, as the official client sends it: all else becomes text. Null is
    /// left out, in an array it is an empty text.
    func plain(_ limits: DocumentLimits, depth: Int = DocumentLimits.contextDepthMax) -> JSONValue? {
        switch self {
        case .null: return nil
        case .integer: return self
        case .string(let text): return .string(text.fitting(limits.contextBytesMax))
        case .bool, .number: return .string(jsonText)
        case .array(let elements):
            guard depth > 0 else { return .string(jsonText.fitting(limits.contextBytesMax)) }
            return .array(
                elements.prefix(limits.contextMembersMax).map { $0.plain(limits, depth: depth - 1) ?? "" })
        case .object(let object):
            guard depth > 0 else { return .string(jsonText.fitting(limits.contextBytesMax)) }
            var plain = JSONObject()
            for member in object.members.prefix(limits.contextMembersMax) {
                plain[member.name.fitting(nameBytesMax)] = member.value.plain(limits, depth: depth - 1)
            }
            return .object(plain)
        }
    }

    private var jsonText: String { String(decoding: encoded(), as: UTF8.self) }
}
