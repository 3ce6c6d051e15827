package import WireFormat

/// A file as the journal remembers it, so that a restart goes on where reading stopped.
package struct StoredFile: Hashable, Sendable {
    package var id: FileID
    /// Where it was last seen.
    package var path: Path
    package var fingerprint: Fingerprint
    /// Counts the file's truncations; 0 for one that never was.
    package var generation: Int
    /// For each rule file that reads it, by name: the start of its oldest unfinished record.
    package var positions: [String: Position]
    /// Of the bytes before the smallest offset in `positions`.
    package var frontier: Frontier
    package var lastSeen: Timestamp
    /// What was given out of the records that are unfinished at `positions`.
    package var shown: Set<ShownEvent>
    /// Read to its end and let go, or gone for good: after a restart nobody looks for it, unless it has grown.
    package var isFinished: Bool

    package init(
        id: FileID, path: Path, fingerprint: Fingerprint, generation: Int, positions: [String: Position],
        frontier: Frontier, lastSeen: Timestamp, shown: Set<ShownEvent> = [], isFinished: Bool = false
    ) {
        (self.id, self.path, self.fingerprint, self.generation) = (id, path, fingerprint, generation)
        (self.positions, self.frontier, self.lastSeen) = (positions, frontier, lastSeen)
        (self.shown, self.isFinished) = (shown, isFinished)
    }

    /// Where reading goes on: the smallest of its positions; the beginning if no rule file has read it.
    package var resume: ByteOffset { positions.values.map(\.offset).min() ?? .zero }
}
