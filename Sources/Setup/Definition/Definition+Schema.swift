import Model
package import WireFormat

extension Definition {
    /// A JSON Schema of draft 2020-12, for editors: what it refuses, the reader refuses.
    package var schema: JSONValue {
        var schema = JSONObject()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = .string("Stacktail: \(title)")
        for member in Self.object(of: keys).members { schema[member.name] = member.value }
        return .object(schema)
    }

    fileprivate static func object(of keys: Keys) -> JSONObject {
        var properties = JSONObject()
        for key in keys.known { properties[key.name] = schema(of: key) }
        var object = JSONObject()
        object["type"] = "object"
        object["properties"] = .object(properties)
        object["additionalProperties"] = keys.others?.schema ?? false
        let required = keys.known.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { object["required"] = .array(required) }
        return object
    }

    private static func schema(of key: Key) -> JSONValue {
        var schema = JSONObject()
        schema["description"] = .string(key.doc)
        for member in key.form.schema.object?.members ?? [] { schema[member.name] = member.value }
        schema["default"] = key.standard.map(value)
        schema["examples"] = key.example.map { [value($0)] }
        return .object(schema)
    }

    /// A value written in YAML.
    private static func value(_ text: String) -> JSONValue {
        YAMLText(Array("x: \(text)".utf8), name: "").root.flatMap { root in
            guard case .mapping(let entries) = root.content else { return nil }
            return entries.first?.value.json
        } ?? .string(text)
    }
}

extension Form {
    /// As editors check it. They read `17` as a number where we take it for a text.
    fileprivate var schema: JSONValue {
        switch self {
        case .text, .template: ["type": ["string", "number", "boolean"]]
        case .regex: ["type": ["string", "number"]]
        case .glob: ["type": "string"]
        case .flag: ["type": "boolean"]
        case .count(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .duration: ["type": "string", "pattern": .string("^[0-9]{1,9}(?:\(Scalars.durationNames))$")]
        case .size: ["type": "string", "pattern": .string("^[0-9]{1,9}(?:\(Scalars.sizeNames))$")]
        case .choice(let names): ["enum": .array(names.flatMap(Self.spellings))]
        case .level: ["anyOf": [["enum": Self.levels], ["type": "string", "pattern": "^[A-Za-z]+$"]]]
        case .levelRange:
            ["anyOf": [["enum": Self.levels], ["type": "string", "pattern": #"^[A-Za-z]*(?:\.\.[A-Za-z]*)?$"#]]]
        case .oneOrMore(let form): ["anyOf": [form.schema, ["type": "array", "items": form.schema]]]
        case .list(let form): ["type": "array", "items": form.schema]
        case .mapping(let keys): .object(Definition.object(of: keys))
        case .names(let form): ["type": "object", "additionalProperties": form.schema]
        case .either(let first, let second): ["anyOf": [first.schema, second.schema]]
        case .any: [:]
        }
    }

    /// A number is a word, too.
    private static func spellings(_ word: String) -> [JSONValue] {
        [.string(word)] + (Int64(word).map { [.integer($0)] } ?? [])
    }

    private static let levels = JSONValue.array(Fields.levelNames.map { .string($0) })
}

extension YAMLNode {
    /// As editors see it: a plain `true`, `17` or `~` is no text.
    fileprivate var json: JSONValue {
        switch content {
        case .scalar(let text, .plain): Self.plain(text)
        case .scalar(let text, _): .string(text)
        case .sequence(let elements): .array(elements.map(\.json))
        case .mapping(let entries):
            .object(
                entries.reduce(into: JSONObject()) { object, entry in object[entry.name] = entry.value.json })
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "true": true
        case "false": false
        case "", "~", "null": .null
        default: Int64(text).map { .integer($0) } ?? .string(text)
        }
    }
}
