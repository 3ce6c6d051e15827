import Model

/// A record under examination: its fields by name, and what the conditions have captured so far.
struct Subject {
    let record: Record
    let origin: Origin
    /// Of the rule that is being tried; a capture hides a field of the same name.
    var captures: [Record.Field] = []

    /// Nil where the record has no such field. What a rule's own condition captured comes first, then what the record
    /// is, then what its layout captured.
    func value(of field: FieldName) -> ArraySlice<UInt8>? {
        if !captures.isEmpty, let capture = captures.last(where: { $0.name == field.name }) {
            return capture.value[...]
        }
        return switch field {
        case .message: record.message[...]
        case .line: captured("line") ?? record.text.line(0)
        case .path: captured("path") ?? origin.path.bytes[...]
        case .exception: record.trace?.exception.className.map { Array($0.utf8)[...] } ?? captured("exception")
        case .trace: record.traceText?[...] ?? captured("trace")
        case .level: record.level.map { Array($0.name.utf8)[...] } ?? captured("level")
        case .source: record.source?[...] ?? captured("source") ?? Array(origin.ruleFile.utf8)[...]
        case .host: captured("host") ?? record.host?[...] ?? origin.host?.name.map { Array($0.utf8)[...] }
        case .capture(let name): captured(name)
        }
    }

    private func captured(_ name: String) -> ArraySlice<UInt8>? {
        record.fields.first { $0.name == name }?.value[...]
    }
}
