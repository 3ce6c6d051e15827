package import Model
package import WireFormat

/// At most so many waiting events change in one call, so that no commit waits long for it.
package let queueChangeMax = 5_000

/// How many events an action met, by where they were.
package struct QueueChange: Hashable, Sendable {
    package var waiting = 0
    package var quarantined = 0

    package init(waiting: Int = 0, quarantined: Int = 0) { (self.waiting, self.quarantined) = (waiting, quarantined) }

    /// Of both.
    package static func + (left: Self, right: Self) -> Self {
        Self(waiting: left.waiting + right.waiting, quarantined: left.quarantined + right.quarantined)
    }
}

extension Journal {
    /// Does `action` to the events of the selection, in one transaction.
    ///
    /// If `waiting` of the answer to `drop` is `queueChangeMax`, there are more: the caller calls again. Events that
    /// are tried anew stay as they are; those out of quarantine go behind all others.
    package func change(
        _ action: QueueAction, _ selection: QueueSelection, date: Timestamp
    ) throws(JournalError) -> QueueChange {
        try transaction { connection throws(SQLiteFault) in
            var change = QueueChange()
            for project in selection.projects {
                // What comes out of quarantine did not wait.
                for part in [QueuePart.waiting, .quarantined] where selection.parts.contains(part) {
                    switch part {
                    case .waiting:
                        let room = queueChangeMax - change.waiting
                        let seqs = try connection.waiting(project, selection.referenceIDs, limit: room)
                        change.waiting += seqs.count
                        if action == .drop { try connection.drop(seqs, of: project, date: date) }
                    case .quarantined:
                        let events = try connection.inQuarantine(project, selection.referenceIDs)
                        change.quarantined += events.count
                        try connection.takeOutOfQuarantine(events.map(\.seq))
                        if action == .retry { _ = try connection.insert(events.map(\.event), date: date) }
                    }
                }
            }
            return change
        }
    }
}

extension Connection {
    fileprivate func waiting(
        _ project: String, _ referenceIDs: [String]?, limit: Int
    ) throws(SQLiteFault) -> [Int64] {
        let all = "SELECT seq FROM events WHERE project = (SELECT id FROM projects WHERE name = ?)"
        guard let referenceIDs else {
            return try rows(all + " ORDER BY seq LIMIT ?", .text(project), SQLValue(limit)) { row in row.integer(0) }
        }
        var found: [Int64] = []
        for id in referenceIDs.prefix(limit) {
            found += try rows(all + " AND reference = ?", .text(project), .text(id)) { row in row.integer(0) }
        }
        return found
    }

    fileprivate func drop(_ seqs: [Int64], of project: String, date: Timestamp) throws(SQLiteFault) {
        guard !seqs.isEmpty else { return }
        try deleteEvents(seqs)
        try add([Loss(reason: .dropped, count: seqs.count, project: project)], date: date)
    }

    fileprivate func inQuarantine(_ project: String, _ referenceIDs: [String]?) throws(SQLiteFault) -> [StoredEvent] {
        let all = """
            SELECT seq, project, reference, type, level, date, zone, body FROM quarantine WHERE project = ? ORDER BY seq
            """
        let events = try rows(all, .text(project)) { row in StoredEvent(row) }
        guard let referenceIDs else { return events }
        let wanted = Set(referenceIDs)
        return events.filter { wanted.contains($0.event.referenceID) }
    }

    fileprivate func takeOutOfQuarantine(_ seqs: [Int64]) throws(SQLiteFault) {
        for seq in seqs { try run("DELETE FROM quarantine WHERE seq = ?", .integer(seq)) }
    }
}
