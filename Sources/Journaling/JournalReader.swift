package import Model
import Synchronization

/// What can be asked of a journal without changing it; `Journal` and `JournalReader` answer alike.
package protocol JournalReading: Sendable {
    /// Runs `body` alone on the connection.
    func reading<Value: Sendable>(
        _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value
}

/// Looks at a journal that an agent may be writing at the same time, in this process or another. Each call sees whole
/// commits only, and none holds the writer up.
package final class JournalReader: JournalReading {
    private let guarded: Mutex<Connection>

    /// `absent` if there is no journal in the directory.
    package init(directory: Path) throws(JournalError) {
        let files = JournalFiles(in: directory)
        do throws(SQLiteFault) {
            guard try JournalFiles.status(of: files.main) != nil else { throw SQLiteFault.absent(files.main) }
            let connection = try Connection(path: files.main.bytes, access: .readOnly)
            connection.waitWhenBusy(milliseconds: Recovery.busyMilliseconds)
            let version = try Schema.storedVersion(of: connection)
            if version == Schema.version {
                guarded = Mutex(connection)
                return
            }
            guard version > Schema.version else { throw SQLiteFault.malformed("format \(version)") }
            throw SQLiteFault.newer(version)
        } catch { throw JournalError(error, limit: .zero) }
    }

    /// Waits for other calls of this reader alone.
    package func reading<Value: Sendable>(
        _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value {
        try guarded.withLock { connection throws(JournalError) in
            do throws(SQLiteFault) { return try body(connection) } catch { throw JournalError(error, limit: .zero) }
        }
    }
}
