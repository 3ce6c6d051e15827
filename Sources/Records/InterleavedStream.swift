import Model

/// What a writer wrote as one line, joined of its parts; it may hold line feeds.
struct StreamMessage {
    var text: ArraySlice<UInt8>
    /// Its `range` covers all parts.
    var line: Line
    var start: Position
    var heading: ArraySlice<UInt8> = []
    /// The number of the file's line in which it ends.
    var lastLine: Int?
}

/// One of several writers' lines in a file.
struct InterleavedStream: Sendable {
    /// Lines before this place are parts of complete entries; they are read once more only for other streams.
    private(set) var doneTo = ByteOffset.zero
    private var assembler: RecordAssembler
    private(set) var part: Part?
    /// Behind its last line.
    private(set) var end = ByteOffset.zero

    /// The beginning of a line whose end has not come yet.
    struct Part: Sendable {
        var text: [UInt8]
        var heading: [UInt8]
        var start: Position
        var end: ByteOffset
        var lastLine: Int?
        var bytesCut: Int
        var touchedAt: Instant
    }

    init(_ layout: Layout, limits: Limits) {
        assembler = RecordAssembler(layout: layout, limits: limits, from: .beginning)
    }

    /// The same, after a restart before `offset`.
    func done(to offset: ByteOffset) -> InterleavedStream {
        var copy = self
        (copy.doneTo, copy.end) = (offset, offset)
        return copy
    }

    var isOpen: Bool { part != nil || assembler.isOpen }

    /// Up to here all of its lines are in complete entries.
    var place: Position {
        assembler.isOpen ? assembler.resume : part?.start ?? Position(offset: end, line: nil)
    }

    var keptBytes: Int { assembler.keptBytes + (part.map { $0.text.count + $0.heading.count } ?? 0) }

    /// When it is complete, should no further line come.
    func deadline(_ flushAfter: Duration) -> Instant? {
        part.map { $0.touchedAt.advanced(by: flushAfter) } ?? assembler.deadline
    }

    /// The message together with what waited for it; if it `isPart` itself, that waits on.
    mutating func join(_ message: StreamMessage, isPart: Bool, bytesMax: Int, at moment: Moment) -> StreamMessage {
        // Read once more: there it was given out for being quiet.
        if let part, part.start.offset < doneTo, message.start.offset >= doneTo { self.part = nil }
        var all =
            part
            ?? Part(
                text: [], heading: Array(message.heading), start: message.start, end: message.start.offset,
                bytesCut: 0, touchedAt: moment.instant)
        let kept = message.text.prefix(max(0, bytesMax - all.text.count))
        all.text += kept
        all.bytesCut += message.line.bytesCut + message.text.count - kept.count
        (all.end, all.lastLine, all.touchedAt) = (message.line.range.upperBound, message.lastLine, moment.instant)
        end = all.end
        part = isPart ? all : nil
        return all.message
    }

    mutating func take(
        _ text: ArraySlice<UInt8>, _ message: StreamMessage, in context: StreamContext, at moment: Moment
    ) -> [RecordText] {
        end = message.line.range.upperBound
        let line = text.last == UInt8(ascii: "\r") ? text.dropLast() : text
        return assembler.take(line, message.line, from: message.start, in: context, at: moment)
    }

    mutating func rest(at moment: Moment) {
        part?.touchedAt = moment.instant
        assembler.rest(at: moment)
    }

    /// What is unfinished: no line will follow, or it took too long.
    mutating func finish(at moment: Moment) -> [RecordText] {
        var records: [RecordText] = []
        if let message = part.take()?.message, message.start.offset >= doneTo {
            let context = StreamContext(heading: message.heading, lastLine: message.lastLine)
            records = take(message.text, message, in: context, at: moment)
        }
        return records + assembler.finish(at: moment)
    }
}

extension InterleavedStream.Part {
    var message: StreamMessage {
        StreamMessage(
            text: text[...], line: Line(text: 0..<text.count, range: start.offset..<end, bytesCut: bytesCut),
            start: start, heading: heading[...], lastLine: lastLine)
    }
}
