package import Model
package import WireFormat

/// A snapshot in Prometheus's text form, version 0.0.4.
package struct Metrics {
    private var text = ""

    /// `now` is for ages; the text ends with a newline, as the form wants it.
    package static func text(of snapshot: StatusSnapshot, at now: Timestamp) -> String {
        var metrics = Metrics()
        metrics.addProcess(snapshot)
        metrics.addTails(snapshot.tails, troubles: snapshot.ruleTroubles.count + (snapshot.stateTrouble == nil ? 0 : 1))
        metrics.addEvents(snapshot)
        metrics.addProjects(snapshot.projects.sorted { $0.key < $1.key }, at: now)
        return metrics.text
    }

    private mutating func addProcess(_ snapshot: StatusSnapshot) {
        begin("stacktail_build_info", .gauge, "Always 1; the version is its label.")
        add("stacktail_build_info", [("version", snapshot.version)], 1)
        begin("stacktail_start_time_seconds", .gauge, "When the agent started, since 1970.")
        add("stacktail_start_time_seconds", [], snapshot.startedAt.seconds)
        begin("stacktail_ready", .gauge, "1 once the rules are in force and the files were looked at.")
        add("stacktail_ready", [], snapshot.isReady ? 1 : 0)
        begin("stacktail_memory_resident_bytes", .gauge, "What the process occupies in memory.")
        add("stacktail_memory_resident_bytes", [], snapshot.residentMemory.value)
    }

    private mutating func addTails(_ tails: TailStatus, troubles: Int) {
        begin("stacktail_files_tailed", .gauge, "Files that are followed.")
        add("stacktail_files_tailed", [], Int64(tails.filesTailed))
        begin("stacktail_files_troubled", .gauge, "Files that a rule wants and that cannot be read.")
        add("stacktail_files_troubled", [], Int64(tails.filesTroubled))
        begin("stacktail_read_bytes_total", .counter, "Bytes read from logs.")
        add("stacktail_read_bytes_total", [], tails.bytesRead.value)
        begin("stacktail_behind_bytes", .gauge, "Bytes in the followed files that were not read yet.")
        add("stacktail_behind_bytes", [], tails.bytesBehind.value)
        begin("stacktail_reading_paused", .gauge, "1 while nothing is read: the journal is full, or its disk refuses.")
        add("stacktail_reading_paused", [], tails.isPaused ? 1 : 0)
        begin(
            "stacktail_troubles", .gauge, "What is the matter with reading, rules and state, as in 'stacktail status'.")
        add("stacktail_troubles", [], Int64(tails.troubles.count + troubles))
        begin("stacktail_lines_total", .counter, "Lines read.")
        add("stacktail_lines_total", [], Int64(tails.lineCount))
        begin("stacktail_records_total", .counter, "Records that the lines made.")
        add("stacktail_records_total", [], Int64(tails.recordCount))
    }

    private mutating func addEvents(_ snapshot: StatusSnapshot) {
        begin("stacktail_events_total", .counter, "Events committed to the journal.")
        let events = snapshot.events.map { kind, count in
            ([("project", kind.project), ("type", kind.type), ("level", kind.level?.name ?? "")], count)
        }
        for (labels, count) in events.sorted(by: { $0.0.map(\.1).lexicographicallyPrecedes($1.0.map(\.1)) }) {
            add("stacktail_events_total", labels, Int64(count))
        }
        begin("stacktail_losses_total", .counter, "What was dropped, cut or given up, in each reason's unit.")
        for reason in Loss.Reason.allCases {
            add("stacktail_losses_total", [("reason", reason.rawValue)], Int64(snapshot.losses[reason] ?? 0))
        }
    }

    private mutating func addProjects(_ projects: [(key: String, value: ProjectStatus)], at now: Timestamp) {
        func addFamily(_ name: String, _ kind: Kind, _ help: String, value: (ProjectStatus) -> Int64) {
            begin(name, kind, help)
            for (project, status) in projects { add(name, [("project", project)], value(status)) }
        }
        addFamily("stacktail_queue_events", .gauge, "Events that the server has not acknowledged.") {
            Int64($0.queuedEvents)
        }
        addFamily("stacktail_queue_bytes", .gauge, "Bytes of these events.") { $0.queuedBytes.value }
        addFamily("stacktail_queue_oldest_seconds", .gauge, "Age of the oldest of these events.") { status in
            status.oldestQueuedAt.map { max(0, now.seconds - $0.seconds) } ?? 0
        }
        addFamily("stacktail_acknowledged_events_total", .counter, "Events that the server took.") {
            Int64($0.acknowledgedEvents)
        }
        addFamily("stacktail_acknowledged_requests_total", .counter, "Requests that took them there.") {
            Int64($0.acknowledgedRequests)
        }
        addFamily("stacktail_failed_requests_total", .counter, "Requests without a whole answer.") {
            Int64($0.failedRequests)
        }
        addFamily("stacktail_quarantined_events_total", .counter, "Events that the server refused for good.") {
            Int64($0.quarantinedEvents)
        }
        addFamily("stacktail_sending_troubled", .gauge, "1 while events do not leave.") { $0.trouble == nil ? 0 : 1 }
        addRefusals(of: projects)
    }

    private mutating func addRefusals(of projects: [(key: String, value: ProjectStatus)]) {
        begin("stacktail_refusals_total", .counter, "Answers that were no acknowledgement, by HTTP status.")
        for (project, status) in projects {
            for (code, count) in status.refusals.sorted(by: { $0.key < $1.key }) {
                add("stacktail_refusals_total", [("project", project), ("status", String(code))], Int64(count))
            }
        }
    }
}

// MARK: - The text form

extension Metrics {
    private enum Kind: String {
        case counter, gauge
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func add(_ name: String, _ labels: [(name: String, value: String)], _ value: Int64) {
        let inside = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case _: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
