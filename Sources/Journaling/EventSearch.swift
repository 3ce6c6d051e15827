package import Model

/// Which stored events to look at.
package struct EventFilter: Hashable, Sendable {
    /// Nil for all, here and below.
    package var project: String?
    package var type: String?
    /// Events of this level or a graver one; those without a level are left out.
    package var levelMin: Level?
    package var referenceID: String?
    package var range = Range.newest

    /// Where in the queue to look, when there are more than the limit.
    package enum Range: Hashable, Sendable {
        /// The last that were stored.
        case newest
        /// The first that were stored after this one: to follow the journal as it grows.
        case after(seq: Int64)
    }

    package init(
        project: String? = nil, type: String? = nil, levelMin: Level? = nil, referenceID: String? = nil,
        range: Range = .newest
    ) {
        (self.project, self.type, self.levelMin) = (project, type, levelMin)
        (self.referenceID, self.range) = (referenceID, range)
    }
}

extension JournalReading {
    /// At most `limit` events, always in the order in which they were stored.
    package func events(_ filter: EventFilter, limit: Int) throws(JournalError) -> [StoredEvent] {
        let (after, direction): (Int64, String) =
            switch filter.range {
            case .newest: (0, "DESC")
            case .after(let seq): (seq, "ASC")
            }
        let found = try reading { connection throws(SQLiteFault) in
            try connection.rows(
                """
                SELECT seq, \(eventColumns) FROM events JOIN projects ON projects.id = project
                WHERE seq > ?1 AND (?2 IS NULL OR name = ?2) AND (?3 IS NULL OR type = ?3)
                    AND (?4 IS NULL OR level >= ?4) AND (?5 IS NULL OR reference = ?5)
                ORDER BY seq \(direction) LIMIT ?6
                """,
                .integer(after), SQLValue(filter.project), SQLValue(filter.type), SQLValue(filter.levelMin?.rawValue),
                SQLValue(filter.referenceID), SQLValue(limit)
            ) { row in StoredEvent(row) }
        }
        return direction == "ASC" ? found : found.reversed()
    }
}
