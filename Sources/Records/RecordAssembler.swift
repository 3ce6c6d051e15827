package import Model
import Patterns
import Traces

/// Finds the entries of one file in its lines. An entry comes out as soon as the next one begins.
///
/// A line belongs to the entry above
/// - in a layout with `start`: unless it matches `start`, or begins a trace that no logger writes below its own line
///   ("Exception in thread …");
/// - with `continuation`: if it matches;
/// - in any layout: if it goes on with a trace, or begins one and the line above looks like an entry's head;
/// - with columns: while a quote of it is open, see `RowEnds`.
///
/// So a text before the first `start`, or behind a trace that stands alone, is an entry a line. A line that the
/// layout's `header` matches belongs to none and ends the one above. Blank lines join what stands around them; at an
/// entry's end they are left out, and no entry is blank.
///
/// How the lines are cut into batches does not matter, nor how slowly they come: only `tick`, which is for a file that
/// has been read to its end, completes an entry for being quiet.
package struct RecordAssembler: Sendable {
    private let layout: Layout
    private let heads: LineHeads
    private let headers: HeaderLines
    private(set) var known = KnownColumns()
    /// Nil where entries have no columns.
    private var rows: RowEnds?
    private let limits: Limits
    private var finder: TraceFinder?
    private var open: OpenRecord?
    private var pending = PendingLines()
    /// Behind the last line that was fed.
    package private(set) var end: Position
    private var completed: [RecordText] = []
    /// Whether the entry above was ended for its size, so that the next line goes on with it.
    private var wasSplit = false
    /// What is known of the line that is being taken; nil in a file of one stream.
    private var context: StreamContext?
    /// Whether the entry above was ended for being quiet, or goes on with one that was.
    private var wasFlushed = false
    /// Whether the entry that begins next goes on with that one.
    private var isLate = false

    /// An entry covers at most this many times `recordBytesMax` of the file, however little of it is kept.
    private static let spanFactorMax: Int64 = 16

    /// Goes on at `position`, as `resume` once told.
    package init(layout: Layout, limits: Limits, from position: Position) {
        (self.layout, self.limits, end) = (layout, limits, position)
        finder = layout.traces.isEmpty ? nil : TraceFinder(layout.traces)
        (heads, headers) = (LineHeads(layout), HeaderLines(layout))
        rows = RowEnds(layout, limits: limits)
    }

    /// What there is to know of one that has nothing at hand.
    struct Rest: Sendable {
        /// Where it goes on.
        var place: Position
        fileprivate(set) var wasFlushed = false
    }

    /// Goes on where another has come to rest.
    init(layout: Layout, limits: Limits, after rest: Rest, knowing known: KnownColumns = KnownColumns()) {
        self.init(layout: layout, limits: limits, from: rest.place)
        (wasFlushed, self.known) = (rest.wasFlushed, known)
    }

    /// Nil while a line has been fed on which the next one may follow.
    var rest: Rest? {
        guard open == nil, pending.isEmpty, finder?.isOpen != true, !wasSplit, rows?.isOpen != true else { return nil }
        return Rest(place: end, wasFlushed: wasFlushed)
    }

    /// The start of the unfinished entry; with none, the end of the last line. Reading may restart there.
    package var resume: Position { open?.start ?? end }

    /// When the unfinished entry is complete, should no further line come; nil with none.
    package var deadline: Instant? { open.map { $0.touchedAt.advanced(by: layout.flushAfter) } }

    /// The entries that `batch` completes. Its lines follow those fed before.
    package mutating func feed(_ batch: LineBatch, at moment: Moment) -> [RecordText] {
        for line in batch.lines { take(batch.text(of: line), line, at: moment) }
        return takeCompleted()
    }

    /// The same, one by one: the memory of an entry that `body` lets go serves the next one.
    package mutating func feed(_ batch: LineBatch, at moment: Moment, each body: (RecordText) -> Void) {
        for line in batch.lines {
            take(batch.text(of: line), line, at: moment)
            guard !completed.isEmpty else { continue }
            for record in completed { body(record) }
            completed.removeAll(keepingCapacity: true)
        }
    }

    /// The unfinished entry, if it has been quiet for the layout's `flushAfter`. A later line that would have continued
    /// it begins an entry of its own, which is marked `isLate`.
    package mutating func tick(at moment: Moment) -> [RecordText] {
        guard let deadline, deadline <= moment.instant else { return [] }
        defer { wasFlushed = true }
        return finish(at: moment)
    }

    /// The unfinished entry's quiet time begins anew.
    package mutating func rest(at moment: Moment) { open?.touchedAt = moment.instant }

    /// The unfinished entry: no line will follow.
    package mutating func finish(at moment: Moment) -> [RecordText] {
        spill(at: moment)
        complete()
        return takeCompleted()
    }

    /// Drops the unfinished entry, which is somebody else's now; the next lines are those at `position`.
    package mutating func goOn(from position: Position) {
        _ = pending.removeAll()
        finder?.reset()
        (open, end, wasSplit, wasFlushed) = (nil, position, false, false)
        rows = RowEnds(layout, limits: limits)
    }

    /// What the header lines among those in front of the first line to be fed say.
    mutating func learn(_ batch: LineBatch) {
        for line in batch.lines {
            _ = headers.take(batch.text(of: line), isFirst: line.range.lowerBound == .zero, into: &known)
        }
    }

    private mutating func takeCompleted() -> [RecordText] {
        defer { completed = [] }
        return completed
    }

    // MARK: Among other streams

    /// Whether an entry is unfinished.
    var isOpen: Bool { open != nil }

    /// What the unfinished entry keeps of the text.
    var keptBytes: Int { (open?.keptBytes ?? 0) + pending.byteCount }

    /// Takes the next line of this stream. Lines of one `range` are one message: none of them but the first begins an
    /// entry.
    mutating func take(
        _ text: ArraySlice<UInt8>, _ line: Line, from start: Position, in context: StreamContext, at moment: Moment
    ) -> [RecordText] {
        (end, self.context) = (start, context)
        take(text, line, at: moment)
        self.context = nil
        return completed.isEmpty ? [] : takeCompleted()
    }
}

// MARK: - One line

extension RecordAssembler {
    /// What a line is to the entry above it.
    private enum Relation {
        case begins(OpenRecord.Kind, hasHead: Bool)
        case continues
        /// The next line decides; it may be the first line of a trace.
        case waits(mayOpenTrace: Bool)
        /// It belongs to nothing.
        case ends
    }

    private mutating func take(_ text: ArraySlice<UInt8>, _ line: Line, at moment: Moment) {
        let start = Position(offset: line.range.lowerBound, line: end.line)
        end = Position(offset: line.range.upperBound, line: end.line.map { $0 + (line.endsInLineFeed ? 1 : 0) })
        switch relation(of: text, isFirst: start.offset == .zero, at: moment) {
        case .begins where open?.end == line.range.upperBound: append(text, line, at: moment)
        case .begins(let kind, let hasHead):
            complete()
            begin(kind, hasHead: hasHead, text, line, from: start, in: context, at: moment)
        case .continues: append(text, line, at: moment)
        case .waits(let mayOpenTrace):
            wait(text, line, from: start, mayOpenTrace: mayOpenTrace, at: moment)
        case .ends: complete()
        }
    }

    private mutating func append(_ text: ArraySlice<UInt8>, _ line: Line, at moment: Moment) {
        acceptPending()
        open?.append(text, line)
        open?.touchedAt = moment.instant
        if let context { open?.lastLine = context.lastLine }
        splitIfEndless()
    }

    private mutating func relation(of text: ArraySlice<UInt8>, isFirst: Bool, at moment: Moment) -> Relation {
        if text.isBlankLine {
            _ = finder?.step(text)
            return .waits(mayOpenTrace: false)
        }
        if headers.areThere, rows?.isOpen != true, headers.take(text, isFirst: isFirst, into: &known) {
            spill(at: moment)
            finder?.reset()
            wasSplit = false
            return .ends
        }
        if heads.areRows { return relation(ofRow: text) }
        if context?.whole != nil { return relation(ofTagged: text, at: moment) }
        if let kind = heads.kind(of: text) {
            spill(at: moment)
            finder?.reset()
            wasSplit = false
            return .begins(kind, hasHead: true)
        }
        lookBehindHead(above: text)
        let wasInTrace = finder?.isOpen == true
        let step = finder?.step(text) ?? .none
        switch step {
        case .pending: return waitingRelation(mayOpenTrace: !wasInTrace)
        case .none, .opens: spill(at: moment)
        case .continues:
            // A line that only this frame shows to be a trace's first is not always below its head.
            if pending.mayOpenTrace, !opensTrace() { spill(at: moment, joining: finder?.awaitedLines ?? 1) }
        }
        return relation(after: step, text)
    }

    @inline(never)  // As the unfinished entry is copied for it.
    private mutating func relation(ofRow text: ArraySlice<UInt8>) -> Relation {
        guard rows?.take(text, below: open, under: known) == false else { return .continues }
        (isLate, wasSplit) = (wasFlushed && open == nil && rows?.wasAmidQuote == true, false)
        return .begins(.headed, hasHead: layout.start.map { $0.matchesPlainly(text) } ?? true)
    }

    /// A line that names its stream goes on with an entry only as a part of its trace.
    private mutating func relation(ofTagged text: ArraySlice<UInt8>, at moment: Moment) -> Relation {
        let wasInTrace = finder?.isOpen == true
        let begins = Relation.begins(heads.taggedKind, hasHead: true)
        switch finder?.step(text) ?? .none {
        case .pending: return open == nil ? begins : .waits(mayOpenTrace: !wasInTrace)
        case .continues:
            if pending.mayOpenTrace { spill(at: moment) }
            guard open != nil else { return begins }
            open?.hasTrace = true
            return .continues
        case .opens(standalone: false):
            spill(at: moment)
            guard let open, !open.hasTrace, context?.isWrittenLike(open.firstLine) == true else { return begins }
            self.open?.hasTrace = true
            return .continues
        case .opens(standalone: true): spill(at: moment)
        case .none:
            spill(at: moment)
            if open != nil, layout.continuation?.matches(text) == true { return .continues }
        }
        return begins
    }

    /// A logger's line may end with a trace's first line, which only the lines below show.
    private mutating func lookBehindHead(above text: ArraySlice<UInt8>) {
        // Nearly every line of a log that a layout does not know begins with its time, and looks no further.
        guard let first = text.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9"), !pending.hasText else {
            return
        }
        guard let open, open.kind == .line, open.lineCount == 1, !open.hasTrace else { return }
        finder?.begin(behindHeadOf: open.firstLine)
    }

    private mutating func waitingRelation(mayOpenTrace: Bool) -> Relation {
        switch open?.kind {
        case nil: beginning(after: .pending)
        case .headed: .continues
        case .line, .object, .trace: .waits(mayOpenTrace: mayOpenTrace)
        }
    }

    private mutating func relation(after step: TraceStep, _ text: ArraySlice<UInt8>) -> Relation {
        guard let kind = open?.kind else { return beginning(after: step) }
        switch step {
        case .opens(standalone: true): return .begins(.trace, hasHead: false)
        case .opens(standalone: false): return opensTrace() ? .continues : beginning(after: step)
        case .continues:
            guard kind != .object else { return .begins(.trace, hasHead: false) }
            open?.hasTrace = true
            return .continues
        case .none, .pending:
            if kind == .headed { return .continues }
            if kind != .object, let pattern = layout.continuation, pattern.matchesPlainly(text) { return .continues }
            return beginning(after: step)
        }
    }

    private mutating func beginning(after step: TraceStep) -> Relation {
        if wasSplit {
            wasSplit = false
            return .begins(.headed, hasHead: false)
        }
        isLate = wasFlushed && open == nil && heads.continues(step)
        switch step {
        case .none, .pending: return .begins(.line, hasHead: heads.isEveryLineAHead)
        case .opens, .continues: return .begins(.trace, hasHead: false)
        }
    }

    /// Whether a trace that begins below the unfinished entry belongs to it.
    private mutating func opensTrace() -> Bool {
        guard let record = open else { return false }
        switch record.kind {
        case .object, .trace: return false
        case .headed: break
        case .line:
            guard !record.hasTrace, layout.isEntry(record.firstLine) else { return false }
        }
        open?.hasTrace = true
        return true
    }
}

// MARK: - The unfinished entry

extension RecordAssembler {
    private mutating func begin(
        _ kind: OpenRecord.Kind, hasHead: Bool, _ text: ArraySlice<UInt8>, _ line: Line, from start: Position,
        in context: StreamContext?, at moment: Moment
    ) {
        var record = OpenRecord(
            kind: kind, hasHead: hasHead, hasTrace: kind == .trace, heading: Array(context?.heading ?? []),
            start: start, at: moment, limits: limits)
        record.isLate = isLate
        record.columns = known.columns
        (wasFlushed, isLate) = (isLate, false)
        record.append(context?.whole ?? text, line)
        record.lastLine = context?.lastLine
        open = record
    }

    /// Gives the unfinished entry out. What waited behind it is dropped, though it counts as read.
    private mutating func complete() {
        _ = pending.removeAll()
        guard let record = open.take() else { return }
        completed.append(record.text())
    }

    private mutating func wait(
        _ text: ArraySlice<UInt8>, _ line: Line, from start: Position, mayOpenTrace: Bool, at moment: Moment
    ) {
        guard open != nil else { return }
        open?.touchedAt = moment.instant
        pending.append(text, line, from: start, mayOpenTrace: mayOpenTrace, in: context)
        guard pending.isFull else { return }
        finder?.reset()
        // Nothing of a headed entry is lost by a wide gap; any other ends at it.
        if open?.kind == .headed { acceptPending() } else { finishQuietly(at: moment) }
    }

    private mutating func finishQuietly(at moment: Moment) {
        spill(at: moment)
        complete()
    }

    /// What waited belongs to the entry after all.
    private mutating func acceptPending() {
        for entry in pending.removeAll() {
            open?.append(entry.text[...], entry.line)
            if let context = entry.context { open?.lastLine = context.lastLine }
        }
    }

    /// What waited does not belong to the entry: its lines with text are entries of their own, but for the last
    /// `joined`, which are one. Blank ones behind the last of them wait on.
    private mutating func spill(at moment: Moment, joining joined: Int = 1) {
        guard pending.hasText else { return }
        let entries = pending.removeAll()
        for (index, entry) in entries.enumerated() {
            if index > entries.count - joined {
                open?.append(entry.text[...], entry.line)
                if let context = entry.context { open?.lastLine = context.lastLine }
                continue
            }
            guard !entry.isBlank else {
                pending.append([], entry.line, from: entry.start, mayOpenTrace: false, in: entry.context)
                continue
            }
            // None of a message's lines but the first begins an entry.
            guard open?.end != entry.line.range.upperBound else {
                acceptPending()
                open?.append(entry.text[...], entry.line)
                continue
            }
            complete()
            let isTagged = entry.context?.whole != nil
            begin(
                isTagged ? heads.taggedKind : .line, hasHead: isTagged || heads.isEveryLineAHead, entry.text[...],
                entry.line,
                from: entry.start, in: entry.context, at: moment)
        }
    }

    /// Ends an entry that has been continued far beyond its limit, so that `resume` moves on even in an endless one.
    private mutating func splitIfEndless() {
        guard let span = open?.span, span.value >= Int64(limits.recordBytesMax) * Self.spanFactorMax else { return }
        // What follows a headed one continues as before; else each of its lines would become an entry.
        wasSplit = open?.kind == .headed
        complete()
        finder?.reset()
    }
}
