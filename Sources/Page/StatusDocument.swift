package import Model
package import WireFormat

/// The answers of the control socket, and what `status --json` prints. Numbers are bytes, seconds and counts.
package enum StatusDocument {
    /// Of the protocol; a reader that knows this one understands later documents, which only add members.
    package static let version: Int64 = 1

    /// What cannot be answered, and why.
    package static func refusal(_ text: String) -> JSONValue {
        ["stacktail": .integer(version), "error": .string(text)]
    }

    /// What was asked for, with the protocol's version.
    package static func answer(_ members: JSONObject) -> JSONValue {
        let head = JSONObject.Member(name: "stacktail", value: .integer(version))
        return .object(JSONObject(uniqueMembers: [head] + members.members))
    }

    /// The agent as a whole; `now` is for ages.
    package static func document(of report: AgentReport, at now: Timestamp) -> JSONValue {
        let snapshot = report.snapshot
        var document: JSONObject = [
            "stacktail": .integer(version), "running": .bool(report.process != nil), "well": .bool(report.isWell),
            "health": .string(report.health), "troubles": .array(report.troubles.map { .string($0) }),
            "state": .string(report.state.description),
        ]
        if let process = report.process {
            document["agent"] = [
                "version": .string(snapshot.version), "process": .integer(Int64(process.id)),
                "user": .string(process.user), "started": .string(snapshot.startedAt.iso8601),
                "uptime_seconds": .integer(process.uptime.components.seconds),
                "memory_bytes": .integer(snapshot.residentMemory.value),
                "descriptors": .integer(Int64(process.descriptors)), "cpu_seconds": .number(process.cpu.inSeconds),
            ]
            document["rules"] = .array(report.rules.map(rules))
            document["events"] = .array(events(snapshot.events))
        }
        document["files"] = .object(files(report))
        document["projects"] = .array(
            snapshot.projects.sorted { $0.key < $1.key }.map { project($0.key, $0.value, now) })
        document["losses"] = .array(losses(report))
        if !report.limits.isEmpty {
            document["limits"] = .object(
                JSONObject(uniqueMembers: report.limits.map { .init(name: $0.name, value: .string($0.value)) }))
        }
        return .object(document)
    }

    /// One file that is tailed, or one that is not and why; both for one that is tailed and waits.
    package static func document(of file: FileReport?, _ untailed: Untailed?, at path: Path) -> JSONValue {
        var document: JSONObject = [
            "stacktail": .integer(version), "path": .string(path.description), "tailed": .bool(file != nil),
        ]
        if let untailed {
            document["reason"] = .string(untailed.reason.rawValue)
            document["text"] = .string(untailed.text)
            document["remedy"] = .string(untailed.remedy)
        }
        if let file { document["file"] = self.file(file) }
        return .object(document)
    }

    private static func rules(_ rules: AgentReport.Rules) -> JSONValue {
        [
            "name": .string(rules.name), "path": .string(rules.path), "project": .string(rules.project),
            "patterns": .array(rules.patterns.map { .string($0) }), "files": .integer(Int64(rules.fileCount)),
        ]
    }

    private static func files(_ report: AgentReport) -> JSONObject {
        var object: JSONObject = ["remembered": .integer(Int64(report.filesRemembered))]
        guard report.process != nil else { return object }
        let tails = report.snapshot.tails
        object["tailed"] = .integer(Int64(tails.filesTailed))
        object["troubled"] = .integer(Int64(tails.filesTroubled))
        object["read_bytes"] = .integer(tails.bytesRead.value)
        object["behind_bytes"] = .integer(tails.bytesBehind.value)
        object["lines"] = .integer(Int64(tails.lineCount))
        object["records"] = .integer(Int64(tails.recordCount))
        object["paused"] = .bool(tails.isPaused)
        object["furthest_behind"] = .array(report.files.map(file))
        return object
    }

    private static func file(_ file: FileReport) -> JSONValue {
        var object: JSONObject = [
            "path": .string(file.path.description), "rules": .array(file.rules.map { .string($0) }),
            "state": .string(file.state.rawValue), "id": .string(file.id.description),
            "device": .integer(Int64(bitPattern: file.fingerprint.device)),
            "inode": .integer(Int64(bitPattern: file.fingerprint.inode)),
            "generation": .integer(Int64(file.generation)), "size": .integer(file.size.value),
            "offset": .integer(file.readTo.value), "resume_offset": .integer(file.resume.value),
            "behind_bytes": .integer(file.behind.value), "behind_seconds": .number(file.lag?.inSeconds ?? 0),
            "lines": .integer(Int64(file.lineCount)), "records": .integer(Int64(file.recordCount)),
            "events": .integer(Int64(file.eventCount)),
        ]
        object["trouble"] = file.trouble.map { .string($0) }
        return .object(object)
    }

    private static func events(_ events: [EventKind: Int]) -> [JSONValue] {
        let sorted = events.sorted {
            ($0.key.project, $0.key.type, $1.key.level?.rawValue ?? -1)
                < ($1.key.project, $1.key.type, $0.key.level?.rawValue ?? -1)
        }
        return sorted.map { kind, count in
            [
                "project": .string(kind.project), "type": .string(kind.type),
                "level": kind.level.map { .string($0.name) } ?? .null, "count": .integer(Int64(count)),
            ]
        }
    }

    private static func project(_ name: String, _ status: ProjectStatus, _ now: Timestamp) -> JSONValue {
        let age = status.oldestQueuedAt.map { max(0, now.seconds - $0.seconds) }
        let refusals = status.refusals.sorted { $0.key < $1.key }.map { code, count in
            JSONObject.Member(name: String(code), value: .integer(Int64(count)))
        }
        return [
            "name": .string(name), "queued_events": .integer(Int64(status.queuedEvents)),
            "queued_bytes": .integer(status.queuedBytes.value), "oldest_seconds": age.map { .integer($0) } ?? .null,
            "acknowledged_events": .integer(Int64(status.acknowledgedEvents)),
            "acknowledged_requests": .integer(Int64(status.acknowledgedRequests)),
            "refusals": .object(JSONObject(uniqueMembers: refusals)),
            "failed_requests": .integer(Int64(status.failedRequests)),
            "quarantined_events": .integer(Int64(status.quarantinedEvents)),
            "trouble": status.trouble.map { .string($0) } ?? .null,
        ]
    }

    /// Every reason for which there is something to tell.
    private static func losses(_ report: AgentReport) -> [JSONValue] {
        Loss.Reason.allCases.compactMap { reason in
            let since = report.snapshot.losses[reason] ?? 0
            let total = max(since, report.losses[reason] ?? 0)
            guard total > 0 else { return nil }
            return [
                "reason": .string(reason.rawValue), "since_start": .integer(Int64(since)),
                "total": .integer(Int64(total)),
            ]
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds / 1_000_000_000_000_000) / 1_000
    }
}
