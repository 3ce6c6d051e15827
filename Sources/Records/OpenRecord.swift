import Model
import WireFormat

/// An entry whose end has not been seen: the beginning and the end of its text, within the limits.
///
/// The first lines stay as they come until half of the room is taken. Further ones go to a window that keeps the
/// newest: a trace tells most by its head and its last cause.
struct OpenRecord: Sendable {
    /// What may continue it.
    enum Kind: Hashable, Sendable {
        /// It began by the layout's `start`, so whatever does not begin another one.
        case headed
        /// A line by itself: a trace, and what the layout's `continuation` matches.
        case line
        /// One JSON object: nothing.
        case object
        /// A trace without a line above: its further lines.
        case trace
    }

    let kind: Kind
    let hasHead: Bool
    /// Where it begins.
    let start: Position
    let readAt: Timestamp
    /// When it was begun or continued last.
    var touchedAt: Instant
    /// Whether a trace has begun within it.
    var hasTrace: Bool
    /// See `RecordText.heading`.
    let heading: [UInt8]
    /// The number of its last line, in a file with several streams; in others it follows from how many there are.
    var lastLine: Int?
    /// Whether the entry above was ended for being quiet, and this goes on with it.
    var isLate = false
    /// See `RecordText.columns`.
    var columns: ColumnNames?
    private(set) var lineCount = 0
    /// Whether what is appended next has the same number as what was appended last.
    private var isAmidLine = false
    private(set) var end: ByteOffset

    private let linesMax: Int
    private let bytesMax: Int
    private var head = KeptLines()
    private var tail = KeptLines()
    private var isHeadFull = false
    private var linesDropped = 0
    private var bytesCut = 0

    init(
        kind: Kind, hasHead: Bool, hasTrace: Bool, heading: [UInt8], start: Position, at moment: Moment, limits: Limits
    ) {
        (self.kind, self.hasHead, self.hasTrace, self.start) = (kind, hasHead, hasTrace, start)
        self.heading = heading
        (readAt, touchedAt, end) = (moment.wall, moment.instant, start.offset)
        (linesMax, bytesMax) = (max(1, limits.recordLinesMax), max(1, limits.recordBytesMax))
    }

    /// Its first line.
    var firstLine: ArraySlice<UInt8> { head[0] }

    /// The bytes of its text that are kept.
    var keptBytes: Int { head.byteCount + tail.byteCount + heading.count }

    /// How many bytes of the file it covers.
    var span: ByteCount { end - start.offset }

    mutating func append(_ text: ArraySlice<UInt8>, _ line: Line) {
        if !isAmidLine { lineCount += 1 }
        isAmidLine = !line.endsInLineFeed
        end = line.range.upperBound
        bytesCut += line.bytesCut
        if head.count == 0 {
            keep(text, upTo: bytesMax) { $0.head.append($1) }
        } else if !isHeadFull, head.count < linesMax / 2, head.byteCount + text.count < bytesMax / 2 {
            head.append(text)
        } else {
            isHeadFull = true
            appendToTail(text)
        }
    }

    /// The complete entry.
    consuming func text() -> RecordText {
        var (bytes, lines) = (head.bytes, head.lines)
        for index in 0..<tail.count {
            bytes.append(UInt8(ascii: "\n"))
            let from = bytes.count
            bytes.append(contentsOf: tail[index])
            lines.append(from..<bytes.count)
        }
        var text = RecordText(
            bytes: bytes, lines: lines, range: start.offset..<end, firstLine: start.line, lineCount: lineCount,
            lastLine: lastLine, linesDropped: linesDropped, bytesCut: bytesCut, readAt: readAt, hasHead: hasHead)
        (text.heading, text.isLate, text.columns) = (heading, isLate, columns)
        return text
    }

    private mutating func appendToTail(_ text: ArraySlice<UInt8>) {
        let (linesRoom, bytesRoom) = (linesMax - head.count, bytesMax - head.byteCount - 1)
        guard linesRoom > 0, bytesRoom > 0 else { return drop(text.count) }
        keep(text, upTo: bytesRoom) { $0.tail.append($1) }
        while tail.count > linesRoom || tail.byteCount > bytesRoom { drop(tail.removeFirst()) }
    }

    private mutating func keep(
        _ text: ArraySlice<UInt8>, upTo most: Int, by body: (inout Self, ArraySlice<UInt8>) -> Void
    ) {
        body(&self, text.prefix(most))
        bytesCut += text.count - min(text.count, most)
    }

    private mutating func drop(_ byteCount: Int) {
        linesDropped += 1
        bytesCut += byteCount
    }
}

/// Lines joined by LF, of which the first ones can be taken away in constant time.
private struct KeptLines: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var lines: [Range<Int>] = []
    /// How many of `lines` are gone.
    private var gone = 0

    var count: Int { lines.count - gone }

    /// With one LF between two lines.
    var byteCount: Int { count == 0 ? 0 : bytes.count - lines[gone].lowerBound }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[lines[gone + index]] }

    mutating func append(_ text: ArraySlice<UInt8>) {
        if !lines.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        let start = bytes.count
        bytes.append(contentsOf: text)
        lines.append(start..<bytes.count)
    }

    /// Its length.
    mutating func removeFirst() -> Int {
        let line = lines[gone]
        gone += 1
        // Moving what is left when it is the smaller part costs each byte one move at most.
        if gone * 2 > lines.count, line.upperBound * 2 > bytes.count { compact() }
        return line.count
    }

    private mutating func compact() {
        let start = gone < lines.count ? lines[gone].lowerBound : bytes.count
        bytes.removeFirst(start)
        lines = lines[gone...].map { $0.lowerBound - start..<$0.upperBound - start }
        gone = 0
    }
}
