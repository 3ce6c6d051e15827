package import Model

/// What the journal could not do, by what the caller does about it.
package enum JournalError: Error, Hashable {
    /// No room below the configured size. The caller stops reading and goes on sending.
    case full(limit: ByteCount)
    /// The disk or the user's quota has no room, whatever the configured size. The caller does as for `full`.
    case diskFull(reason: String)
    /// What was stored does not read back. The caller ends the process; the next start sets the file aside.
    case damaged(reason: String)
    /// The disk or another process refused. The caller ends the process: what it holds may not be on disk.
    case disk(reason: String)
    /// A newer release wrote the journal. The caller says so and leaves everything as it is.
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
            "the journal does not read back: \(reason); a restart sets it aside and begins a new one"
        case .disk(let reason): "the journal's disk refused: \(reason)"
        case .newer(let version, let known):
            "the journal has format \(version), this release knows formats up to \(known): "
                + "install the release that wrote it, or move journal.db away and lose what waits in it"
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
    /// The file was damaged and was renamed to `path`; the new one has what could still be read.
    case setAside(path: Path, reason: String, events: Int, files: Int)
}

extension JournalFinding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .setAside(let path, let reason, let events, let files):
            "the journal was damaged (\(reason)); it is kept as \(path). Carried over: \(events) waiting events and "
                + "the positions of \(files) files. A file that is not among them is read as if seen for the first time"
        }
    }
}
