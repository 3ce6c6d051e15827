package import Model

/// Finds the entries of one file in its lines, stream by stream: with the interface of a `RecordAssembler`, and one of
/// these for each writer that the layout's `envelope` or `streamBy` tells apart.
///
/// A file of one stream goes straight to its only assembler. One that is quiet has none: thousands of files cost little
/// more than their places.
package struct Streams: Sendable {
    private let prepared: PreparedLayout
    private let limits: Limits
    private var state: State

    private enum State: Sendable {
        /// No line at hand.
        case resting(RecordAssembler.Rest)
        /// No line at hand, but what header lines told.
        indirect case informed(RecordAssembler.Rest, KnownColumns)
        indirect case single(RecordAssembler)
        indirect case several(InterleavedStreams)
    }

    /// Goes on at `position`, as `resume` once told.
    package init(_ layout: PreparedLayout, limits: Limits, from position: Position) {
        (prepared, self.limits) = (layout, limits)
        state = .resting(RecordAssembler.Rest(place: position))
    }

    /// The same, for a layout that nobody else has prepared.
    package init(layout: Layout, limits: Limits, from position: Position) {
        self.init(PreparedLayout(layout), limits: limits, from: position)
    }

    /// The smallest start of an unfinished entry, with what is complete behind it; with none, the end of the last line.
    /// Reading may restart there.
    package var resume: Position {
        switch state {
        case .resting(let rest), .informed(let rest, _): rest.place
        case .single(let assembler): assembler.resume
        case .several(let streams): streams.resume
        }
    }

    /// Behind the last line that was fed.
    package var end: Position {
        switch state {
        case .resting(let rest), .informed(let rest, _): Position(offset: rest.place.offset, line: rest.place.line)
        case .single(let assembler): assembler.end
        case .several(let streams): streams.end
        }
    }

    /// Whether the layout tells several writers apart.
    package var isInterleaved: Bool { prepared.layout.hasStreams }

    /// Whether no line is at hand: nothing is kept but the place.
    package var isResting: Bool {
        switch state {
        case .resting, .informed: true
        case .single, .several: false
        }
    }

    /// Bytes of text that unfinished entries keep; at most four times `recordBytesMax` and one line more.
    package var keptBytes: Int {
        switch state {
        case .resting, .informed: 0
        case .single(let assembler): assembler.keptBytes
        case .several(let streams): streams.keptBytes
        }
    }

    /// When the first of the unfinished entries is complete, should no further line come; nil with none.
    package var deadline: Instant? {
        switch state {
        case .resting, .informed: nil
        case .single(let assembler): assembler.deadline
        case .several(let streams): streams.deadline
        }
    }

    /// The entries that `batch` completes, one by one. Its lines follow those fed before.
    package mutating func feed(_ batch: LineBatch, at moment: Moment, each body: (RecordText) -> Void) {
        guard !batch.lines.isEmpty else { return }
        work {
            $0.feed(batch, at: moment, each: body)
        } several: {
            $0.feed(batch, at: moment, each: body)
        }
    }

    /// The same, all at once.
    package mutating func feed(_ batch: LineBatch, at moment: Moment) -> [RecordText] {
        var texts: [RecordText] = []
        feed(batch, at: moment) { texts.append($0) }
        return texts
    }

    /// The unfinished entries of streams that have been quiet for the layout's `flushAfter`, in the file's order.
    package mutating func tick(at moment: Moment) -> [RecordText] {
        isResting
            ? []
            : work {
                $0.tick(at: moment)
            } several: {
                $0.tick(at: moment)
            }
    }

    /// All unfinished entries, in the file's order: no line will follow.
    package mutating func finish(at moment: Moment) -> [RecordText] {
        isResting
            ? []
            : work {
                $0.finish(at: moment)
            } several: {
                $0.finish(at: moment)
            }
    }

    /// The quiet time of the unfinished entries begins anew.
    package mutating func rest(at moment: Moment) {
        guard !isResting else { return }
        work {
            $0.rest(at: moment)
        } several: {
            $0.rest(at: moment)
        }
    }

    /// Drops the unfinished entry and goes on at `position`. Only for a file of one stream.
    package mutating func goOn(from position: Position) {
        precondition(!isInterleaved, "the unfinished entries of several streams belong to nobody else")
        state = Self.resting(RecordAssembler.Rest(place: position), knowing: known)
    }

    /// Whether header lines name the columns, so that those above the first line to be fed must be learned.
    package var needsHeaderLines: Bool { HeaderLines(prepared.layout).nameColumns }

    /// What the header lines among those in front of the first line to be fed say.
    package mutating func learn(_ batch: LineBatch) {
        guard needsHeaderLines, !batch.lines.isEmpty else { return }
        work {
            $0.learn(batch)
        } several: { _ in
        }
    }

    /// What `other` knows of the file's columns.
    package mutating func learn(from other: Streams) {
        switch state {
        case .resting(let rest), .informed(let rest, _): state = Self.resting(rest, knowing: other.known)
        case .single, .several: break
        }
    }

    /// Of several writers' lines in envelopes none names columns.
    private var known: KnownColumns {
        switch state {
        case .resting: KnownColumns()
        case .informed(_, let known): known
        case .single(let assembler): assembler.known
        case .several: KnownColumns()
        }
    }
}

extension Streams {
    private static func resting(_ rest: RecordAssembler.Rest, knowing known: KnownColumns) -> State {
        known.isEmpty ? .resting(rest) : .informed(rest, known)
    }

    private mutating func work<Result>(
        _ single: (inout RecordAssembler) -> Result, several: (inout InterleavedStreams) -> Result
    ) -> Result {
        let layout = prepared.layout
        switch takeState() {
        case .resting(let rest) where layout.hasStreams:
            return work(on: InterleavedStreams(layout, limits: limits, from: rest.place), by: several)
        case .resting(let rest):
            return work(on: RecordAssembler(layout: layout, limits: limits, after: rest), by: single)
        case .informed(let rest, let known):
            return work(on: RecordAssembler(layout: layout, limits: limits, after: rest, knowing: known), by: single)
        case .single(let assembler): return work(on: assembler, by: single)
        case .several(let streams): return work(on: streams, by: several)
        }
    }

    /// What works must not be held here too, or its memory would be copied.
    private mutating func takeState() -> State {
        defer { state = .resting(RecordAssembler.Rest(place: .beginning)) }
        return state
    }

    private mutating func work<Result>(
        on old: consuming RecordAssembler, by body: (inout RecordAssembler) -> Result
    ) -> Result {
        var assembler = old
        let result = body(&assembler)
        state = assembler.rest.map { Self.resting($0, knowing: assembler.known) } ?? .single(assembler)
        return result
    }

    private mutating func work<Result>(
        on old: consuming InterleavedStreams, by body: (inout InterleavedStreams) -> Result
    ) -> Result {
        var streams = old
        let result = body(&streams)
        state = streams.isAtRest ? .resting(RecordAssembler.Rest(place: streams.resume)) : .several(streams)
        return result
    }
}
