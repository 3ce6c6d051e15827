package import Model
package import WireFormat

/// What one turn of reading made: all of it becomes durable together, or none of it.
package struct Commit: Sendable {
    /// In the order of sending.
    package var events: [QueuedEvent]
    /// Events that are the same as one that went before them not long ago: added to those that are held.
    package var held: [HeldDuplicates]
    /// These leave before the events come, so that a fuller event may have the id of what it takes the place of.
    package var withdrawn: [Withdrawal]
    /// As they are once these events are out: each replaces what was known of the file.
    package var files: [StoredFile]
    /// Added to the ledger; equal ones add up.
    package var losses: [Loss]
    /// What rules counted in the bytes that `files` are behind of; those that changed.
    package var tallies: [StoredTally]
    /// When. Events of a local project are kept from here on.
    package var date: Timestamp

    package init(
        events: [QueuedEvent] = [], held: [HeldDuplicates] = [], withdrawn: [Withdrawal] = [],
        files: [StoredFile] = [], losses: [Loss] = [], tallies: [StoredTally] = [], date: Timestamp
    ) {
        (self.events, self.held, self.withdrawn) = (events, held, withdrawn)
        (self.files, self.losses, self.tallies, self.date) = (files, losses, tallies, date)
    }

    /// What its events take at most; what else there is stays small.
    var size: ByteCount {
        let bodies = events.map(\.body.count) + held.map(\.event.body.count)
        return ByteCount(bodies.reduce(0) { $0 + $1 + Self.eventOverheadBytes })
    }

    /// A row's columns, its two index entries and its share of half-empty pages, measured and rounded up.
    private static let eventOverheadBytes = 512
}

/// What became of a commit's events.
package struct CommitReceipt: Hashable, Sendable {
    package var stored: Int
    /// Events whose reference already waits in their project: the same event again. They were not stored again.
    package var repeated: Int
    /// What was to be withdrawn and had left: the ledger has it.
    package var gone = 0

    package init(stored: Int, repeated: Int) { (self.stored, self.repeated) = (stored, repeated) }
}

/// A seam for tests: dies at a chosen transaction, on either side of its becoming durable. The program itself has none.
package protocol CommitFaults: Sendable {
    /// All is written, nothing is durable yet. Throwing undoes the transaction, as a crash here would.
    func beforeCommit(of transaction: Int) throws(JournalError)
    /// All is durable. Throwing is a crash before the caller learned of it.
    func afterCommit(of transaction: Int) throws(JournalError)
}
