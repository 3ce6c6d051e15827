package import Model
package import WireFormat

/// An event that the server refused for good, with its words.
package struct QuarantinedEvent: Hashable, Sendable {
    /// Under the place it had in the queue.
    package var stored: StoredEvent
    /// The server's answer.
    package var reason: String
    package var refused: Timestamp

    package init(stored: StoredEvent, reason: String, refused: Timestamp) {
        (self.stored, self.reason, self.refused) = (stored, reason, refused)
    }
}

/// Above these the oldest go; they stay counted in the loss ledger.
package let quarantinedMax = 1_000

extension JournalReading {
    /// The oldest first; of all projects, if none is named.
    package func quarantined(_ project: String? = nil) throws(JournalError) -> [QuarantinedEvent] {
        try reading { connection throws(SQLiteFault) in
            try connection.rows(
                """
                SELECT seq, project, reference, type, level, date, zone, body, reason, refused FROM quarantine
                WHERE ?1 IS NULL OR project = ?1 ORDER BY seq
                """, SQLValue(project)
            ) { row in
                QuarantinedEvent(
                    stored: StoredEvent(row), reason: row.text(8), refused: Timestamp(nanoseconds: row.integer(9)))
            }
        }
    }
}

extension Journal {
    /// Out of the queue, so that the events behind it go on; counted as a loss. Nothing, if it is not in the queue.
    package func quarantine(_ seq: Int64, reason: String, date: Timestamp) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            guard let event = try connection.event(seq) else { return }
            let tail: [SQLValue] = [.blob(event.body), .text(reason), .integer(date.nanoseconds)]
            try connection.prepared(
                """
                INSERT OR REPLACE INTO quarantine
                    (seq, project, reference, type, level, date, zone, body, reason, refused)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            ).run([.integer(seq), .text(event.project), .text(event.referenceID)] + event.facts + tail)
            try connection.deleteEvents([seq])
            try connection.run(
                "DELETE FROM quarantine WHERE seq NOT IN (SELECT seq FROM quarantine ORDER BY seq DESC LIMIT ?)",
                SQLValue(quarantinedMax))
            try connection.add([Loss(reason: .quarantined, project: event.project)], date: date)
        }
    }

    /// Back to the end of the queue, to be tried again; false if it is not in quarantine.
    package func release(_ seq: Int64, date: Timestamp) throws(JournalError) -> Bool {
        try transaction { connection throws(SQLiteFault) in
            let found = try connection.rows(
                "SELECT seq, project, reference, type, level, date, zone, body FROM quarantine WHERE seq = ?",
                .integer(seq)
            ) { row in StoredEvent(row) }
            guard let event = found.first?.event else { return false }
            try connection.run("DELETE FROM quarantine WHERE seq = ?", .integer(seq))
            _ = try connection.insert([event], date: date)
            return true
        }
    }

    /// Out of quarantine and gone; false if it is not there.
    package func discard(_ seq: Int64) throws(JournalError) -> Bool {
        try transaction { connection throws(SQLiteFault) in
            try connection.run("DELETE FROM quarantine WHERE seq = ?", .integer(seq)) == 1
        }
    }
}

extension Connection {
    func event(_ seq: Int64) throws(SQLiteFault) -> QueuedEvent? {
        try rows(
            "SELECT seq, \(eventColumns) FROM events JOIN projects ON projects.id = project WHERE seq = ?",
            .integer(seq)
        ) { row in StoredEvent(row) }.first?.event
    }
}
