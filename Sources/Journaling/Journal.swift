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
    private let guarded: Mutex<OpenJournal>

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
        do throws(SQLiteFault) {
            var opened = try OpenJournal(place)
            let findings = opened.takeFindings()
            return (Journal(guarded: opened, maxSize: maxSize, faults: faults), findings)
        } catch { throw JournalError(error, limit: maxSize) }
    }

    private init(guarded: sending OpenJournal, maxSize: ByteCount, faults: (any CommitFaults)?) {
        (self.maxSize, self.faults) = (maxSize, faults)
        self.guarded = Mutex(guarded)
    }

    /// Waits for a commit that is being made. `body` may run again, after damage was dealt with.
    package func reading<Value: Sendable>(
        _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value {
        try guarded.withLock { guarded throws(JournalError) in
            while true {
                do throws(SQLiteFault) { return try body(try guarded.ready()) } catch { try meet(error, &guarded) }
            }
        }
    }

    /// Runs `body` as one transaction, if the journal has room for as much as it needs. It may run again, after damage
    /// was dealt with.
    @discardableResult
    func transaction<Value: Sendable>(
        needing size: ByteCount = .zero, _ body: (Connection) throws(SQLiteFault) -> Value
    ) throws(JournalError) -> Value {
        try guarded.withLock { guarded throws(JournalError) in
            guarded.transaction += 1
            do throws(SQLiteFault) { try guarded.keepPlace() } catch { throw JournalError(error, limit: maxSize) }
            while true {
                let value: Value
                do throws(SQLiteFault) {
                    let connection = try guarded.ready()
                    if size > .zero, try connection.usedSize() + size > maxSize { throw SQLiteFault.noRoom }
                    try connection.execute("BEGIN IMMEDIATE")
                    value = try body(connection)
                } catch {
                    guarded.undo()
                    try meet(error, &guarded)
                    continue
                }
                do throws(JournalError) { try faults?.beforeCommit(of: guarded.transaction) } catch {
                    guarded.undo()
                    throw error
                }
                do throws(SQLiteFault) { try guarded.ready().execute("COMMIT") } catch {
                    guarded.undo()
                    try meet(error, &guarded)
                    continue
                }
                try faults?.afterCommit(of: guarded.transaction)
                return value
            }
        }
    }

    /// What was set aside or written anew since the last call. After one, whoever keeps in memory what the journal is
    /// to remember commits it again.
    package func takeFindings() -> [JournalFinding] { guarded.withLock { $0.takeFindings() } }

    /// Throws what the caller is told, unless it is damage that can be dealt with: by opening the file anew, with a
    /// whole check, and if that finds nothing and the same happens again, by setting the file aside. After a refusal
    /// of the disk the next call opens anew.
    private func meet(_ fault: SQLiteFault, _ guarded: inout OpenJournal) throws(JournalError) {
        switch fault.kind {
        case .damaged where guarded.heal(): return
        case .damaged, .disk: guarded.doubt()
        case .noRoom, .diskFull, .newer, .absent, .busy: break
        }
        throw JournalError(fault, limit: maxSize)
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
            try connection.hold(commit.held)
            for file in commit.files { try connection.replace(file) }
            try connection.replace(commit.tallies)
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
