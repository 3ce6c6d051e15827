import Model
import WireFormat

extension RecordReader {
    /// Nil if the first line is no logfmt.
    func readLogfmt(_ text: RecordText) -> Record? {
        let line = text.line(0)
        guard LogfmtPairs.begin(line) else { return nil }
        var (pairs, values) = (LogfmtPairs(line), NamedValues(ValueRole.namesBesideJSON))
        while let (key, value) = pairs.next() { values.append(String(decoding: key, as: UTF8.self), value) }
        return record(of: values, text)
    }

    /// Nil if nothing names the columns. A value that has no name is called by its column's number, and a column
    /// without a value has none: a line with too many or too few of them is an entry all the same.
    func readColumns(_ text: RecordText, _ form: ColumnForm) -> Record? {
        guard let names = form.names ?? text.columns?.names, !names.isEmpty else { return nil }
        let bytes = text.bytes[...].trimmedEnd
        var values = NamedValues(ValueRole.namesBesideJSON)
        for (index, value) in form.values(of: bytes).enumerated() {
            guard let value, !value.isEmpty else { continue }
            let name = index < names.count ? names[index] : ColumnForm.unnamed(index)
            values.append(name, form.isW3C ? value.withBlanks(ofColumn: name) : value)
        }
        return values.fields.isEmpty ? nil : record(of: values, text)
    }

    private func record(of values: NamedValues, _ text: RecordText) -> Record {
        var record = Record(text: text)
        record.time = time(of: values, readAt: text.readAt)
        record.level =
            values.value(of: .level).flatMap { levels.level($0) ?? Level(number: $0) }
            ?? (values["status"] ?? values["sc_status"]).flatMap(levels.level(ofStatus:))
        record.source = values.value(of: .source).map { Array($0.trimmed) }
        record.fields = values.fields
        let found = findTrace(text)
        let message = values.value(of: .message) ?? text.bytes[..<(found?.start ?? text.bytes.count)]
        record.message = Array(message.trimmed)
        takeStack(values, &record)
        if record.trace == nil { record.take(found) }
        return record
    }

    /// A date and a time in two values are one, and so is a zone in a third.
    private func time(of values: NamedValues, readAt: Timestamp) -> Timestamp? {
        if let date = values["date"], let clock = values["time"], clock.prefix(3).contains(UInt8(ascii: ":")) {
            var text = date.trimmed + [UInt8(ascii: " ")] + clock.trimmed
            if let zone = values["tz"], zone.first == UInt8(ascii: "+") || zone.first == UInt8(ascii: "-") {
                text += [UInt8(ascii: " ")] + zone
            }
            if let time = namedTime(text, readAt: readAt) { return time }
        }
        return values.value(of: .time).flatMap { namedTime($0, readAt: readAt) }
    }
}

extension Level {
    /// See `init(number:)`.
    fileprivate init?(number: ArraySlice<UInt8>) {
        guard let level = Int64(String(decoding: number, as: UTF8.self)).flatMap(Level.init(number:)) else {
            return nil
        }
        self = level
    }
}

extension [UInt8] {
    /// With a blank for each `+`, as IIS writes them in texts; addresses of the web keep theirs.
    fileprivate func withBlanks(ofColumn name: String) -> [UInt8] {
        guard contains(UInt8(ascii: "+")), !["uri", "referer", "cookie", "host"].contains(where: name.contains) else {
            return self
        }
        return map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    }
}
