package import Model
package import WireFormat

/// A row of the loss ledger.
package struct LossEntry: Hashable, Sendable {
    /// With the sum of what was counted for this reason, file, generation, range and project.
    package var loss: Loss
    /// When it was last added to.
    package var latest: Timestamp

    package init(loss: Loss, latest: Timestamp) { (self.loss, self.latest) = (loss, latest) }
}

/// Ranges beyond these are folded into their file's sum, the oldest first: what was lost long ago needs no bytes named,
/// and a hostile log must not fill the ledger.
package let lossRangesMax = 1_000

/// Which entries of the ledger to look at.
package struct LossFilter: Hashable, Sendable {
    /// Nil for all, here and below.
    package var file: FileID?
    /// The name that the file had when the loss was last added to.
    package var path: Path?
    package var reason: Loss.Reason?
    package var project: String?
    /// Entries that were added to then or later.
    package var since: Timestamp?

    package init(
        file: FileID? = nil, path: Path? = nil, reason: Loss.Reason? = nil, project: String? = nil,
        since: Timestamp? = nil
    ) {
        (self.file, self.path, self.reason, self.project, self.since) = (file, path, reason, project, since)
    }
}

extension JournalReading {
    /// The newest first.
    package func losses(_ filter: LossFilter = LossFilter(), limit: Int = .max) throws(JournalError) -> [LossEntry] {
        try reading { connection throws(SQLiteFault) in
            try connection.losses(
                """
                WHERE (?1 IS NULL OR file = ?1) AND (?2 IS NULL OR path = ?2) AND (?3 IS NULL OR reason = ?3)
                    AND (?4 IS NULL OR project = ?4) AND (?5 IS NULL OR latest >= ?5)
                ORDER BY latest DESC, reason, path, start LIMIT ?6
                """,
                filter.file.map { SQLValue($0.value) } ?? .null, SQLValue(filter.path?.bytes),
                SQLValue(filter.reason?.rawValue), SQLValue(filter.project), SQLValue(filter.since?.nanoseconds),
                SQLValue(limit))
        }
    }

    /// All that the ledger holds, summed up by reason.
    package func lossSums() throws(JournalError) -> [Loss.Reason: Int] {
        try reading { connection throws(SQLiteFault) in
            let sums = try connection.rows("SELECT reason, sum(count) FROM losses GROUP BY reason") { row in
                (Loss.Reason(rawValue: row.text(0)), Int(row.integer(1)))
            }
            return sums.reduce(into: [:]) { sums, row in if let reason = row.0 { sums[reason] = row.1 } }
        }
    }
}

extension Connection {
    func add(_ losses: [Loss], date: Timestamp) throws(SQLiteFault) {
        guard !losses.isEmpty else { return }
        for loss in losses { try add(loss, date: date) }
        let ranged = try integer("SELECT count(*) FROM losses WHERE start >= 0") ?? 0
        guard ranged > lossRangesMax else { return }
        let excess = SQLValue(Int(ranged) - lossRangesMax)
        for entry in try self.losses("WHERE start >= 0 ORDER BY latest, start LIMIT ?", excess) {
            try remove(entry.loss)
            var folded = entry.loss
            folded.range = nil
            try add(folded, date: entry.latest)
        }
    }

    /// The file is being forgotten: what it lost stays in the sum of its reason and project.
    func foldLosses(of file: FileID) throws(SQLiteFault) {
        for entry in try losses("WHERE file = ?", SQLValue(file.value)) {
            try remove(entry.loss)
            let folded = Loss(reason: entry.loss.reason, count: entry.loss.count, project: entry.loss.project)
            try add(folded, date: entry.latest)
        }
    }

    private func add(_ loss: Loss, date: Timestamp) throws(SQLiteFault) {
        let statement = try prepared(
            """
            INSERT INTO losses (reason, project, file, generation, start, end, path, count, latest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET
                count = count + excluded.count, path = excluded.path, latest = max(latest, excluded.latest)
            """)
        let values: [SQLValue] = [.blob(loss.path?.bytes ?? []), SQLValue(loss.count), .integer(date.nanoseconds)]
        try statement.run(loss.key + values)
    }

    private func remove(_ loss: Loss) throws(SQLiteFault) {
        let statement = try prepared(
            """
            DELETE FROM losses
            WHERE reason = ? AND project = ? AND file = ? AND generation = ? AND start = ? AND end = ?
            """)
        try statement.run(loss.key)
    }

    /// A reason that this release does not know is passed over.
    fileprivate func losses(_ clause: String, _ values: SQLValue...) throws(SQLiteFault) -> [LossEntry] {
        let select = try prepared(
            "SELECT reason, project, file, generation, start, end, path, count, latest FROM losses \(clause)")
        var found: [LossEntry] = []
        try select.forEach(values) { row throws(SQLiteFault) in
            if let entry = try LossEntry(row) { found.append(entry) }
            return true
        }
        return found
    }
}

extension LossEntry {
    fileprivate init?(_ row: borrowing Row) throws(SQLiteFault) {
        guard let reason = Loss.Reason(rawValue: row.text(0)) else { return nil }
        let (start, end, path) = (row.integer(4), row.integer(5), row.bytes(6))
        loss = Loss(
            reason: reason, count: Int(row.integer(7)),
            file: row.bytes(2).isEmpty ? nil : FileID(value: try row.wide(2)),
            path: path.isEmpty ? nil : Path(bytes: path), generation: Int(row.integer(3)),
            range: start >= 0 && start <= end ? ByteOffset(start)..<ByteOffset(end) : nil,
            project: row.text(1).isEmpty ? nil : row.text(1))
        latest = Timestamp(nanoseconds: row.integer(8))
    }
}

extension Loss {
    /// What tells it from other losses. Absent parts are empty, not null: null would be unlike itself in an index.
    fileprivate var key: [SQLValue] {
        [
            .text(reason.rawValue), .text(project ?? ""), file.map { SQLValue($0.value) } ?? .blob([]),
            SQLValue(generation), .integer(range?.lowerBound.value ?? -1), .integer(range?.upperBound.value ?? -1),
        ]
    }
}
