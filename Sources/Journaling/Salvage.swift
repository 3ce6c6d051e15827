import Model
import Platform
import WireFormat

/// Carries over what still reads in a journal that cannot be used: each table from both its ends up to the damage.
enum Salvage {
    struct Result: Hashable {
        var events = 0
        var files = 0
        /// Events that were there and could not be carried over, as far as what still reads tells their number; at
        /// least 1 if it does not.
        var eventsLost = 1
        /// Whether every file that had a place still has it.
        var isEveryPlaceKept = false
    }

    /// Never throws for what is wrong with `old`: then it carries over less, or nothing. Nil: there is nothing that
    /// could be read.
    static func carryOver(from old: Connection?, into fresh: Connection) throws(SQLiteFault) -> Result {
        guard let old else { return Result() }
        let known = eventsKnown(to: old)
        try fresh.execute("BEGIN IMMEDIATE")
        var whole: Set<String> = []
        for name in tables where try copy(name, from: old, into: fresh) { whole.insert(name) }
        try dropUnusableEvents(fresh)
        let isEveryPlaceUsable = try dropUnusablePlaces(fresh)
        var result = Result(
            events: Int(try fresh.integer("SELECT count(*) FROM events") ?? 0),
            files: Int(try fresh.integer("SELECT count(*) FROM files") ?? 0))
        result.eventsLost = max(known - result.events, whole.contains("projects") ? 0 : 1)
        result.isEveryPlaceKept = isEveryPlaceUsable && whole.isSuperset(of: ["files", "positions", "rules"])
        // What `read_from` says holds again for files of which nothing is known.
        if !result.isEveryPlaceKept { try fresh.execute("DELETE FROM rules") }
        try fresh.execute("COMMIT")
        return result
    }

    /// Settings are fetched anew.
    private static let tables = [
        "projects", "events", "duplicates", "files", "positions", "shown", "losses", "quarantine", "rules",
        "tallies",
    ]

    /// How many events the journal held: by its counters or by what its indexes still list, whichever is more.
    private static func eventsKnown(to old: Connection) -> Int {
        let counted = try? old.integer("SELECT sum(count) FROM projects WHERE count BETWEEN 0 AND 1000000000")
        let listed = ["project, seq", "project, reference"].map { key in
            let keys = key.split(separator: ", ")
            let index = key.hasSuffix("seq") ? "events_order" : "events_reference"
            var count = 0
            for direction in ["ASC", "DESC"] {
                let order = keys.map { "\($0) \(direction)" }.joined(separator: ", ")
                let sql = "SELECT \(key) FROM events INDEXED BY \(index) ORDER BY \(order)"
                let isWhole =
                    (try? old.prepared(sql).forEach([]) { _ in
                        count += 1; return true
                    }) != nil
                if isWhole { break }
            }
            return count
        }
        return max(Int(counted.flatMap { $0 } ?? 0), listed.max() ?? 0)
    }

    /// By the columns' names, so that a newer release's table gives what this one knows. True if it was read to its
    /// end.
    private static func copy(_ table: String, from old: Connection, into fresh: Connection) throws(SQLiteFault) -> Bool
    {
        let sql = "SELECT name, pk FROM pragma_table_info('\(table)') ORDER BY cid"
        // An older release's table has fewer; what it has not, stands at its default.
        let known = Set((try? old.rows(sql) { row in row.text(0) }) ?? [])
        let columns = try fresh.rows(sql) { row in (name: row.text(0), keyPlace: row.integer(1)) }
            .filter { known.contains($0.name) }
        guard !columns.isEmpty else { return false }
        let names = columns.map(\.name).joined(separator: ", ")
        let key = columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }.map(\.name)
        let places = [String](repeating: "?", count: columns.count).joined(separator: ", ")
        // OR IGNORE also passes over a row with a null where none may be.
        let insert = try fresh.prepared("INSERT OR IGNORE INTO \(table) (\(names)) VALUES (\(places))")
        for direction in ["ASC", "DESC"] {
            let order = key.map { "\($0) \(direction)" }.joined(separator: ", ")
            var writing: SQLiteFault?
            do throws(SQLiteFault) {
                try old.prepared("SELECT \(names) FROM \(table) ORDER BY \(order)").forEach([]) { row in
                    do throws(SQLiteFault) { try insert.run(row.values) } catch { writing = error }
                    return writing == nil
                }
                if let writing { throw writing }
                return true
            } catch {
                // A fault of the old file ends this direction; the other one begins at the table's other end.
                if let writing { throw writing }
            }
        }
        return false
    }

    /// Those of no project, and bodies that are no longer JSON: one such would make the server throw away the events
    /// beside it.
    private static func dropUnusableEvents(_ fresh: Connection) throws(SQLiteFault) {
        var spoilt: [Int64] = []
        try fresh.prepared("SELECT seq, body FROM events").forEach([]) { row in
            if (try? JSONReader.parse(row.bytes(1)))?.object == nil { spoilt.append(row.integer(0)) }
            return true
        }
        for seq in spoilt { try fresh.run("DELETE FROM events WHERE seq = ?", .integer(seq)) }
        try fresh.execute(
            """
            DELETE FROM events WHERE project NOT IN (SELECT id FROM projects);
            DELETE FROM duplicates WHERE project NOT IN (SELECT id FROM projects) OR length(sameness) <> 16
                OR typeof(body) <> 'blob' OR count < 1;
            DELETE FROM tallies WHERE length(part) <> 16 OR typeof(document) <> 'blob';
            UPDATE projects SET
                count = (SELECT count(*) FROM events WHERE project = projects.id),
                bytes = (SELECT coalesce(sum(length(body)), 0) FROM events WHERE project = projects.id);
            """)
    }

    /// False if there were any.
    private static func dropUnusablePlaces(_ fresh: Connection) throws(SQLiteFault) -> Bool {
        let rows = "SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM positions)"
        let before = try fresh.integer(rows)
        try fresh.execute(
            """
            DELETE FROM positions WHERE file NOT IN (SELECT id FROM files) OR offset < 0;
            UPDATE positions SET streams = NULL WHERE typeof(streams) <> 'blob' OR length(streams) % 16 <> 0;
            DELETE FROM files WHERE length(id) <> 16 OR length(head_hash) <> 16 OR length(frontier_hash) <> 16
                OR head_bytes NOT BETWEEN 0 AND \(Fingerprint.headBytesMax) OR generation < 0
                OR frontier_bytes NOT BETWEEN 0 AND \(Frontier.bytesMax)
                OR id NOT IN (SELECT file FROM positions);
            DELETE FROM positions WHERE file NOT IN (SELECT id FROM files);
            DELETE FROM shown WHERE file NOT IN (SELECT id FROM files) OR length(body_hash) <> 16;
            """)
        return try fresh.integer(rows) == before
    }
}

// MARK: - Reading a file whose beginning is spoilt

extension Salvage {
    /// A connection that reads as much of the file as can be read; nil if nothing can.
    ///
    /// The first page says where each table begins. If it is spoilt, a copy gets the first page of `fresh`, a new
    /// journal: its tables were made in the same order, so they begin on the same pages.
    static func reader(of damaged: Path, like fresh: Path, copy: Path) -> Connection? {
        guard let status = try? JournalFiles.status(of: damaged), status.kind == .regular, status.size > .zero else {
            return nil
        }
        if let old = try? Connection(path: damaged.bytes, access: .readOnly),
            let version = try? Schema.storedVersion(of: old), version > 0,
            version != Schema.version || (try? Schema.isIntact(in: old)) == true
        {
            return old
        }
        guard (try? JournalFiles.copy(damaged, to: copy, beginningAs: fresh)) != nil else { return nil }
        return try? Connection(path: copy.bytes, access: .readWrite)
    }
}
