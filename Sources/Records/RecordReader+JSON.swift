import Model
import Traces
import WireFormat

extension RecordReader {
    /// Nil if the first line is no JSON object.
    func readJSON(_ text: RecordText) -> Record? {
        guard text.line(0).first == UInt8(ascii: "{"),
            let object = (try? JSONReader.parse(text.line(0)))?.object
        else { return nil }
        var members = NamedValues(object)
        var record = Record(text: text)
        record.time = members.value(of: .time).flatMap { namedTime($0, readAt: text.readAt) }
        record.level = jsonLevel(members)
        record.source = members.value(of: .source).map { Array($0.trimmed) }
        record.message = members.value(of: .message).map { Array($0.trimmed) } ?? []
        if let thread = members.value(of: .thread) { members.append("thread", Array(thread)) }
        record.fields = members.fields
        takeStack(members, &record)
        return record
    }

    /// By the layout's forms, else as it usually is.
    func namedTime(_ value: ArraySlice<UInt8>, readAt: Timestamp) -> Timestamp? {
        time(value, readAt: readAt) ?? TimeForm.iso8601.parse(value, zone: layout.zone, near: TimeAnchor(read: readAt))
            ?? .epoch(value)
    }

    private func jsonLevel(_ members: NamedValues) -> Level? {
        if let value = members.value(of: .level) {
            return levels.level(value) ?? Int64(String(decoding: value, as: UTF8.self)).flatMap(Level.init(number:))
        }
        // Serilog's compact form leaves out its commonest level.
        return members.contains("@t") && (members.contains("@m") || members.contains("@mt")) ? .info : nil
    }

    func takeStack(_ members: NamedValues, _ record: inout Record) {
        for stack in members.values(of: .stack).map(\.trimmed) {
            let lines = stack.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let stackText = RecordText(joining: lines, like: record.text)
            if let found = findTrace(stackText) { return record.take(found) }
            // A stack in no known language is still worth its text, a mere word is not.
            if lines.count > 1, record.traceText == nil { record.traceText = Array(stack) }
        }
    }
}

extension RecordText {
    /// Lines that stood within a member of `entry`.
    fileprivate init(joining lines: [ArraySlice<UInt8>], like entry: RecordText) {
        let bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        var (ranges, start) = ([Range<Int>](), 0)
        for line in lines {
            ranges.append(start..<start + line.count)
            start += line.count + 1
        }
        self.init(
            bytes: bytes, lines: ranges, range: entry.range, firstLine: entry.firstLine, lineCount: lines.count,
            readAt: entry.readAt, hasHead: entry.hasHead)
    }
}
