import CSQLite

/// One open database. Not for two threads at once: `Journal` holds it behind a lock.
package final class Connection {
    private let handle: OpaquePointer
    /// Compiled once per text; the texts are ours, so they are few.
    private var statements: [String: Statement] = [:]

    /// What may be done with the file.
    package enum Access {
        case readOnly
        /// The file must exist.
        case readWrite
        case createNew

        fileprivate var flags: Int32 {
            switch self {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            case .createNew: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        }
    }

    /// `path` is what SQLite takes: a file's path, or `:memory:`.
    package init(path: [UInt8], access: Access) throws(SQLiteFault) {
        var opened: OpaquePointer?
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = (path + [0]).withUnsafeBytes {
            sqlite3_open_v2($0.baseAddress?.assumingMemoryBound(to: CChar.self), &opened, flags, nil)
        }
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw SQLiteFault(code: code, on: opened)
        }
        handle = opened
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Statements without arguments and without results, run once each.
    package func execute(_ sql: String) throws(SQLiteFault) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFault(code: code, on: handle) }
    }

    /// The compiled statement, ready for new arguments.
    package func prepared(_ sql: String) throws(SQLiteFault) -> Statement {
        if let statement = statements[sql] { return statement }
        var compiled: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard code == SQLITE_OK, let compiled else { throw SQLiteFault(compiling: code, on: handle) }
        let statement = Statement(handle: compiled, of: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement that gives no rows; how many rows of the table it changed.
    @discardableResult
    package func run(_ sql: String, _ values: SQLValue...) throws(SQLiteFault) -> Int {
        try prepared(sql).run(values)
    }

    /// Every row as `read` makes a value of it.
    package func rows<Value>(
        _ sql: String, _ values: SQLValue..., as read: (borrowing Row) throws(SQLiteFault) -> Value
    ) throws(SQLiteFault) -> [Value] {
        var found: [Value] = []
        try prepared(sql).forEach(values) { row throws(SQLiteFault) in
            found.append(try read(row))
            return true
        }
        return found
    }

    /// The first column of the first row; nil if there is no row.
    package func integer(_ sql: String, _ values: SQLValue...) throws(SQLiteFault) -> Int64? {
        var found: Int64?
        try prepared(sql).forEach(values) { row in
            found = row.integer(0)
            return false
        }
        return found
    }

    /// The first column of the first row, as a pragma answers; nil if there is no row.
    package func text(_ sql: String) throws(SQLiteFault) -> String? {
        try rows(sql) { row in row.text(0) }.first
    }

    /// False inside a transaction.
    package var isIdle: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// How long to try again while another connection writes, before the fault `busy`.
    package func waitWhenBusy(milliseconds: Int32) { sqlite3_busy_timeout(handle, milliseconds) }
}
