/// What is known of one file that is tailed, at one moment.
package struct FileReport: Hashable, Sendable {
    /// The name it was last seen by.
    package var path: Path
    /// The names of the rule files that read it, sorted.
    package var rules: [String]
    package var state: State
    package var id: FileID
    /// For device, inode and birth.
    package var fingerprint: Fingerprint
    /// How often it was truncated while it was known.
    package var generation: Int
    package var size: ByteOffset
    /// The next byte to be read.
    package var readTo: ByteOffset
    /// Where reading would go on after a crash: the start of the oldest unfinished record.
    package var resume: ByteOffset
    /// How long the oldest byte that is unread, or whose record is unfinished, has been known to be there; nil if there
    /// is none. It counts from when the file was looked at, so a byte may be a little older.
    package var lag: Duration?
    /// Since it was opened.
    package var lineCount: Int
    /// Since it was opened or truncated.
    package var recordCount: Int
    /// Since it was opened; those that were committed to the journal.
    package var eventCount: Int
    /// Why the last attempt to read it failed; nil if it did not.
    package var trouble: String?

    package init(
        path: Path, rules: [String], state: State, id: FileID, fingerprint: Fingerprint, generation: Int,
        size: ByteOffset, readTo: ByteOffset, resume: ByteOffset, lag: Duration?, lineCount: Int, recordCount: Int,
        eventCount: Int, trouble: String? = nil
    ) {
        (self.path, self.rules, self.state, self.id) = (path, rules, state, id)
        (self.fingerprint, self.generation, self.size) = (fingerprint, generation, size)
        (self.readTo, self.resume, self.lag) = (readTo, resume, lag)
        (self.lineCount, self.recordCount, self.eventCount) = (lineCount, recordCount, eventCount)
        self.trouble = trouble
    }

    /// Whether it is read as soon as there is something to read.
    package var isRead: Bool { state == .following || state == .draining }

    /// Bytes that are there and were not read.
    package var behind: ByteCount { max(.zero, size - readTo) }

    /// What goes on with a file that is tailed. Its raw value is what the status says.
    package enum State: String, CaseIterable, Sendable {
        case following
        /// No path names it any more; it is read until it ends and stays quiet.
        case draining
        /// It could not be read, and is tried again.
        case retrying
        /// The journal takes nothing now: nothing is read.
        case waiting
    }
}
