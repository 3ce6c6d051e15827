package import Model
package import WireFormat

/// How much of a project waits.
package struct Queued: Hashable, Sendable {
    package var count: Int
    /// Of the bodies.
    package var size: ByteCount
    /// When the event that has waited longest came in; nil if none waits.
    package var oldest: Timestamp?

    package init(count: Int, size: ByteCount, oldest: Timestamp?) {
        (self.count, self.size, self.oldest) = (count, size, oldest)
    }

    /// Of a project that has nothing, or that the journal does not know.
    package static let nothing = Queued(count: 0, size: .zero, oldest: nil)
}

extension JournalReading {
    /// What waits to be sent, or is kept, if the project is local. Costs the same however much it is.
    package func queued(_ project: String) throws(JournalError) -> Queued {
        try reading { connection throws(SQLiteFault) in
            let found = try connection.rows(
                "SELECT id, count, bytes FROM projects WHERE name = ?", .text(project)
            ) { row in (id: row.integer(0), count: Int(row.integer(1)), size: ByteCount(row.integer(2))) }
            guard let found = found.first else { return .nothing }
            let oldest = try connection.integer(
                "SELECT stored FROM events WHERE project = ? ORDER BY seq LIMIT 1", .integer(found.id))
            return Queued(count: found.count, size: found.size, oldest: oldest.map { Timestamp(nanoseconds: $0) })
        }
    }

    /// The names of the projects that ever had an event.
    package func projects() throws(JournalError) -> [String] {
        try reading { connection throws(SQLiteFault) in
            try connection.rows("SELECT name FROM projects ORDER BY name") { row in row.text(0) }
        }
    }

    /// The oldest events of the project that were stored after `seq`, in their order: at most `maxEvents` of them, and
    /// no more than `maxBytes` of bodies, but always one if there is one.
    package func nextBatch(
        project: String, after seq: Int64 = 0, maxEvents: Int, maxBytes: Int
    ) throws(JournalError) -> [StoredEvent] {
        precondition(maxEvents >= 1)
        return try reading { connection throws(SQLiteFault) in
            var batch: [StoredEvent] = []
            var byteCount = 0
            let select = try connection.prepared(
                """
                SELECT seq, \(eventColumns), stored FROM events JOIN projects ON projects.id = project
                WHERE project = (SELECT id FROM projects WHERE name = ?) AND seq > ? ORDER BY seq LIMIT ?
                """)
            try select.forEach([.text(project), .integer(seq), SQLValue(maxEvents)]) { row in
                var stored = StoredEvent(row)
                stored.storedAt = Timestamp(nanoseconds: row.integer(8))
                byteCount += stored.event.body.count
                guard batch.isEmpty || byteCount <= maxBytes else { return false }
                batch.append(stored)
                return true
            }
            return batch
        }
    }
}

extension Journal {
    /// The server has them: they leave the journal. One that is not there any more is no mistake.
    package func acknowledge(_ seqs: [Int64]) throws(JournalError) {
        guard !seqs.isEmpty else { return }
        try transaction { connection throws(SQLiteFault) in try connection.deleteEvents(seqs) }
    }
}

/// What becomes of a queued event at the last look before it is sent.
package enum Amendment: Hashable, Sendable {
    /// It has this date and these bytes from now on.
    case redated(seq: Int64, to: Timestamp, body: [UInt8])
    /// It leaves the queue, and is in the ledger.
    case discarded(seq: Int64, Loss)
}

extension Journal {
    /// One that left the queue meanwhile is passed over.
    package func amend(_ amendments: [Amendment], date: Timestamp) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            for amendment in amendments {
                switch amendment {
                case .redated(let seq, let to, let body):
                    guard let event = try connection.event(seq) else { continue }
                    try connection.run(
                        "UPDATE events SET date = ?, zone = ?, body = ? WHERE seq = ?", .integer(to.nanoseconds),
                        SQLValue(to.offsetSeconds), .blob(body), .integer(seq))
                    try connection.run(
                        "UPDATE projects SET bytes = bytes + ? WHERE name = ?",
                        SQLValue(body.count - event.body.count), .text(event.project))
                case .discarded(let seq, let loss):
                    try connection.deleteEvents([seq])
                    try connection.add([loss], date: date)
                }
            }
        }
    }
}

/// In the order that `StoredEvent.init` reads, behind `seq`.
let eventColumns = "name, reference, type, level, date, zone, body"

extension StoredEvent {
    /// From `seq` and `eventColumns`.
    init(_ row: borrowing Row) {
        self.init(
            seq: row.integer(0),
            event: QueuedEvent(
                project: row.text(1), referenceID: row.text(2), type: row.text(3),
                level: row.optionalInteger(4).flatMap { Level(rawValue: Int($0)) },
                date: Timestamp(nanoseconds: row.integer(5), offsetSeconds: Int32(truncatingIfNeeded: row.integer(6))),
                body: row.bytes(7)))
    }
}

extension QueuedEvent {
    /// For the columns type, level, date and zone.
    var facts: [SQLValue] {
        [.text(type), SQLValue(level?.rawValue), .integer(date.nanoseconds), SQLValue(date.offsetSeconds)]
    }
}

extension Connection {
    func insert(_ events: [QueuedEvent], date: Timestamp) throws(SQLiteFault) -> CommitReceipt {
        let insert = try prepared(
            """
            INSERT INTO events (project, reference, stored, type, level, date, zone, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """)
        var added = Added()
        for event in events {
            if event.project != added.project {
                try add(added)
                added = Added(project: event.project, id: try projectID(event.project), stored: added.stored)
            }
            let head: [SQLValue] = [.integer(added.id), .text(event.referenceID), .integer(date.nanoseconds)]
            guard try insert.run(head + event.facts + [.blob(event.body)]) == 1 else { continue }
            added.count += 1
            added.bytes += event.body.count
            added.stored += 1
        }
        try add(added)
        return CommitReceipt(stored: added.stored, repeated: events.count - added.stored)
    }

    /// Under their ids stand these very events, or others: those are none of what is withdrawn. Answers with what the
    /// ledger says of those that had left.
    func withdraw(_ withdrawn: [Withdrawal]) throws(SQLiteFault) -> [Loss] {
        var gone: [Loss] = []
        for withdrawal in withdrawn {
            let event = withdrawal.event
            let found = try rows(
                """
                SELECT seq, body FROM events
                WHERE project = (SELECT id FROM projects WHERE name = ?) AND reference = ?
                """, .text(event.project), .text(event.referenceID)
            ) { row in (seq: row.integer(0), body: row.bytes(1)) }
            let own = found.filter { StableHash.of($0.body) == event.bodyHash }
            if own.isEmpty { gone.append(withdrawal.ifGone) } else { try deleteEvents(own.map(\.seq)) }
        }
        return gone
    }

    /// A run of events of one project, to be added to its counters at once.
    private struct Added {
        var project: String?
        var id: Int64 = 0
        var count = 0
        var bytes = 0
        /// Of all projects so far.
        var stored = 0
    }

    private func add(_ added: Added) throws(SQLiteFault) {
        guard added.count > 0 else { return }
        try count(added.count, bytes: added.bytes, in: added.id)
    }

    /// Keeps the project's counters in step with `events`; negative numbers for events that leave.
    private func count(_ count: Int, bytes: Int, in project: Int64) throws(SQLiteFault) {
        try run(
            "UPDATE projects SET count = count + ?, bytes = bytes + ? WHERE id = ?",
            SQLValue(count), SQLValue(bytes), .integer(project))
    }

    /// The project's number, given now if it has none.
    func projectID(_ name: String) throws(SQLiteFault) -> Int64 {
        try run("INSERT INTO projects (name) VALUES (?) ON CONFLICT DO NOTHING", .text(name))
        guard let id = try integer("SELECT id FROM projects WHERE name = ?", .text(name)) else {
            throw SQLiteFault.malformed("project \(name) has no number")
        }
        return id
    }

    func deleteEvents(_ seqs: [Int64]) throws(SQLiteFault) {
        var left: [Int64: (count: Int, bytes: Int)] = [:]
        let find = try prepared("SELECT project, length(body) FROM events WHERE seq = ?")
        let delete = try prepared("DELETE FROM events WHERE seq = ?")
        for seq in seqs {
            try find.forEach([.integer(seq)]) { row in
                let before = left[row.integer(0)] ?? (0, 0)
                left[row.integer(0)] = (before.count + 1, before.bytes + Int(row.integer(1)))
                return false
            }
            try delete.run([.integer(seq)])
        }
        for (project, gone) in left { try count(-gone.count, bytes: -gone.bytes, in: project) }
    }
}
