package import WireFormat

/// An event as the journal keeps it: the bytes that go to the server, and what must be known without reading them.
package struct QueuedEvent: Hashable, Sendable {
    /// The project's name in the configuration.
    package var project: String
    /// Given once; the server drops a second event with it for 24 hours.
    package var referenceID: String
    package var type: String
    package var level: Level?
    /// The event's own date.
    package var date: Timestamp
    /// One JSON object, compact, at most `Limits`' size; a repeat has the very same bytes.
    package var body: [UInt8]
    /// A hash of all that makes two events of a project the same occurrence again; nil for one that stands for itself.
    /// The journal does not keep it.
    package var sameness: UInt128?
    /// How many occurrences it stands for, as its body says, too; the journal does not keep it here.
    package var count = 1

    package init(
        project: String, referenceID: String, type: String, level: Level?, date: Timestamp, body: [UInt8],
        sameness: UInt128? = nil
    ) {
        (self.project, self.referenceID, self.type) = (project, referenceID, type)
        (self.level, self.date, self.body, self.sameness) = (level, date, body, sameness)
    }
}

/// Where reading a file goes on after a restart.
package struct Position: Hashable, Sendable {
    /// The start of the oldest unfinished record.
    package var offset: ByteOffset
    /// The 1-based number of the line that begins there, where it is known.
    package var line: Int?
    /// Streams of which lines behind `offset` have become complete records already, and the stream of the line at
    /// `offset`; none for a file that one writer writes.
    package var streams: [StreamPlace]

    package init(offset: ByteOffset, line: Int?, streams: [StreamPlace] = []) {
        (self.offset, self.line, self.streams) = (offset, line, streams)
    }

    package static let beginning = Position(offset: .zero, line: 1)
}

/// How far one of several interleaved streams of a file has become complete records.
package struct StreamPlace: Hashable, Sendable {
    /// A hash of what tells the stream from others.
    package var stream: UInt64
    /// Its lines before this place are not to be read again.
    package var offset: ByteOffset

    package init(stream: UInt64, offset: ByteOffset) { (self.stream, self.offset) = (stream, offset) }
}
