import Model
import WireFormat

/// What a record's envelope tells of it: `RecordText.heading` taken apart. The record's own words come first.
struct Heading {
    private(set) var time: ArraySlice<UInt8>?
    private(set) var level: Level?
    private(set) var source: ArraySlice<UInt8>?
    private(set) var host: ArraySlice<UInt8>?
    private(set) var fields: [Record.Field] = []

    /// Tells for itself whether it is a container's (`TIME stdout`), syslog's or a mere time.
    init(_ heading: ArraySlice<UInt8>) {
        if let blank = heading.lastIndex(of: UInt8(ascii: " ")), isStream(heading[(blank + 1)...]) {
            time = heading[..<blank]
            add("stream", heading[(blank + 1)...])
        } else if let head = SyslogHead(heading) {
            time = head.time.map { heading[$0] }
            level = head.severity.map { severities[$0] }
            source = head.program.map { heading[$0] }
            host = head.host.map { heading[$0] }
            add("host", host)
            add("program", source)
            add("pid", head.pid.map { heading[$0] })
            add("message_id", head.messageID.map { heading[$0] })
            add("structured_data", head.structuredData.map { heading[$0] })
        } else if !heading.isEmpty {
            time = heading
        }
    }

    private mutating func add(_ name: String, _ value: ArraySlice<UInt8>?) {
        if let value { fields.append(Record.Field(name: name, value: Array(value))) }
    }
}

/// By severity, which counts from the gravest.
private let severities: [Level] = [.fatal, .fatal, .fatal, .error, .warn, .info, .info, .debug]

extension Record {
    /// Adds what the envelope tells and the entry itself does not.
    mutating func take(_ heading: Heading, zone: Zone, near anchor: TimeAnchor) {
        time = time ?? heading.time.flatMap { TimeForm.syslog.parse($0, zone: zone, near: anchor) }
        level = level ?? heading.level
        source = source ?? heading.source.map { Array($0) }
        host = heading.host.map { Array($0) }
        for field in heading.fields where self.field(field.name) == nil { fields.append(field) }
    }
}
