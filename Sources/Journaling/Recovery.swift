import CSQLite
import Model
import WireFormat

/// How a journal is opened, whatever state its file is in.
enum Recovery {
    /// Above any commit or checkpoint on a slow disk; another process holds the journal for one statement at most.
    static let busyMilliseconds: Int32 = 10_000
    /// A file up to this size is checked whole at each start: some 50 ms. A larger one only if a read found damage.
    static let alwaysCheckedMax = ByteOffset(32 << 20)

    struct Opened: ~Copyable {
        let connection: Connection
        var findings: [JournalFinding] = []
    }

    /// `distrusting`: reads found damage that a whole check did not, so the file is set aside whatever it says.
    static func open(
        _ place: Journal.Place, distrusting: Bool = false
    ) throws(SQLiteFault) -> sending Opened {
        switch place {
        case .memory:
            let connection = try Connection(path: Array(":memory:".utf8), access: .createNew)
            try configure(connection)
            _ = try Schema.upgrade(connection)
            return Opened(connection: connection)
        case .directory(let directory): return try open(JournalFiles(in: directory), distrusting: distrusting)
        }
    }

    private static func open(_ files: JournalFiles, distrusting: Bool) throws(SQLiteFault) -> sending Opened {
        guard try JournalFiles.status(of: files.main) != nil else {
            try finishFresh(files)
            return Opened(connection: try existing(files.main, whole: false))
        }
        do throws(SQLiteFault) {
            if distrusting { throw .malformed("what it holds contradicts itself") }
            let whole = try JournalFiles.status(of: files.suspicion) != nil
            let connection = try existing(files.main, whole: whole)
            if whole { try JournalFiles.remove(files.suspicion) }
            return Opened(connection: connection)
        } catch {
            let label: JournalFiles.Label
            switch error.kind {
            case .damaged: label = .damaged
            case .newer: label = .newer
            case .noRoom, .diskFull, .disk, .absent, .busy: throw error
            }
            let finding = try replace(files, because: error, label)
            return Opened(connection: try existing(files.main, whole: false), findings: [finding])
        }
    }

    /// A new journal; the one that a start did not come to install, if it is whole.
    private static func finishFresh(_ files: JournalFiles) throws(SQLiteFault) {
        let isThere = try JournalFiles.status(of: files.fresh) != nil
        if !isThere || (try? existing(files.fresh, whole: true)) == nil { try makeFresh(files) { _ in } }
        try files.installFresh()
    }

    /// The journal's file is gone from under `old`, which still reads it: all that it holds goes into a new one.
    static func recreate(_ files: JournalFiles, from old: Connection) throws(SQLiteFault) -> sending Connection {
        try files.makeDirectory()
        try makeFresh(files) { fresh throws(SQLiteFault) in _ = try Salvage.carryOver(from: old, into: fresh) }
        try files.installFresh()
        return try existing(files.main, whole: false)
    }

    private static func makeFresh(
        _ files: JournalFiles, fill: (Connection) throws(SQLiteFault) -> Void
    ) throws(SQLiteFault) {
        try files.makeFresh()
        let connection = try Connection(path: files.fresh.bytes, access: .readWrite)
        try configure(connection)
        _ = try Schema.upgrade(connection)
        // For `Salvage.reader`, which copies the first page of the file itself.
        _ = try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)")
        try fill(connection)
        // Leaving WAL mode moves all into the one file that is going to be renamed.
        try connection.execute("PRAGMA journal_mode = DELETE")
    }

    private static func existing(_ path: Path, whole: Bool) throws(SQLiteFault) -> sending Connection {
        let size = try JournalFiles.databaseSize(path)
        let connection = try Connection(path: path.bytes, access: .readWrite)
        try configure(connection)
        let version = try Schema.storedVersion(of: connection)
        guard version <= Schema.version else { throw .newer(version) }
        guard version > 0 else { throw .malformed("it is a database, but not a journal") }
        if whole || size <= alwaysCheckedMax { try check(connection) }
        _ = try Schema.upgrade(connection)
        guard try Schema.isIntact(in: connection) else { throw .malformed("its tables are not as they were made") }
        try shrink(connection)
        return connection
    }

    private static func check(_ connection: Connection) throws(SQLiteFault) {
        let verdict = try connection.text("PRAGMA quick_check(1)") ?? "no verdict"
        guard verdict != "ok" else { return }
        // A page that the disk does not give just now is no damage.
        let code = verdict.split(separator: "error code=").last.flatMap { Int32($0.prefix { $0.isNumber }) }
        if let code, verdict.contains("error code="), code & 0xFF == SQLITE_IOERR { throw .refused(verdict) }
        throw .malformed(verdict)
    }

    /// FULL must come after WAL: changing the mode sets `synchronous` back. The page size holds for a new file only;
    /// twice SQLite's own saves a tenth of the time with events of some hundred bytes.
    private static func configure(_ connection: Connection) throws(SQLiteFault) {
        connection.waitWhenBusy(milliseconds: busyMilliseconds)
        try connection.execute("PRAGMA page_size = 8192")
        _ = try connection.text("PRAGMA journal_mode = WAL")
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -4096;
            PRAGMA journal_size_limit = 16777216;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            """)
    }

    /// Gives back the disk that an outage's backlog took, when next to nothing is left in it to be moved.
    private static func shrink(_ connection: Connection) throws(SQLiteFault) {
        let pages = try connection.integer("PRAGMA page_count") ?? 0
        let free = try connection.integer("PRAGMA freelist_count") ?? 0
        if free > 16_384, pages - free < 1_024 { try connection.execute("VACUUM") }
    }

    private static func replace(
        _ files: JournalFiles, because fault: SQLiteFault, _ label: JournalFiles.Label
    ) throws(SQLiteFault) -> JournalFinding {
        var carried = Salvage.Result()
        let kept = files.place(1, label)
        try makeFresh(files) { connection throws(SQLiteFault) in
            let old = Salvage.reader(of: files.main, like: files.fresh, copy: files.patched)
            carried = try Salvage.carryOver(from: old, into: connection)
            let loss = Loss(reason: .journalDamaged, count: carried.eventsLost, path: kept)
            // No clock here: when it was last written.
            let date = try JournalFiles.status(of: files.main)?.modified ?? Timestamp(seconds: 0)
            try connection.add([loss], date: date)
        }
        try files.removePatched()
        try files.setAside(label)
        try files.installFresh()
        try JournalFiles.remove(files.suspicion)
        return .setAside(path: kept, reason: fault.message, carried: JournalFinding.Carried(carried))
    }
}
