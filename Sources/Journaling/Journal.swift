package import Model
import Synchronization

/// The durable store of one state directory, for the one agent that owns it.
///
/// Every call is one transaction, durable when it returns. Calls from several threads wait for each other: the reading
/// half commits, the sending half takes batches and acknowledges them.
package final class Journal: Sendable, JournalReading {
    /// Of the pages in use; `commit` throws `full` before it is passed.
    package let maxSize: ByteCount
    private let faults: (any CommitFaults)?
    private let guarded: Mutex<Guarded>

    private struct Guarded {
        let connection: Connection
        /// Counts from 1; what `CommitFaults` choose by.
        var transaction = 0
        /// Where to leave word that the file needs a whole check at the next start; nil in memory.
        let suspicion: Path?
    }

    /// Where a journal is kept.
    package enum Place: Hashable, Sendable {
        /// `journal.db` in this directory, which must exist.
        case directory(Path)
        /// Gone with the `Journal`: for `replay` and `demo`, and for tests.
        case memory
    }

    /// Opens or creates it. Findings tell what had to be set aside.
    package static func open(
        _ place: Place, maxSize: ByteCount, faults: (any CommitFaults)? = nil
    ) throws(JournalError) -> (journal: Journal, findings: [JournalFinding]) {
        let opened = try Recovery.open(place, maxSize: maxSize)
        let suspicion: Path? =
            switch place {
            case .directory(let directory): JournalFiles(in: directory).suspicion
            case .memory: nil
            }
        let guarded = Guarded(connection: opened.connection, suspicion: suspicion)
        return (Journal(guarded: guarded, maxSize: maxSize, faults: faults), opened.findings)
    }

    private init(guarded: sending Guarded, maxSize: ByteCount, faults: (any CommitFaults)?) {
        (self.maxSize, self.faults) = (maxSize, faults)
        self.guarded = Mutex(guarded)
    }

    /// Waits for a commit that is being made.
    package func reading<Value: Sendable>(
        _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value {
        try guarded.withLock { guarded throws(JournalError) in
            do throws(SQLiteFault) { return try body(guarded.connection) } catch { throw failure(error, guarded) }
        }
    }

    /// Runs `body` as one transaction, if the journal has room for as much as it needs.
    @discardableResult
    func transaction<Value: Sendable>(
        needing size: ByteCount = .zero, _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value {
        try guarded.withLock { guarded throws(JournalError) in
            let connection = guarded.connection
            guarded.transaction += 1
            let value: Value
            do throws(SQLiteFault) {
                if size > .zero, try connection.usedSize() + size > maxSize { throw SQLiteFault.noRoom }
                try connection.execute("BEGIN IMMEDIATE")
                value = try body(connection)
            } catch {
                throw undo(failure(error, guarded), connection)
            }
            do throws(JournalError) { try faults?.beforeCommit(of: guarded.transaction) } catch {
                throw undo(error, connection)
            }
            do throws(SQLiteFault) { try connection.execute("COMMIT") } catch {
                throw undo(failure(error, guarded), connection)
            }
            try faults?.afterCommit(of: guarded.transaction)
            return value
        }
    }

    /// SQLite has undone some failures itself. If it cannot undo this one either, the next transaction fails to begin.
    private func undo(_ error: JournalError, _ connection: Connection) -> JournalError {
        if !connection.isIdle { try? connection.execute("ROLLBACK") }
        return error
    }

    private func failure(_ fault: SQLiteFault, _ guarded: Guarded) -> JournalError {
        if fault.kind == .damaged, let suspicion = guarded.suspicion { JournalFiles.mark(suspicion) }
        return JournalError(fault, limit: maxSize)
    }
}

extension Journal {
    /// Whether another turn of reading may begin: below nine tenths of the size, so that the turn itself fits.
    package var hasRoom: Bool {
        get throws(JournalError) {
            let used = try reading { connection throws(SQLiteFault) in try connection.usedSize() }
            return used.value < maxSize.value / 10 * 9
        }
    }

    /// Makes a turn of reading durable. Throws `full` and changes nothing if its events do not fit.
    @discardableResult
    package func commit(_ commit: Commit) throws(JournalError) -> CommitReceipt {
        try transaction(needing: commit.size) { connection throws(SQLiteFault) in
            let gone = try connection.withdraw(commit.withdrawn)
            var receipt = try connection.insert(commit.events, date: commit.date)
            receipt.gone = gone.count
            for file in commit.files { try connection.replace(file) }
            try connection.add(commit.losses + gone, date: commit.date)
            return receipt
        }
    }
}

extension Connection {
    /// The pages in use; those that deliveries freed are room for new events, not size.
    func usedSize() throws(SQLiteFault) -> ByteCount {
        let pages = try integer("PRAGMA page_count") ?? 0
        let free = try integer("PRAGMA freelist_count") ?? 0
        return ByteCount((pages - free) * (try integer("PRAGMA page_size") ?? 0))
    }
}
