package import Model

extension JournalReading {
    /// The ledger's sums since the journal began, by reason; a reason that this release does not know is passed over.
    package func lossTotals() throws(JournalError) -> [Loss.Reason: Int] {
        let sums = try reading { connection throws(SQLiteFault) in
            try connection.rows("SELECT reason, sum(count) FROM losses GROUP BY reason") { row in
                (reason: Loss.Reason(rawValue: row.text(0)), count: Int(row.integer(1)))
            }
        }
        var totals: [Loss.Reason: Int] = [:]
        for sum in sums {
            if let reason = sum.reason { totals[reason, default: 0] += sum.count }
        }
        return totals
    }
}
