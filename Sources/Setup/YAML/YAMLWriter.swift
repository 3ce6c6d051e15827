import WireFormat

/// Values as a person would write them in a line of YAML, that read as the same again.
enum YAMLWriter {
    /// Flow style for what has parts.
    static func text(of value: JSONValue) -> String {
        switch value {
        case .null: "~"
        case .string(let text): scalar(text)
        case .array(let elements): "[" + elements.map { self.text(of: $0) }.joined(separator: ", ") + "]"
        case .object(let object):
            mapping(object.members.map { ($0.name, text(of: $0.value)) })
        case .bool, .integer, .number: String(decoding: value.encoded(), as: UTF8.self)
        }
    }

    /// `{ a: 1, b: 2 }` of values that are written already.
    static func mapping(_ members: [(name: String, value: String)]) -> String {
        members.isEmpty ? "{}" : "{ " + members.map { "\(scalar($0.name)): \($0.value)" }.joined(separator: ", ") + " }"
    }

    /// Plain where that is safe also within brackets, else in single quotes; in double ones what has no other form, or
    /// had them before.
    static func scalar(_ text: String, like style: YAMLStyle = .plain) -> String {
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || breaks.contains($0) }) {
            return doubleQuoted(text)
        }
        switch style {
        case .doubleQuoted: return doubleQuoted(text)
        case .plain where isPlain(text), .literal where isPlain(text), .folded where isPlain(text): return text
        case .plain, .singleQuoted, .literal, .folded: return "'" + text.replacing("'", with: "''") + "'"
        }
    }

    private static let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, first.isLetter || first.isNumber || first == "/" else {
            return false
        }
        if last == " " || last == ":" || ["null", "true", "false"].contains(text) { return false }
        return !text.contains(": ") && !text.contains(" #") && !text.contains { ",[]{}\"'".contains($0) }
    }

    private static func doubleQuoted(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case "\t": return "\\t"
            case "\r": return "\\r"
            default:
                guard scalar.properties.generalCategory == .control || breaks.contains(scalar) else {
                    return String(scalar)
                }
                let digits = String(scalar.value, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return "\"" + inner.joined() + "\""
    }
}

extension YAMLNode {
    /// As one would write it in one line.
    var inOneLine: String {
        switch content {
        case .scalar(let text, let style): isNull ? "~" : YAMLWriter.scalar(text, like: style)
        case .sequence(let elements): "[" + elements.map(\.inOneLine).joined(separator: ", ") + "]"
        case .mapping(let entries): YAMLWriter.mapping(entries.map { ($0.name, $0.value.inOneLine) })
        }
    }
}
