/// Where an event is, as far as the journal knows.
package enum Whereabouts: Hashable, Sendable {
    /// In the queue; of a local project: kept.
    case waiting
    case quarantined(reason: String)
    /// It left, or never came in.
    case gone
}

extension JournalReading {
    /// Of the project's event with that reference id.
    package func whereabouts(_ project: String, referenceID: String) throws(JournalError) -> Whereabouts {
        try reading { connection throws(SQLiteFault) in
            let waiting = try connection.integer(
                """
                SELECT seq FROM events
                WHERE project = (SELECT id FROM projects WHERE name = ?) AND reference = ?
                """, .text(project), .text(referenceID))
            guard waiting == nil else { return .waiting }
            let reasons = try connection.rows(
                "SELECT reason FROM quarantine WHERE project = ? AND reference = ? ORDER BY seq DESC", .text(project),
                .text(referenceID)
            ) { row in row.text(0) }
            return reasons.first.map { .quarantined(reason: $0) } ?? .gone
        }
    }
}
