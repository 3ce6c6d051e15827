package import Model

/// Finds the entries of one file in its lines, stream by stream: with the interface of a `RecordAssembler`, and one of
/// these for each writer that the layout's `envelope` or `streamBy` tells apart.
///
/// A file of one stream goes straight to its only assembler.
package struct Streams: Sendable {
    private var only: RecordAssembler
    private var interleaved: InterleavedStreams?

    /// Goes on at `position`, as `resume` once told.
    package init(layout: Layout, limits: Limits, from position: Position) {
        only = RecordAssembler(layout: layout, limits: limits, from: position)
        interleaved = layout.hasStreams ? InterleavedStreams(layout, limits: limits, from: position) : nil
    }

    /// The smallest start of an unfinished entry, with what is complete behind it; with none, the end of the last line.
    /// Reading may restart there.
    package var resume: Position { interleaved?.resume ?? only.resume }

    /// Behind the last line that was fed.
    package var end: Position { interleaved?.end ?? only.end }

    /// Whether the layout tells several writers apart.
    package var isInterleaved: Bool { interleaved != nil }

    /// Bytes of text that unfinished entries keep; at most four times `recordBytesMax` and one line more.
    package var keptBytes: Int { interleaved?.keptBytes ?? only.keptBytes }

    /// When the first of the unfinished entries is complete, should no further line come; nil with none.
    package var deadline: Instant? { interleaved == nil ? only.deadline : interleaved?.deadline }

    /// The entries that `batch` completes, one by one. Its lines follow those fed before.
    package mutating func feed(_ batch: LineBatch, at moment: Moment, each body: (RecordText) -> Void) {
        guard interleaved != nil else { return only.feed(batch, at: moment, each: body) }
        interleaved?.feed(batch, at: moment, each: body)
    }

    /// The same, all at once.
    package mutating func feed(_ batch: LineBatch, at moment: Moment) -> [RecordText] {
        var texts: [RecordText] = []
        feed(batch, at: moment) { texts.append($0) }
        return texts
    }

    /// The unfinished entries of streams that have been quiet for the layout's `flushAfter`, in the file's order.
    package mutating func tick(at moment: Moment) -> [RecordText] {
        interleaved == nil ? only.tick(at: moment) : interleaved?.tick(at: moment) ?? []
    }

    /// All unfinished entries, in the file's order: no line will follow.
    package mutating func finish(at moment: Moment) -> [RecordText] {
        interleaved == nil ? only.finish(at: moment) : interleaved?.finish(at: moment) ?? []
    }
    /// The quiet time of the unfinished entries begins anew.
    package mutating func rest(at moment: Moment) {
        only.rest(at: moment)
        interleaved?.rest(at: moment)
    }

    /// Drops the unfinished entry and goes on at `position`. Only for a file of one stream.
    package mutating func goOn(from position: Position) {
        precondition(!isInterleaved, "the unfinished entries of several streams belong to nobody else")
        only.goOn(from: position)
    }
}
