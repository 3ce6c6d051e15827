package import Model
package import WireFormat

/// A project's settings as they were fetched.
package struct StoredSettings: Hashable, Sendable {
    package var version: Int
    /// The server's answer, as it came.
    package var document: [UInt8]
    package var fetched: Timestamp

    package init(version: Int, document: [UInt8], fetched: Timestamp) {
        (self.version, self.document, self.fetched) = (version, document, fetched)
    }
}

extension JournalReading {
    /// Nil if there are none, or if they were fetched for another account: `account` tells server and key, and must
    /// hold the key only as a hash.
    package func settings(_ project: String, account: String) throws(JournalError) -> StoredSettings? {
        try reading { connection throws(SQLiteFault) in
            try connection.rows(
                "SELECT version, document, fetched FROM settings WHERE project = ? AND account = ?", .text(project),
                .text(account)
            ) { row in
                let fetched = Timestamp(nanoseconds: row.integer(2))
                return StoredSettings(version: Int(row.integer(0)), document: row.bytes(1), fetched: fetched)
            }.first
        }
    }

    /// What sending had learned before the last stop.
    package func courierState(_ project: String) throws(JournalError) -> CourierState {
        try reading { connection throws(SQLiteFault) in
            try connection.rows(
                "SELECT not_before, batch_bytes_max FROM projects WHERE name = ?", .text(project)
            ) { row in
                CourierState(
                    notBefore: row.optionalInteger(0).map { Timestamp(nanoseconds: $0) },
                    batchBytesMax: row.optionalInteger(1).map { Int($0) })
            }.first ?? CourierState()
        }
    }
}

extension Journal {
    /// In place of those that were stored for the project before, whatever their version.
    package func store(_ settings: StoredSettings, project: String, account: String) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            try connection.run(
                "INSERT OR REPLACE INTO settings (project, account, version, document, fetched) VALUES (?, ?, ?, ?, ?)",
                .text(project), .text(account), SQLValue(settings.version), .blob(settings.document),
                .integer(settings.fetched.nanoseconds))
        }
    }

    /// In place of what was known before.
    package func store(_ state: CourierState, project: String) throws(JournalError) {
        try transaction { connection throws(SQLiteFault) in
            try connection.run(
                "UPDATE projects SET not_before = ?, batch_bytes_max = ? WHERE id = ?",
                SQLValue(state.notBefore?.nanoseconds), SQLValue(state.batchBytesMax),
                .integer(try connection.projectID(project)))
        }
    }
}
