import Model
package import WireFormat

// A `ManualEvent` on its way to the agent. Members that say nothing are left out; `date` counts nanoseconds since 1970
// in UTC, `zone` the seconds east of it.

extension ManualEvent {
    /// For the control socket.
    package var json: JSONObject {
        var json: JSONObject = [
            "type": .string(type), "reference_id": .string(referenceID), "date": .integer(date.nanoseconds),
            "zone": .integer(Int64(date.offsetSeconds)),
        ]
        for (name, member) in Self.texts { json[name] = self[keyPath: member].map { .string($0) } }
        json["level"] = level.map { .string($0.name) }
        json["value"] = value.map { .number($0) }
        if !tags.isEmpty { json["tags"] = .array(tags.map { .string($0) }) }
        if !stackBy.isEmpty { json["stack_by"] = .array(stackBy.map { .string($0) }) }
        if !data.isEmpty { json["data"] = .object(data) }
        if isForced { json["force"] = true }
        return json
    }

    /// Nil if it is none.
    package init?(_ json: JSONObject) {
        guard let id = json["reference_id"]?.text, let type = json["type"]?.text, let date = json["date"]?.integer,
            let zone = json["zone"]?.integer.flatMap({ Int32(exactly: $0) })
        else { return nil }
        self.init(date: Timestamp(nanoseconds: date, offsetSeconds: zone), referenceID: id)
        self.type = type
        for (name, member) in Self.texts { self[keyPath: member] = json[name]?.text }
        level = json["level"]?.text.flatMap { Level(word: $0) }
        switch json["value"] {
        case .number(let number)?: value = number
        case .integer(let integer)?: value = Double(integer)
        case nil, .null?, .bool?, .string?, .array?, .object?: break
        }
        tags = json["tags"]?.elements?.compactMap(\.text) ?? []
        stackBy = json["stack_by"]?.elements?.compactMap(\.text) ?? []
        data = json["data"]?.object ?? JSONObject()
        isForced = json["force"] == true
    }

    private static var texts: [(name: String, member: WritableKeyPath<ManualEvent, String?>)] {
        [
            ("project", \.project), ("message", \.message), ("source", \.source), ("geo", \.geo),
            ("identity", \.identity), ("user_name", \.userName), ("version", \.version), ("session", \.session),
            ("stack_title", \.stackTitle),
        ]
    }
}
