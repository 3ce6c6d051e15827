package import Model
package import WireFormat

/// Which events of a project are the same.
package struct DuplicateKey: Hashable, Sendable {
    package var project: String
    package var sameness: UInt128

    package init(project: String, sameness: UInt128) { (self.project, self.sameness) = (project, sameness) }
}

/// Events that came again soon, and are one event until their window ends: the first of them, and how many there are.
package struct HeldDuplicates: Hashable, Sendable {
    package var key: DuplicateKey
    /// The first of them; the others are counted only.
    package var event: QueuedEvent
    /// At least 1.
    package var count: Int
    /// The date of the latest.
    package var latest: Timestamp
    /// When they become an event.
    package var ends: Timestamp

    package init(key: DuplicateKey, event: QueuedEvent, count: Int, latest: Timestamp, ends: Timestamp) {
        (self.key, self.event, self.count, self.latest, self.ends) = (key, event, count, latest, ends)
    }
}

extension JournalReading {
    /// What is held, and until when.
    package func duplicateEnds() throws(JournalError) -> [DuplicateKey: Timestamp] {
        let rows = try reading { connection throws(SQLiteFault) in
            try connection.rows(
                "SELECT name, sameness, ends FROM duplicates JOIN projects ON projects.id = project"
            ) { row throws(SQLiteFault) in
                let key = DuplicateKey(project: row.text(0), sameness: try row.wide(1))
                return (key, Timestamp(nanoseconds: row.integer(2)))
            }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// How many events of the project are held as duplicates.
    package func duplicateCount(_ project: String) throws(JournalError) -> Int {
        try reading { connection throws(SQLiteFault) in
            Int(
                try connection.integer(
                    "SELECT sum(count) FROM duplicates WHERE project = (SELECT id FROM projects WHERE name = ?)",
                    .text(project)) ?? 0)
        }
    }

    /// These, as far as they are held.
    package func duplicates(_ keys: [DuplicateKey]) throws(JournalError) -> [HeldDuplicates] {
        try reading { connection throws(SQLiteFault) in
            var found: [HeldDuplicates] = []
            let select = try connection.prepared(
                """
                SELECT sameness, \(eventColumns), duplicates.count, latest, ends
                FROM duplicates JOIN projects ON projects.id = project WHERE name = ? AND sameness = ?
                """)
            for key in keys {
                try select.forEach([.text(key.project), SQLValue(key.sameness)]) { row throws(SQLiteFault) in
                    found.append(try HeldDuplicates(row))
                    return false
                }
            }
            return found
        }
    }
}

extension Journal {
    /// What was held under these keys is one event each from now on, as given here: `events` join the queue.
    package func release(
        _ keys: [DuplicateKey], as events: [QueuedEvent], date: Timestamp
    ) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            _ = try connection.insert(events, date: date)
            let delete = try connection.prepared(
                "DELETE FROM duplicates WHERE project = (SELECT id FROM projects WHERE name = ?) AND sameness = ?")
            for key in keys { try delete.run([.text(key.project), SQLValue(key.sameness)]) }
        }
    }
}

extension Connection {
    func hold(_ held: [HeldDuplicates]) throws(SQLiteFault) {
        guard !held.isEmpty else { return }
        let insert = try prepared(
            """
            INSERT INTO duplicates
                (project, sameness, reference, type, level, date, zone, body, count, latest, ends)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, latest = max(latest, excluded.latest)
            """)
        for one in held {
            let head = [SQLValue.integer(try projectID(one.key.project)), SQLValue(one.key.sameness)]
            let event = [.text(one.event.referenceID)] + one.event.facts + [.blob(one.event.body)]
            let times = [one.latest, one.ends].map { SQLValue.integer($0.nanoseconds) }
            try insert.run(head + event + [SQLValue(one.count)] + times)
        }
    }
}

extension HeldDuplicates {
    fileprivate init(_ row: borrowing Row) throws(SQLiteFault) {
        // `StoredEvent` reads `eventColumns` behind a number, for which it takes the key here.
        let event = StoredEvent(row).event
        self.init(
            key: DuplicateKey(project: event.project, sameness: try row.wide(0)), event: event,
            count: Int(row.integer(8)),
            latest: Timestamp(nanoseconds: row.integer(9), offsetSeconds: event.date.offsetSeconds),
            ends: Timestamp(nanoseconds: row.integer(10)))
    }
}
