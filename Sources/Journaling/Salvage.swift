import Model
import Platform
import WireFormat

/// Carries over what still reads in a damaged journal: each table from both its ends up to the damage.
enum Salvage {
    struct Result: Equatable {
        var events = 0
        var files = 0
    }

    /// Never throws for what is wrong with `damaged`: then it carries over less, or nothing.
    static func carryOver(from damaged: Path, into fresh: Connection) throws(SQLiteFault) -> Result {
        guard let status = try? JournalFiles.status(of: damaged), status.kind == .regular, status.size > .zero,
            let old = try? Connection(path: damaged.bytes, access: .readOnly),
            (try? Schema.storedVersion(of: old)) == Schema.version
        else { return Result() }
        try fresh.execute("BEGIN IMMEDIATE")
        for table in tables {
            for direction in ["ASC", "DESC"] { try copy(table, direction, from: old, into: fresh) }
        }
        try dropUnusable(fresh)
        let result = Result(
            events: Int(try fresh.integer("SELECT count(*) FROM events") ?? 0),
            files: Int(try fresh.integer("SELECT count(*) FROM files") ?? 0))
        try fresh.execute("COMMIT")
        return result
    }

    private struct Table {
        let name: String
        let key: [String]
        let columnCount: Int
        /// Of the columns that later versions of the format added.
        var defaults: [SQLValue] = []
    }

    /// Settings are fetched anew.
    private static let tables = [
        Table(name: "projects", key: ["id"], columnCount: 6),
        Table(name: "events", key: ["seq"], columnCount: 9),
        Table(name: "files", key: ["id"], columnCount: 12, defaults: [.integer(0)]),
        Table(name: "positions", key: ["file", "rules"], columnCount: 4),
        Table(name: "losses", key: ["reason", "project", "file", "generation", "start", "end"], columnCount: 9),
        Table(name: "quarantine", key: ["seq"], columnCount: 10),
        Table(name: "rules", key: ["name"], columnCount: 1),
    ]

    private static func copy(
        _ table: Table, _ direction: String, from old: Connection, into fresh: Connection
    ) throws(SQLiteFault) {
        let order = table.key.map { "\($0) \(direction)" }.joined(separator: ", ")
        let places = [String](repeating: "?", count: table.columnCount).joined(separator: ", ")
        // OR IGNORE also passes over a row with a null where none may be.
        let insert = try fresh.prepared("INSERT OR IGNORE INTO \(table.name) VALUES (\(places))")
        var writing: SQLiteFault?
        // A fault of the old file ends this direction; the other one begins at the table's other end.
        try? old.prepared("SELECT * FROM \(table.name) ORDER BY \(order)").forEach([]) { row in
            let values = row.values
            let missing = table.columnCount - values.count
            guard missing >= 0, missing <= table.defaults.count else { return false }
            // A journal of an older release lacks the last columns.
            do throws(SQLiteFault) { try insert.run(values + table.defaults.suffix(missing)) } catch { writing = error }
            return writing == nil
        }
        if let writing { throw writing }
    }

    /// Rows that hang in the air, and bodies that are no longer JSON: one such would make the server throw away the
    /// events beside it.
    private static func dropUnusable(_ fresh: Connection) throws(SQLiteFault) {
        var spoilt: [Int64] = []
        try fresh.prepared("SELECT seq, body FROM events").forEach([]) { row in
            if (try? JSONReader.parse(row.bytes(1)))?.object == nil { spoilt.append(row.integer(0)) }
            return true
        }
        for seq in spoilt { try fresh.run("DELETE FROM events WHERE seq = ?", .integer(seq)) }
        try fresh.execute(
            """
            DELETE FROM events WHERE project NOT IN (SELECT id FROM projects);
            DELETE FROM positions WHERE file NOT IN (SELECT id FROM files);
            DELETE FROM files WHERE length(id) <> 16 OR length(head_hash) <> 16 OR length(frontier_hash) <> 16
                OR id NOT IN (SELECT file FROM positions);
            UPDATE projects SET
                count = (SELECT count(*) FROM events WHERE project = projects.id),
                bytes = (SELECT coalesce(sum(length(body)), 0) FROM events WHERE project = projects.id);
            """)
    }
}
