import Exceptionless
import Model
import WireFormat

extension Drafting {
    /// The template's own members, then `log` with the record's place, then `fields` with what nothing else shows.
    func addData(of subject: Subject, to event: inout Event) {
        for (name, value) in template.data {
            if let text = text(value, subject) { event.data[name] = .string(text) }
        }
        event.data["log"] = .object(log(of: subject))
        let fields = fields(of: subject)
        if !fields.isEmpty { event.data["fields"] = .object(fields) }
        let text = subject.record.text
        if text.linesDropped > 0 { event.data["lines_dropped"] = .integer(Int64(text.linesDropped)) }
        if text.bytesCut > 0 { event.data["bytes_cut"] = .integer(Int64(text.bytesCut)) }
    }

    private func log(of subject: Subject) -> JSONObject {
        let (text, origin) = (subject.record.text, subject.origin)
        var members: [JSONObject.Member] = []
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONObject.Member(name: name, value: value)) }
        }
        add("file", .string(origin.path.description))
        add("first_line", text.firstLine.map { .integer(Int64($0)) })
        add("last_line", text.lastLine.map { .integer(Int64($0)) })
        add("offset", .integer(text.range.lowerBound.value))
        add("rule", .string(rule))
        add("thread", thread(of: subject.record).map { .string($0) })
        add("continued_from", origin.continuedFrom.map { .string($0) })
        let host = subject.record.host.map { String(decoding: $0, as: UTF8.self) } ?? origin.host?.name
        add("host", host.map { .string($0) })
        add("time_source", subject.record.time == nil ? .string("read time") : nil)
        return JSONObject(uniqueMembers: members)
    }

    private func thread(of record: Record) -> String? {
        record.field("thread").map { String(decoding: $0, as: UTF8.self) } ?? record.trace?.thread
    }

    /// Captures of the layout and of the rule that the event does not show elsewhere.
    private func fields(of subject: Subject) -> JSONObject {
        let record = subject.record
        var members: [JSONObject.Member] = []
        members.reserveCapacity(record.fields.count)
        let captured = subject.captures.isEmpty ? [] : Set(subject.captures.map(\.name))
        for field in record.fields where !captured.contains(field.name) && !isShown(field, of: record) {
            members.append(member(field))
        }
        var object = JSONObject(uniqueMembers: members)
        for field in subject.captures where !shown.contains(FieldName(field.name)) && !field.value.isEmpty {
            object[field.name] = .string(String(decoding: field.value, as: UTF8.self))
        }
        return object
    }

    private func member(_ field: Record.Field) -> JSONObject.Member {
        JSONObject.Member(name: field.name, value: .string(String(decoding: field.value, as: UTF8.self)))
    }

    /// Whether the event tells the field's value under another name: its message, date, level, source or thread.
    private func isShown(_ field: Record.Field, of record: Record) -> Bool {
        if field.value.isEmpty || (!shown.isEmpty && shown.contains(FieldName(field.name))) { return true }
        switch field.name {
        case "message", "source", "thread": return true
        case "host": return field.value == record.host
        case "time", "@timestamp", "timestamp", "ts", "@t", "t", "asctime", "datetime": return record.time != nil
        case "level", "severity", "log.level", "levelname", "loglevel", "lvl", "@l":
            // Another word for the level (`SEVERE`) is worth keeping.
            return record.level.map { field.value.isSameWord(as: $0.name) } ?? false
        default:
            return field.value == record.message || field.value == record.source || field.value == record.traceText
        }
    }
}

extension [UInt8] {
    /// Equal in any case of ASCII letters.
    fileprivate func isSameWord(as word: String) -> Bool {
        count == word.utf8.count && zip(self, word.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
