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
        case .resting(let rest): rest.place
        case .single(let assembler): assembler.resume
        case .several(let streams): streams.resume
        }
    }

    /// Behind the last line that was fed.
    package var end: Position {
        switch state {
        case .resting(let rest): Position(offset: rest.place.offset, line: rest.place.line)
        case .single(let assembler): assembler.end
        case .several(let streams): streams.end
        }
    }

    /// Whether the layout tells several writers apart.
    package var isInterleaved: Bool { prepared.layout.hasStreams }

    /// Whether no line is at hand: nothing is kept but the place.
    package var isResting: Bool { if case .resting = state { true } else { false } }

    /// Bytes of text that unfinished entries keep; at most four times `recordBytesMax` and one line more.
    package var keptBytes: Int {
        switch state {
        case .resting: 0
        case .single(let assembler): assembler.keptBytes
        case .several(let streams): streams.keptBytes
        }
    }

    /// When the first of the unfinished entries is complete, should no further line come; nil with none.
    package var deadline: Instant? {
        switch state {
        case .resting: nil
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
        state = .resting(RecordAssembler.Rest(place: position))
    }
}

extension Streams {
    private mutating func work<Result>(
        _ single: (inout RecordAssembler) -> Result, several: (inout InterleavedStreams) -> Result
    ) -> Result {
        let layout = prepared.layout
        switch takeState() {
        case .resting(let rest) where layout.hasStreams:
            return work(on: InterleavedStreams(layout, limits: limits, from: rest.place), by: several)
        case .resting(let rest):
            return work(on: RecordAssembler(layout: layout, limits: limits, after: rest), by: single)
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
        state = assembler.rest.map(State.resting) ?? .single(assembler)
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
