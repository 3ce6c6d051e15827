/// Something that Stacktail did not do with bytes it saw, for the loss ledger: never silent.
package struct Loss: Hashable, Sendable {
    package var reason: Reason
    /// How many: lines, records or events, as the reason says.
    package var count: Int
    package var file: FileID?
    package var path: Path?
    package var generation: Int
    /// The bytes concerned, where they are known.
    package var range: Range<ByteOffset>?
    package var project: String?

    package init(
        reason: Reason, count: Int = 1, file: FileID? = nil, path: Path? = nil, generation: Int = 0,
        range: Range<ByteOffset>? = nil, project: String? = nil
    ) {
        (self.reason, self.count, self.file, self.path) = (reason, count, file, path)
        (self.generation, self.range, self.project) = (generation, range, project)
    }

    /// Its raw value is what the journal, the status and the metrics say.
    package enum Reason: String, CaseIterable, Sendable {
        /// Bytes of a line beyond `limits.line`; the line was kept without them.
        case lineCut = "line-cut"
        /// Lines or bytes of a record beyond its limits; the record was kept without them.
        case recordCut = "record-cut"
        /// The file was truncated before what was written had been read.
        case truncated
        /// The file was gone, and could not be opened, before it was read to its end.
        case vanished
        /// A compressed log could not be unpacked from the start of the range on; how much that was, nobody knows.
        case unreadable
        /// The project's settings exclude it.
        case gated
        /// The server would have dropped it for its age, and the configuration says to drop such events here.
        case late
        /// The journal was full and the configuration says to drop low levels.
        case journalFull = "journal-full"
        /// A local project's `keep` or `max_size` ended its time.
        case expired
        /// The server refused it for good; it is in quarantine.
        case quarantined
        /// A record's last line had no end for so long that it was given out without, and that event had been delivered
        /// when the rest came. The whole one was sent under the same id, and the server may keep the shorter one.
        case completedLate = "completed-late"
        /// A rule's `limit` held it back; an event tells of all that it held back in one window.
        case limited
        /// A rule that counts by `by` met more texts than are kept at a time: what was counted of the oldest was given
        /// up, one for each.
        case uncounted
        /// Somebody dropped it from the queue.
        case dropped
        /// The event was not valid and could not be made so.
        case invalid
        /// The project's server has no form for an event of its type.
        case noForm = "no-form"
        /// Events of a journal that did not read back, as far as their number is known: 0 if all were carried over, at
        /// least 1 if nothing tells. `path` is where that journal is kept.
        case journalDamaged = "journal-damaged"
        /// Such a journal held the place in this file, and `read_from: end` says not to read it from its beginning.
        case placeLost = "place-lost"
    }
}
