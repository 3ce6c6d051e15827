package import Model
package import WireFormat

extension JournalReading {
    /// Every file that is remembered, by its path.
    package func files() throws(JournalError) -> [StoredFile] {
        try reading { connection throws(SQLiteFault) in
            var positions: [UInt128: [String: Position]] = [:]
            let select = try connection.prepared("SELECT file, rules, offset, line FROM positions")
            try select.forEach([]) { row throws(SQLiteFault) in
                let offset = row.integer(2)
                guard offset >= 0 else { throw SQLiteFault.malformed("a negative offset") }
                positions[try row.wide(0), default: [:]][row.text(1)] = Position(
                    offset: ByteOffset(offset), line: row.optionalInteger(3).map { Int($0) })
                return true
            }
            return try connection.rows(
                "SELECT \(fileColumns) FROM files ORDER BY path, id"
            ) { row throws(SQLiteFault) in
                let id = try row.wide(0)
                return try StoredFile(row, id: id, positions: positions[id] ?? [:])
            }
        }
    }
}

extension Journal {
    /// Files not seen since `date` are forgotten, with their positions; the losses they had are kept without their
    /// name. How many. The caller makes sure that they are gone and not merely out of sight.
    @discardableResult
    package func forgetFiles(lastSeenBefore date: Timestamp) throws(JournalError) -> Int {
        try transaction { connection throws(SQLiteFault) in
            let ids = try connection.rows(
                "SELECT id FROM files WHERE last_seen < ?", .integer(date.nanoseconds)
            ) { row throws(SQLiteFault) in try row.wide(0) }
            for id in ids {
                try connection.foldLosses(of: FileID(value: id))
                try connection.run("DELETE FROM positions WHERE file = ?", SQLValue(id))
                try connection.run("DELETE FROM files WHERE id = ?", SQLValue(id))
            }
            return ids.count
        }
    }

    /// These files were seen at `date`; their positions stay.
    package func touchFiles(_ ids: [FileID], at date: Timestamp) throws(JournalError) {
        guard !ids.isEmpty else { return }
        try transaction { connection throws(SQLiteFault) in
            for id in ids {
                try connection.run(
                    "UPDATE files SET last_seen = max(last_seen, ?) WHERE id = ?", .integer(date.nanoseconds),
                    SQLValue(id.value))
            }
        }
    }
}

private let fileColumns = """
    id, path, device, inode, birth, head_bytes, head_hash, generation, frontier_bytes, frontier_hash, last_seen,
    finished
    """

extension StoredFile {
    /// From `fileColumns`.
    fileprivate init(_ row: borrowing Row, id: UInt128, positions: [String: Position]) throws(SQLiteFault) {
        self.init(
            id: FileID(value: id), path: Path(bytes: row.bytes(1)),
            fingerprint: Fingerprint(
                device: UInt64(bitPattern: row.integer(2)), inode: UInt64(bitPattern: row.integer(3)),
                birthNanoseconds: row.optionalInteger(4), headBytes: Int(row.integer(5)), headHash: try row.wide(6)),
            generation: Int(row.integer(7)), positions: positions,
            frontier: Frontier(bytes: Int(row.integer(8)), hash: try row.wide(9)),
            lastSeen: Timestamp(nanoseconds: row.integer(10)), isFinished: row.integer(11) != 0)
    }
}

extension Connection {
    /// The file and its positions become what `file` says.
    func replace(_ file: StoredFile) throws(SQLiteFault) {
        let (id, print) = (SQLValue(file.id.value), file.fingerprint)
        try run(
            "INSERT OR REPLACE INTO files (\(fileColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id, .blob(file.path.bytes), .integer(Int64(bitPattern: print.device)),
            .integer(Int64(bitPattern: print.inode)), SQLValue(print.birthNanoseconds), SQLValue(print.headBytes),
            SQLValue(print.headHash), SQLValue(file.generation), SQLValue(file.frontier.bytes),
            SQLValue(file.frontier.hash), .integer(file.lastSeen.nanoseconds), SQLValue(file.isFinished ? 1 : 0))
        try run("DELETE FROM positions WHERE file = ?", id)
        for (rules, position) in file.positions {
            try run(
                "INSERT INTO positions (file, rules, offset, line) VALUES (?, ?, ?, ?)",
                id, .text(rules), .integer(position.offset.value), SQLValue(position.line))
        }
    }
}
