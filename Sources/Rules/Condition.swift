import Model
package import Patterns

/// One thing that must, or must not, hold of a record.
package enum Condition: Sendable {
    /// The pattern is found in the field; a field that the record does not have holds nothing.
    case matches(FieldName, Pattern)
    /// The first number in the field lies within; a field without one holds nothing.
    case number(FieldName, NumberRange)
    /// The record has a level, and it is one of these.
    case level(LevelRange)
    /// The record has a stack trace, or has none.
    case hasTrace(Bool)

    /// Whether it costs next to nothing to ask; those are asked first.
    var isCheap: Bool {
        switch self {
        case .matches, .number: false
        case .level, .hasTrace: true
        }
    }

    /// False only if it certainly does not hold; told without searching.
    func mayHold(of record: Record) -> Bool {
        switch self {
        case .matches, .number: true
        case .level(let range): range.contains(record.level)
        case .hasTrace(let expected): (record.traceText != nil || record.trace != nil) == expected
        }
    }

    func holds(of subject: Subject) -> Bool {
        switch self {
        case .matches(let field, let pattern): subject.value(of: field).map(pattern.matches) ?? false
        case .number(let field, let range): subject.value(of: field).map(range.contains) ?? false
        case .level, .hasTrace: mayHold(of: subject.record)
        }
    }

    /// The same, and the pattern's named groups become fields.
    func holds(of subject: inout Subject) -> Bool {
        guard case .matches(let field, let pattern) = self, !pattern.names.isEmpty else {
            return holds(of: subject)
        }
        guard let value = subject.value(of: field), let captures = pattern.captures(in: value) else { return false }
        for (name, range) in captures.named {
            subject.captures.append(Record.Field(name: name, value: Array(value[range])))
        }
        return true
    }
}

extension Condition: CustomStringConvertible {
    /// As the rule file has it: `message: 'declined'`.
    package var description: String {
        switch self {
        case .matches(let field, let pattern): "\(field.name): '\(pattern.text)'"
        case .number(let field, let range): "\(field.name): '\(range)'"
        case .level(let range): "level: \(range)"
        case .hasTrace(let expected): "has_trace: \(expected)"
        }
    }
}
