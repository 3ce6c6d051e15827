package import WireFormat

/// The lines of one log entry, as they stood in the file.
package struct RecordText: Hashable, Sendable {
    /// The kept lines joined by LF, without a last one.
    package var bytes: [UInt8]
    /// Where each kept line lies in `bytes`; at least one.
    package var lines: [Range<Int>]
    /// The bytes of the file that the record covers, terminators included.
    package var range: Range<ByteOffset>
    /// The 1-based number of its first line, where it is known without counting the file anew.
    package var firstLine: Int?
    /// The number of its last line, where the first is known; between them may stand lines of other streams.
    package var lastLine: Int?
    /// How many lines it has, dropped ones included.
    package var lineCount: Int
    /// Lines beyond the limit, left out between the kept head and tail; 0 for a whole record.
    package var linesDropped: Int
    /// Bytes of overlong lines and of the whole record that were not kept.
    package var bytesCut: Int
    /// When its first line was read.
    package var readAt: Timestamp
    /// What the envelope of its first line had in front; empty without one. `Records` knows how to read it.
    package var heading: [UInt8] = []
    /// What the header line above it calls its values; nil without one.
    package var columns: ColumnNames?
    /// Whether its first line began it by the layout's `start`; a bare trace, or text in front of the first start, did
    /// not.
    package var hasHead: Bool
    /// Whether it would have continued the record above, had that not been quiet for too long.
    package var isLate = false

    /// `lastLine`: nil where the lines follow each other in the file.
    package init(
        bytes: [UInt8], lines: [Range<Int>], range: Range<ByteOffset>, firstLine: Int?, lineCount: Int,
        lastLine: Int? = nil, linesDropped: Int = 0, bytesCut: Int = 0, readAt: Timestamp, hasHead: Bool
    ) {
        (self.bytes, self.lines, self.range) = (bytes, lines, range)
        (self.firstLine, self.lineCount, self.linesDropped) = (firstLine, lineCount, linesDropped)
        self.lastLine = lastLine ?? firstLine.map { $0 + lineCount - 1 }
        (self.bytesCut, self.readAt, self.hasHead) = (bytesCut, readAt, hasHead)
    }

    /// The text of kept line `index`.
    package func line(_ index: Int) -> ArraySlice<UInt8> { bytes[lines[index]] }
}

/// The names of the columns of some entries. An object, as entries are copied, and most have none.
package final class ColumnNames: Hashable, Sendable {
    package let names: [String]

    package init(_ names: [String]) { self.names = names }

    package static func == (left: ColumnNames, right: ColumnNames) -> Bool { left.names == right.names }

    package func hash(into hasher: inout Hasher) { hasher.combine(names) }
}

/// A log entry taken apart: what `Rules` look at.
package struct Record: Sendable {
    package var text: RecordText
    /// The captures of the layout's pattern, or the members of its JSON object, in their order; names are unique.
    /// Nested members are named `outer.inner`.
    package var fields: [Field]
    /// The text of the entry without its head's other captures, and without its trace; bytes of the log.
    package var message: [UInt8]
    /// When the entry says it was written; nil if it does not say, or says it in no form that the layout knows.
    package var time: Timestamp?
    package var level: Level?
    /// The logger or component, if the entry names one.
    package var source: [UInt8]?
    /// The host that wrote it, if its envelope says so.
    package var host: [UInt8]?
    /// More than one exception was written into it, so that its frames may be of another one than it names.
    package var isAmbiguous = false
    /// How often it was written; more than 1 where the writer says so and leaves out the others.
    package var repeats = 1
    package var trace: Trace?
    /// The whole text of the trace, in the log's bytes, head line included.
    package var traceText: [UInt8]?

    /// A named piece of the entry, in the log's bytes.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: [UInt8]

        package init(name: String, value: [UInt8]) { (self.name, self.value) = (name, value) }
    }

    package init(text: RecordText) {
        self.text = text
        fields = []
        message = []
    }

    package func field(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }
}
