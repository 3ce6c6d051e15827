package import Model

/// What the journal could not do, by what the caller does about it. Whatever it is, the transaction is undone as far as
/// anybody can see: nobody acts on what was not committed, and all are tried again.
package enum JournalError: Error, Hashable {
    /// No room below the configured size. The caller stops reading and goes on sending.
    case full(limit: ByteCount)
    /// The disk or the user's quota has no room, whatever the configured size. SQLite has undone the transaction, so
    /// nothing is uncertain. The caller stops reading, and tries again soon.
    case diskFull(reason: String)
    /// What was stored does not read back, and could not be set aside. The caller does as for `disk`.
    case damaged(reason: String)
    /// The disk or another process refused. The caller stops reading, and tries again soon.
    ///
    /// After a failed write or sync nobody knows what of the transaction is on the disk, nor what the kernel still
    /// holds of it. So the next call opens the file anew, which decides whether the transaction is in it, and moves all
    /// of the WAL into the database, which syncs it once more: only then does the journal go on. A transaction that is
    /// in it after all is made a second time by the caller: its events are there already and are not stored twice, its
    /// places are the same, its losses may be counted twice but never left out.
    case disk(reason: String)
    /// A newer release wrote the journal, and whoever only looks leaves it as it is. The agent sets it aside.
    case newer(version: Int, known: Int)
    /// There is no journal to look at: the agent has not run with this state directory.
    case absent(Path)
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .full(let limit):
            "the journal has reached its size of \(limit): deliver what waits, or raise journal.max_size"
        case .diskFull(let reason):
            "no room on the journal's disk (\(reason)): free some, or move 'state' to another disk"
        case .damaged(let reason):
            "the journal does not read back: \(reason), and it cannot be set aside"
        case .disk(let reason): "the journal's disk refused: \(reason)"
        case .newer(let version, let known):
            "the journal has format \(version), this release knows formats up to \(known): "
                + "look at it with the release that wrote it"
        case .absent(let path): "there is no journal at \(path): the agent has not run with this state directory yet"
        }
    }

    init(_ fault: SQLiteFault, limit: ByteCount) {
        switch fault.kind {
        case .noRoom: self = .full(limit: limit)
        case .diskFull: self = .diskFull(reason: fault.message)
        case .damaged: self = .damaged(reason: fault.message)
        case .disk: self = .disk(reason: fault.message)
        case .newer(let version): self = .newer(version: version, known: Schema.version)
        case .absent(let path): self = .absent(path)
        case .busy: self = .disk(reason: "\(fault.message): another process has held the journal for too long")
        }
    }
}

/// Something that opening the journal met and dealt with. The caller logs it and shows it in the status.
package enum JournalFinding: Hashable, Sendable {
    /// The file was damaged, or a newer release's, and was renamed to `path`; the new one has what could still be read.
    case setAside(path: Path, reason: String, carried: Carried)
    /// The file was gone while the agent ran, and was written anew with all that it held.
    case recreated(path: Path)

    /// What a new journal has of the one that was set aside.
    package struct Carried: Hashable, Sendable {
        package var events: Int
        package var files: Int
        /// As far as their number is known; they are in the loss ledger.
        package var eventsLost: Int
        /// Whether no file's place is missing.
        package var isEveryPlaceKept: Bool

        package init(events: Int, files: Int, eventsLost: Int, isEveryPlaceKept: Bool) {
            (self.events, self.files, self.eventsLost) = (events, files, eventsLost)
            self.isEveryPlaceKept = isEveryPlaceKept
        }

        init(_ result: Salvage.Result) {
            self.init(
                events: result.events, files: result.files, eventsLost: result.eventsLost,
                isEveryPlaceKept: result.isEveryPlaceKept)
        }
    }
}

extension JournalFinding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .setAside(let path, let reason, let carried):
            "the journal could not be used (\(reason)); it is kept as \(path), which may be deleted. Carried over: "
                + "\(carried.events) waiting events and the places of \(carried.files) files. Lost, as far as can be "
                + "known: \(carried.eventsLost) events. "
                + (carried.isEveryPlaceKept
                    ? "Every place is known" : "A file whose place is not known is read as its 'read_from' says")
        case .recreated(let path):
            "the journal was taken away while the agent ran; \(path) was written anew with all that it held"
        }
    }
}
