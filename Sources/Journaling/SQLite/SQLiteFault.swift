import CSQLite
package import Model
import Platform

/// SQLite's answer when it could not do what it was told.
package struct SQLiteFault: Error, Hashable, CustomStringConvertible {
    /// What follows from it; `Journal` makes a `JournalError` of it.
    package var kind: Kind
    /// SQLite's words.
    package var message: String

    /// Its consequence.
    package enum Kind: Hashable, Sendable {
        /// The journal's own limit, which `Journal` checks before it begins.
        case noRoom
        /// The disk is full, or the user's quota used up.
        case diskFull
        /// The file does not hold what SQLite or our schema wrote.
        case damaged
        /// Reading or writing failed, or is not allowed.
        case disk
        /// A newer release's format.
        case newer(version: Int)
        /// There is no file.
        case absent(Path)
        /// Another process keeps it locked.
        case busy
    }

    package var description: String { message }

    init(code: Int32, on connection: OpaquePointer?) {
        let words = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
        let number = connection.map { sqlite3_system_errno($0) } ?? 0
        let system = number == 0 ? nil : SystemError(call: words, errno: number)
        message = system?.description ?? words
        kind =
            switch code & 0xFF {
            case SQLITE_FULL: .diskFull
            case SQLITE_IOERR where system?.reason == .noSpace: .diskFull
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            default: .disk
            }
    }

    /// Our statements are constants, so one that does not compile has met tables that are no longer ours.
    init(compiling code: Int32, on connection: OpaquePointer) {
        self.init(code: code, on: connection)
        if code & 0xFF == SQLITE_ERROR { kind = .damaged }
    }

    init(_ error: SystemError) {
        self.init(kind: error.reason == .noSpace ? .diskFull : .disk, message: error.description)
    }

    private init(kind: Kind, message: String) { (self.kind, self.message) = (kind, message) }

    /// A row that our own code cannot have written.
    package static func malformed(_ what: String) -> SQLiteFault { SQLiteFault(kind: .damaged, message: what) }

    /// The disk did not do what it was asked, though it may the next time.
    static func refused(_ what: String) -> SQLiteFault { SQLiteFault(kind: .disk, message: what) }

    /// A commit would not fit into the journal's size.
    package static let noRoom = SQLiteFault(kind: .noRoom, message: "the journal is full")

    static func absent(_ path: Path) -> SQLiteFault {
        SQLiteFault(kind: .absent(path), message: "\(path) is not there")
    }

    static func newer(_ version: Int) -> SQLiteFault {
        SQLiteFault(kind: .newer(version: version), message: "format \(version)")
    }
}
