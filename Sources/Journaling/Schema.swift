/// The tables of `journal.db` and their versions. `PRAGMA user_version` holds the version.
///
/// Numbers of 64 bits without a sign are stored as the signed number of the same bits; 128-bit numbers as 16 bytes, the
/// highest first; paths as bytes; dates as nanoseconds since 1970 in UTC, `zone` the seconds east of it. Levels are 0
/// (trace) to 5 (fatal). A version once released never changes: a later one adds a step to `steps`.
enum Schema {
    static var version: Int { steps.count }

    /// Step n makes version n of version n - 1.
    private static let steps = [version1, version2, version3, version4]

    /// - `projects`: given a number at their first event; how much waits, kept in step with `events` so that asking is
    ///   cheap; what sending has learned (`CourierState`).
    /// - `events`: `seq` is the order of sending and is never given again (AUTOINCREMENT); `stored` is when it came in.
    ///   An event's reference stands once among a project's events.
    /// - `files`, `positions`: `StoredFile`. `line` is null where it is not known.
    /// - `losses`: one row per cause; `start` and `end` are bytes of the file where they are known, else -1.
    /// - `quarantine`: events that the server refused for good, under their old `seq`.
    /// - `rules`: the rule files that were in force before.
    private static let version1 = """
        CREATE TABLE projects (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
            count INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER, batch_bytes_max INTEGER);
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, reference TEXT NOT NULL,
            type TEXT NOT NULL, level INTEGER, date INTEGER NOT NULL, zone INTEGER NOT NULL, stored INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE UNIQUE INDEX events_reference ON events (project, reference);
        CREATE INDEX events_order ON events (project, seq);
        CREATE TABLE files (
            id BLOB PRIMARY KEY, path BLOB NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, birth INTEGER,
            head_bytes INTEGER NOT NULL, head_hash BLOB NOT NULL, generation INTEGER NOT NULL,
            frontier_bytes INTEGER NOT NULL, frontier_hash BLOB NOT NULL, last_seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE positions (
            file BLOB NOT NULL, rules TEXT NOT NULL, offset INTEGER NOT NULL, line INTEGER,
            PRIMARY KEY (file, rules)) WITHOUT ROWID;
        CREATE TABLE settings (
            project TEXT PRIMARY KEY, account TEXT NOT NULL, version INTEGER NOT NULL, document BLOB NOT NULL,
            fetched INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE losses (
            reason TEXT NOT NULL, project TEXT NOT NULL, file BLOB NOT NULL, generation INTEGER NOT NULL,
            start INTEGER NOT NULL, end INTEGER NOT NULL, path BLOB NOT NULL, count INTEGER NOT NULL,
            latest INTEGER NOT NULL,
            PRIMARY KEY (reason, project, file, generation, start, end)) WITHOUT ROWID;
        CREATE TABLE quarantine (
            seq INTEGER PRIMARY KEY, project TEXT NOT NULL, reference TEXT NOT NULL, type TEXT NOT NULL,
            level INTEGER, date INTEGER NOT NULL, zone INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL,
            refused INTEGER NOT NULL);
        CREATE TABLE rules (name TEXT PRIMARY KEY) WITHOUT ROWID;
        """

    /// - `shown`: `StoredFile.shown`, a row an event; `start` is where its record begins.
    /// - `positions.streams`: `StreamPlace`s, each as 16 bytes: the stream, then its offset, the lowest byte first.
    ///   Null where there are none.
    /// - `files.finished`: `StoredFile.isFinished`.
    private static let version2 = """
        CREATE TABLE shown (
            file BLOB NOT NULL, project TEXT NOT NULL, reference TEXT NOT NULL, start INTEGER NOT NULL,
            body_hash BLOB NOT NULL,
            PRIMARY KEY (file, project, reference, start)) WITHOUT ROWID;
        ALTER TABLE positions ADD COLUMN streams BLOB;
        ALTER TABLE files ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;
        """

    /// - `duplicates`: `HeldDuplicates`; `latest` and `ends` are dates.
    private static let version3 = """
        CREATE TABLE duplicates (
            project INTEGER NOT NULL, sameness BLOB NOT NULL, reference TEXT NOT NULL, type TEXT NOT NULL,
            level INTEGER, date INTEGER NOT NULL, zone INTEGER NOT NULL, body BLOB NOT NULL, count INTEGER NOT NULL,
            latest INTEGER NOT NULL, ends INTEGER NOT NULL,
            PRIMARY KEY (project, sameness)) WITHOUT ROWID;
        """

    /// - `tallies`: `StoredTally`; `part` is the key's `by`.
    private static let version4 = """
        CREATE TABLE tallies (
            rules TEXT NOT NULL, rule TEXT NOT NULL, part BLOB NOT NULL, document BLOB NOT NULL,
            PRIMARY KEY (rules, rule, part)) WITHOUT ROWID;
        """

    /// Brings an empty or older database to this release's version. Answers the version found before.
    static func upgrade(_ connection: Connection) throws(SQLiteFault) -> Int {
        let found = try storedVersion(of: connection)
        guard found < version else { return found }
        try connection.execute("BEGIN IMMEDIATE")
        for step in steps[found...] { try connection.execute(step) }
        try connection.execute("PRAGMA user_version = \(version); COMMIT")
        return found
    }

    /// Whether the tables are as this release makes them, to the letter of their definitions.
    static func isIntact(in connection: Connection) throws(SQLiteFault) -> Bool {
        let pattern = try Connection(path: Array(":memory:".utf8), access: .createNew)
        _ = try upgrade(pattern)
        return try definitions(in: connection) == definitions(in: pattern)
    }

    private static func definitions(in connection: Connection) throws(SQLiteFault) -> [String] {
        try connection.rows("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name") { row in
            row.text(0)
        }
    }

    static func storedVersion(of connection: Connection) throws(SQLiteFault) -> Int {
        guard let found = try connection.integer("PRAGMA user_version"), found >= 0 else {
            throw SQLiteFault.malformed("a negative format version")
        }
        return Int(found)
    }
}
