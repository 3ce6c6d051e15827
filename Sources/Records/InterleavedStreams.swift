import Model

/// The streams of one file, an assembler each.
///
/// A restart begins at the oldest unfinished entry. Lines behind it that are part of complete entries of other streams
/// must not come out again, whole or in part, so `resume` tells for each stream up to where it is done. Whatever is
/// done at a place of the file depends on the lines up to there alone; the limits too are a matter of lines, not of
/// chunks or time.
struct InterleavedStreams: Sendable {
    typealias StreamID = StreamSplitter.StreamID

    /// Streams with lines behind `resume`. Beyond these the oldest unfinished entries are complete: a program that
    /// starts a process for each task must not cost more and more.
    static let streamsMax = 1_024
    /// What a stream's writer wrote as one lies closer together than this, so `resume` does not stay behind for it.
    private static let quietBytesMax: Int64 = 1 << 20
    /// How often in the file quiet streams are looked for.
    private static let sweepBytes: Int64 = 1 << 16

    private let splitter: StreamSplitter
    private let limits: Limits
    private let flushAfter: Duration
    private let fresh: InterleavedStream
    private var streams: [StreamID: InterleavedStream] = [:]
    private var joined = JoinedMessages()
    /// That of the last line.
    private var above: StreamID = 0
    /// Behind the last line that was fed.
    private(set) var end: Position
    private(set) var keptBytes = 0
    private var completed: [RecordText] = []

    init(_ layout: Layout, limits: Limits, from position: Position) {
        (flushAfter, self.limits) = (layout.flushAfter, limits)
        end = Position(offset: position.offset, line: position.line)
        splitter = StreamSplitter(layout)
        fresh = InterleavedStream(layout, limits: limits)
        // In their order: what a stream is done to may lie behind the line above.
        for place in position.streams {
            streams[place.stream] = fresh.done(to: place.offset)
            if place.offset == position.offset { above = place.stream }
        }
    }

    /// Unfinished entries keep no more than this together; else the oldest are complete.
    private var keptBytesMax: Int { 4 * limits.recordBytesMax }

    var resume: Position {
        var position = restart
        position.streams = streams.filter { $0.value.isOpen || $0.value.place.offset > position.offset }
            .map { StreamPlace(stream: $0.key, offset: $0.value.place.offset) }
        // Where nothing is unfinished, no place tells whose the next line is if it does not say so itself.
        if position.offset == end.offset, StreamSplitter.bareStream(below: above) != 0 {
            position.streams.append(StreamPlace(stream: above, offset: end.offset))
        }
        position.streams.sort { ($0.offset, $0.stream) < ($1.offset, $1.stream) }
        return position
    }

    /// Whether `resume` is all there is to know.
    var isAtRest: Bool { streams.isEmpty }

    /// Where reading may begin again: not amid a message, as its rest does not tell whose it is.
    private var restart: Position {
        let first = streams.values.filter(\.isOpen).map(\.place).min { $0.offset < $1.offset }
        return joined.start(before: first ?? end)
    }

    var deadline: Instant? { streams.values.compactMap { $0.deadline(flushAfter) }.min() }

    mutating func feed(_ batch: LineBatch, at moment: Moment, each body: (RecordText) -> Void) {
        for line in batch.lines {
            take(batch.text(of: line), line, at: moment)
            guard !completed.isEmpty else { continue }
            for record in completed { body(record) }
            completed.removeAll(keepingCapacity: true)
        }
    }

    mutating func tick(at moment: Moment) -> [RecordText] {
        finish(streams.filter { $0.value.deadline(flushAfter).map { $0 <= moment.instant } ?? false }.keys, at: moment)
        return takeCompleted()
    }

    mutating func rest(at moment: Moment) {
        for id in streams.keys { streams[id]?.rest(at: moment) }
    }

    mutating func finish(at moment: Moment) -> [RecordText] {
        finish(streams.keys, at: moment)
        return takeCompleted()
    }

    private mutating func takeCompleted() -> [RecordText] {
        defer { completed = [] }
        forgetDone()
        return completed
    }
}

// MARK: - One line

extension InterleavedStreams {
    private mutating func take(_ text: ArraySlice<UInt8>, _ line: Line, at moment: Moment) {
        let start = Position(offset: line.range.lowerBound, line: end.line)
        end = Position(offset: line.range.upperBound, line: end.line.map { $0 + 1 })
        if let (opened, stream) = splitter.open(text) {
            take(opened, line, of: stream, from: start, at: moment)
        } else {
            let message = StreamMessage(text: text, line: line, start: start, lastLine: start.line)
            deliver(message, to: StreamSplitter.bareStream(below: above), at: moment)
        }
        keepLimits(crossing: line.range, at: moment)
    }

    /// Joins parts, with which one line may stand in several of the file.
    private mutating func take(
        _ opened: OpenedLine, _ line: Line, of id: StreamID, from start: Position, at moment: Moment
    ) {
        var message = StreamMessage(
            text: opened.text, line: line, start: start, heading: opened.heading, lastLine: start.line)
        if opened.isPart || streams[id]?.part != nil {
            let (isPart, bytesMax) = (opened.isPart, limits.lineBytesMax)
            message = change(id) { $0.join(message, isPart: isPart, bytesMax: bytesMax, at: moment) }
            above = id
            guard !isPart else { return }
            if splitter.readsTags { noteJoined(message, of: id) }
        }
        deliver(message, to: id, at: moment)
    }

    private mutating func noteJoined(_ message: StreamMessage, of id: StreamID) {
        let hasOthersWithin = streams.contains { other, stream in
            other != id && stream.isOpen && stream.end > message.start.offset
        }
        joined.add(from: message.start, to: message.line.range.upperBound, ifAlone: hasOthersWithin)
    }

    /// `id`: of the envelope, or of the line above; the line's own captures tell more.
    private mutating func deliver(_ message: StreamMessage, to id: StreamID, at moment: Moment) {
        var context = StreamContext(heading: message.heading, lastLine: message.lastLine)
        var (text, id, rest) = (message.text, id, ArraySlice<UInt8>())
        if let feed = text.firstIndex(ofByte: lineFeed) { (text, rest) = (text[..<feed], text[feed...]) }
        if let tag = splitter.tag(text, within: message.heading.isEmpty ? 0 : id) {
            (text, id) = (tag.text, tag.stream)
            (context.whole, context.prefixCount) = (tag.context.whole, tag.context.prefixCount)
        }
        above = id
        completed += change(id) { stream in
            guard message.start.offset >= stream.doneTo else { return [] }
            var records = stream.take(text, message, in: context, at: moment)
            (context.whole, context.prefixCount) = (nil, 0)
            while !rest.isEmpty {
                rest = rest.dropFirst()
                let next = rest.firstIndex(ofByte: lineFeed) ?? rest.endIndex
                records += stream.take(rest[..<next], message, in: context, at: moment)
                rest = rest[next...]
            }
            return records
        }
    }

    /// The only way to a stream, so that what all of them keep is known.
    private mutating func change<Result>(_ id: StreamID, _ body: (inout InterleavedStream) -> Result) -> Result {
        let (result, growth) = Self.measured(&streams[id, default: fresh], body)
        keptBytes += growth
        return result
    }

    private static func measured<Result>(
        _ stream: inout InterleavedStream, _ body: (inout InterleavedStream) -> Result
    ) -> (result: Result, growth: Int) {
        let before = stream.keptBytes
        let result = body(&stream)
        return (result, stream.keptBytes - before)
    }
}

private let lineFeed = UInt8(ascii: "\n")

// MARK: - Limits

extension InterleavedStreams {
    private mutating func keepLimits(crossing range: Range<ByteOffset>, at moment: Moment) {
        if range.lowerBound.value / Self.sweepBytes != range.upperBound.value / Self.sweepBytes {
            let quiet = streams.filter {
                $0.value.isOpen && range.upperBound.value - $0.value.end.value > Self.quietBytesMax
            }
            finish(quiet.keys, at: moment)
            forgetDone()
        }
        guard streams.count > Self.streamsMax || keptBytes > keptBytesMax else { return }
        forgetDone()
        while streams.count > Self.streamsMax || keptBytes > keptBytesMax {
            // Many at a time, as looking for them costs.
            let open = streams.filter(\.value.isOpen).sorted { $0.value.place.offset < $1.value.place.offset }
            finish(open.prefix(max(1, open.count / 4)).map(\.key), at: moment)
            forgetDone()
        }
    }

    private mutating func finish(_ ids: some Sequence<StreamID>, at moment: Moment) {
        var records: [RecordText] = []
        for id in Array(ids) { records += change(id) { $0.finish(at: moment) } }
        completed += records.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// What is done before `resume` needs no word there.
    private mutating func forgetDone() {
        let resume = restart.offset
        joined.forget(before: resume)
        streams = streams.filter { $0.value.isOpen || $0.value.place.offset > resume }
    }
}
