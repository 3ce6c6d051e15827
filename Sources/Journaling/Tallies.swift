package import Model

extension JournalReading {
    /// What rules have counted.
    package func tallies() throws(JournalError) -> [StoredTally] {
        try reading { connection throws(SQLiteFault) in
            try connection.rows("SELECT rules, rule, part, document FROM tallies") { row throws(SQLiteFault) in
                let key = TallyKey(rules: row.text(0), rule: row.text(1), by: try row.wide(2))
                return StoredTally(key: key, document: row.bytes(3))
            }
        }
    }
}

extension Connection {
    /// Each takes the place of what was there under its key.
    func replace(_ tallies: [StoredTally]) throws(SQLiteFault) {
        guard !tallies.isEmpty else { return }
        let insert = try prepared("INSERT OR REPLACE INTO tallies (rules, rule, part, document) VALUES (?, ?, ?, ?)")
        let delete = try prepared("DELETE FROM tallies WHERE rules = ? AND rule = ? AND part = ?")
        for tally in tallies {
            let key = [SQLValue.text(tally.key.rules), .text(tally.key.rule), SQLValue(tally.key.by)]
            if let document = tally.document {
                try insert.run(key + [.blob(document)])
            } else {
                try delete.run(key)
            }
        }
    }
}
