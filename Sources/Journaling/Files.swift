package import Model
package import WireFormat

extension JournalReading {
    /// Every file that is remembered, by its path.
    package func files() throws(JournalError) -> [StoredFile] {
        try reading { connection throws(SQLiteFault) in
            var positions: [UInt128: [String: Position]] = [:]
            let select = try connection.prepared("SELECT file, rules, offset, line, streams FROM positions")
            try select.forEach([]) { row throws(SQLiteFault) in
                let offset = row.integer(2)
                guard offset >= 0 else { throw SQLiteFault.malformed("a negative offset") }
                positions[try row.wide(0), default: [:]][row.text(1)] = Position(
                    offset: ByteOffset(offset), line: row.optionalInteger(3).map { Int($0) },
                    streams: try [StreamPlace](stored: row.bytes(4)))
                return true
            }
            let shown = try connection.shownEvents()
            return try connection.rows(
                "SELECT \(fileColumns) FROM files ORDER BY path, id"
            ) { row throws(SQLiteFault) in
                let id = try row.wide(0)
                var file = try StoredFile(row, id: id, positions: positions[id] ?? [:])
                file.shown = shown[id] ?? []
                return file
            }
        }
    }
}

/// So many files are forgotten in one call, so that no commit waits long for it.
package let forgottenMax = 5_000

extension Journal {
    /// Files not seen since `date` are forgotten, with their positions; the losses they had are kept without their
    /// name. At most `forgottenMax` in one call. The caller makes sure that they are gone and not merely out of sight.
    @discardableResult
    package func forgetFiles(lastSeenBefore date: Timestamp) throws(JournalError) -> [FileID] {
        try transaction { connection throws(SQLiteFault) in
            let ids = try connection.rows(
                "SELECT id FROM files WHERE last_seen < ? LIMIT ?", .integer(date.nanoseconds), SQLValue(forgottenMax)
            ) { row throws(SQLiteFault) in FileID(value: try row.wide(0)) }
            for id in ids {
                try connection.foldLosses(of: id)
                try connection.run("DELETE FROM positions WHERE file = ?", SQLValue(id.value))
                try connection.run("DELETE FROM shown WHERE file = ?", SQLValue(id.value))
                try connection.run("DELETE FROM files WHERE id = ?", SQLValue(id.value))
            }
            return ids
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
    /// By file.
    fileprivate func shownEvents() throws(SQLiteFault) -> [UInt128: Set<ShownEvent>] {
        var shown: [UInt128: Set<ShownEvent>] = [:]
        let select = try prepared("SELECT file, project, reference, start, body_hash FROM shown")
        try select.forEach([]) { row throws(SQLiteFault) in
            let event = ShownEvent(
                project: row.text(1), referenceID: row.text(2), bodyHash: try row.wide(4),
                start: ByteOffset(max(0, row.integer(3))))
            shown[try row.wide(0), default: []].insert(event)
            return true
        }
        return shown
    }

    /// The file, its positions and what was shown of it become what `file` says.
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
                "INSERT INTO positions (file, rules, offset, line, streams) VALUES (?, ?, ?, ?, ?)",
                id, .text(rules), .integer(position.offset.value), SQLValue(position.line),
                position.streams.isEmpty ? .null : .blob(position.streams.stored))
        }
        try run("DELETE FROM shown WHERE file = ?", id)
        for event in file.shown {
            try run(
                "INSERT INTO shown (file, project, reference, start, body_hash) VALUES (?, ?, ?, ?, ?)",
                id, .text(event.project), .text(event.referenceID), .integer(event.start.value),
                SQLValue(event.bodyHash))
        }
    }
}

// MARK: - StreamPlace

extension [StreamPlace] {
    /// See `Schema`, version 2.
    fileprivate var stored: [UInt8] {
        flatMap { place in [place.stream, UInt64(place.offset.value)].flatMap(\.littleEndianBytes) }
    }

    fileprivate init(stored: [UInt8]) throws(SQLiteFault) {
        self = []
        guard stored.count % 16 == 0 else { throw SQLiteFault.malformed("a piece of a stream's place") }
        for start in Swift.stride(from: 0, to: stored.count, by: 16) {
            let number = { (bytes: ArraySlice<UInt8>) in bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            let offset = Int64(number(stored[start + 8..<start + 16]) & UInt64(Int64.max))
            append(StreamPlace(stream: number(stored[start..<start + 8]), offset: ByteOffset(offset)))
        }
    }
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
