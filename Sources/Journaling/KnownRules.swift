import Model

extension JournalReading {
    /// The names of the rule files that were in force before, so that `read_from` speaks only of a first start.
    package func knownRules() throws(JournalError) -> Set<String> {
        try reading { connection throws(SQLiteFault) in
            Set(try connection.rows("SELECT name FROM rules") { row in row.text(0) })
        }
    }
}

extension Journal {
    /// These rule files have had their first look at the files.
    package func know(rules names: Set<String>) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            for name in names.sorted() {
                try connection.run("INSERT OR IGNORE INTO rules (name) VALUES (?)", .text(name))
            }
        }
    }
}
