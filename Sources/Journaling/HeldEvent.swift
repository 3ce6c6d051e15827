package import Model
package import WireFormat

/// An event that has not left: where it is, and since when.
package struct HeldEvent: Hashable, Sendable {
    package var stored: StoredEvent
    package var part: QueuePart
    /// When it came in, or was refused.
    package var since: Timestamp
    /// The server's words, where it is in quarantine.
    package var reason: String?

    package init(stored: StoredEvent, part: QueuePart, since: Timestamp, reason: String? = nil) {
        (self.stored, self.part, self.since, self.reason) = (stored, part, since, reason)
    }
}

extension JournalReading {
    /// A project's events behind `seq`, the oldest first, whose reference ids begin with `prefix`.
    package func held(
        _ part: QueuePart, in project: String, idPrefix prefix: String = "", after seq: Int64 = 0, limit: Int
    ) throws(JournalError) -> [HeldEvent] {
        let condition = "seq > ? AND substr(reference, 1, length(?)) = ? ORDER BY seq LIMIT ?"
        let select =
            switch part {
            case .waiting:
                """
                SELECT seq, \(eventColumns), stored, NULL FROM events JOIN projects ON projects.id = project
                WHERE project = (SELECT id FROM projects WHERE name = ?) AND \(condition)
                """
            case .quarantined:
                """
                SELECT seq, project, reference, type, level, date, zone, body, refused, reason FROM quarantine
                WHERE project = ? AND \(condition)
                """
            }
        return try reading { connection throws(SQLiteFault) in
            try connection.rows(
                select, .text(project), .integer(seq), .text(prefix), .text(prefix), SQLValue(limit)
            ) { row in
                HeldEvent(
                    stored: StoredEvent(row), part: part, since: Timestamp(nanoseconds: row.integer(8)),
                    reason: part == .quarantined ? row.text(9) : nil)
            }
        }
    }

    /// How many of a project's events the server refused for good.
    package func quarantinedCount(_ project: String) throws(JournalError) -> Int {
        try reading { connection throws(SQLiteFault) in
            let count = try connection.integer("SELECT count(*) FROM quarantine WHERE project = ?", .text(project))
            return Int(count ?? 0)
        }
    }

    /// What the database itself and the counters of the queue say of each other; empty if all is well. Reads all of
    /// the file, and holds no writer up.
    package func integrityFaults() throws(JournalError) -> [String] {
        try reading { connection throws(SQLiteFault) in
            let verdicts = try connection.rows("PRAGMA integrity_check(20)") { row in row.text(0) }
            let sums = """
                SELECT name || ': ' || count || ' events of ' || bytes || ' bytes are counted, ' || coalesce(number, 0)
                    || ' of ' || coalesce(size, 0) || ' are there'
                FROM projects LEFT JOIN (
                    SELECT project, count(*) AS number, sum(length(body)) AS size FROM events GROUP BY project
                ) ON project = id
                WHERE count <> coalesce(number, 0) OR bytes <> coalesce(size, 0)
                """
            return verdicts.filter { $0 != "ok" } + (try connection.rows(sums) { row in row.text(0) })
        }
    }
}
