package import WireFormat

extension JSONValue {
    /// With a line for each member and element, as people read it; ends with a line break.
    package var laidOut: String { Self.lines(self, indentation: "") + "\n" }

    private static func lines(_ value: JSONValue, indentation: String) -> String {
        let inner = indentation + "  "
        switch value {
        case .object(let object) where !object.members.isEmpty:
            let members = object.members.map { member in
                inner + text(.string(member.name)) + ": " + lines(member.value, indentation: inner)
            }
            return "{\n" + members.joined(separator: ",\n") + "\n\(indentation)}"
        case .array(let elements) where elements.contains { $0.object != nil }:
            let items = elements.map { inner + lines($0, indentation: inner) }
            return "[\n" + items.joined(separator: ",\n") + "\n\(indentation)]"
        case .array(let elements): return "[" + elements.map(text).joined(separator: ", ") + "]"
        default: return text(value)
        }
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }
}
