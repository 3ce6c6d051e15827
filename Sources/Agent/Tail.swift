import Encodings
import Model
import Platform
import Rules
import Setup
import Tailing

/// One file with all that reads it. A value: a turn works on a copy, and a commit that fails leaves the old one.
struct Tail<Handle: OpenFile> {
    /// The open file itself, shared by the copies: it keeps no position. Nil while others need the descriptor more; a
    /// file that no path names has it to its end, since nothing could open it again.
    var handle: Handle?
    /// The name it was last seen by.
    var path: Path
    var tailer: Tailer
    private(set) var framer: LineFramer
    var readers: [Reader]
    var showing: Showing
    /// The rule files are no longer in force: they finish what they began, and read nothing new.
    private(set) var isRetiring = false
    /// Whether its readers know what header lines in front of their places say; see `learnColumns`.
    var knowsColumns = false
    /// Whether its readers were given lines, or begin amid the file.
    private(set) var hasBegun: Bool
    /// The file that had its path before, if that was open when this one came.
    var predecessor: FileID?
    var held: HeldLines?
    /// Its last record may go on in the lines that its successor holds.
    var isAwaited = false
    /// Whether a quiet time began anew, since nobody looked while it ended. Once, until more is read.
    private var hasRested = false
    /// What walks saw of the file, also while nothing is read.
    var sightings = Sightings()
    /// Since it was opened.
    private(set) var lineCount = 0
    /// Since it was opened.
    var eventCount = 0
    /// For the lag in time; see `moveMark`.
    var mark: Mark?
    /// Whether it has moved since it was last committed.
    var isUnsaved: Bool

    /// What one rule file makes of the file's lines.
    struct Reader {
        var interpreter: Interpreter
        /// Lines in front of this are known to it already.
        var from: ByteOffset
        /// Where the record begins that is its last; nil if it reads on, or has none to finish.
        var last: ByteOffset?
    }

    /// Where a rule file goes on.
    struct Start {
        var rules: ReadyRules
        var from: Position
    }

    /// `starts`: at least one, the smallest being the tailer's `readTo`.
    init(
        handle: Handle, path: Path, tailer: Tailer, starts: [Start], shown: Set<ShownEvent> = [], desk: EventDesk,
        limits: Limits
    ) {
        (self.handle, self.path, self.tailer) = (handle, path, tailer)
        framer = Self.framer(behind: tailer, starts.map(\.rules.file), limits)
        readers = []
        showing = Showing(events: shown)
        isUnsaved = true
        hasBegun = starts.contains { $0.from.offset > .zero }
        begin(starts, desk: desk, limits: limits)
    }

    private mutating func begin(_ starts: [Start], desk: EventDesk, limits: Limits) {
        readers = starts.map { start in
            let origin = desk.origin(
                path: path, file: tailer.file, generation: tailer.generation, rules: start.rules.file)
            let interpreter = Interpreter(
                start.rules, of: origin, maker: desk.maker(for: start.rules.file), limits: limits, from: start.from)
            return Reader(interpreter: interpreter, from: start.from.offset)
        }
    }

    var id: FileID { tailer.file }

    /// A new one at the tailer's place. What the file's first bytes say of its encoding, it sees itself or is told.
    private static func framer(behind tailer: Tailer, _ rules: [RuleFile], _ limits: Limits) -> LineFramer {
        let choice = rules.encoding
        let lineFeed = choice.finalEncoding(ofFileBeginning: tailer.beginning).lineFeed
        return LineFramer(
            limits: limits, from: tailer.readTo, insideLine: tailer.isInsideLine(endingIn: lineFeed), encoding: choice,
            beginning: tailer.beginning)
    }

    /// What is there beyond what was read, as far as is known.
    var bytesBehind: ByteCount { max(tailer.backlog, sightings.size - tailer.readTo) }

    /// Feeds the bytes behind `framer.readTo`.
    mutating func feed(_ chunk: [UInt8], at moment: Moment) -> [Interpretation] {
        defer {
            // Asking lets the tailer forget what it kept of the chunk.
            _ = tailer.frontier(at: positions.values.map(\.offset).min() ?? .zero)
        }
        let lineStart = framer.lineStart
        let batch = framer.feed(chunk)
        hasRested = false
        showing.changedAt = moment.instant
        if framer.lineStart != lineStart || showing.since.nanoseconds == .min { showing.since = moment.instant }
        guard held == nil else {
            held?.append(batch, at: moment)
            return []
        }
        return settled(pass(batch, at: moment))
    }

    /// Goes on at `data`: a hole lies in front, whose NULs are as good as read.
    mutating func skipNULs(to data: ByteOffset) {
        guard data > tailer.readTo else { return }
        framer.skipNULs(data - tailer.readTo)
        tailer.skipNULs(to: data)
    }

    /// What has been quiet for its while: records that no line followed, or a line that has no end. Only for a file
    /// that was read to its end.
    mutating func tick(at moment: Moment) -> [Interpretation] {
        if hasPartialLine { return show(at: moment) }
        let busy = readers.indices.filter { !(isRetiring && readers[$0].isDone) }
        return settled(busy.flatMap { readers[$0].interpreter.tick(at: moment) })
    }

    /// Lets the quiet times begin anew, since nobody looked while they ended: a process that was stopped, and its
    /// writer with it, must not cut what they were at. False if they did before.
    mutating func rest(at moment: Moment) -> Bool {
        guard !hasRested else { return false }
        hasRested = true
        (showing.changedAt, showing.since) = (moment.instant, moment.instant)
        held?.at = moment
        for index in readers.indices { readers[index].interpreter.rest(at: moment) }
        return true
    }

    /// The last line and the last records of a file, or of a generation, that is over.
    mutating func finish(at moment: Moment) -> [Interpretation] {
        settled(
            pass(framer.flushPartial(), at: moment)
                + readers.indices.flatMap { readers[$0].interpreter.finish(at: moment) })
    }

    /// Begins anew after a truncation; `finish` came first.
    mutating func restart(from offset: ByteOffset, desk: EventDesk, limits: Limits) {
        sightings = Sightings()
        framer = Self.framer(behind: tailer, readers.map(\.interpreter.rules.file), limits)
        showing = Showing(events: [])
        (hasBegun, isAwaited) = (true, false)
        let position = offset == .zero ? Position.beginning : Position(offset: offset, line: nil)
        let before = readers
        begin(before.map { Start(rules: $0.interpreter.rules, from: position) }, desk: desk, limits: limits)
        // What goes on at its place goes on below the same header.
        knowsColumns = true
        guard offset > .zero else { return }
        for index in readers.indices { readers[index].interpreter.learn(from: before[index].interpreter) }
    }

    /// A name and settings that hold from now on.
    mutating func update(from desk: EventDesk) {
        for index in readers.indices {
            readers[index].interpreter.origin.path = path
            readers[index].interpreter.maker = desk.maker(for: readers[index].interpreter.rules.file)
        }
    }

    /// Where reading would go on after a crash.
    var positions: [String: Position] {
        Dictionary(
            readers.map { ($0.interpreter.rules.file.name, $0.interpreter.resume) },
            uniquingKeysWith: { first, _ in first })
    }

    /// When a record will be complete if no line follows. What is amid a line is not quiet, however long it takes.
    var deadline: Instant? {
        if isAwaited { return nil }
        if let holdingDeadline { return holdingDeadline }
        if hasPartialLine { return showingDeadline }
        return readers.lazy.filter { !(isRetiring && $0.isDone) }.compactMap(\.interpreter.deadline).min()
    }

    /// Whether nothing was written to it for a second, since no path names it.
    func isQuiet(at moment: Moment) -> Bool {
        guard case .draining(let since) = tailer.state else { return false }
        return since.advanced(by: .seconds(1)) <= moment.instant
    }

    /// When there is something to do though nothing happens.
    var due: Instant? { [deadline, tailer.deadline].compactMap { $0 }.min() }

    var recordCount: Int { readers.reduce(0) { $0 + $1.interpreter.recordCount } }

    mutating func pass(_ batch: LineBatch, at moment: Moment) -> [Interpretation] {
        guard let first = batch.lines.first else { return [] }
        hasBegun = true
        lineCount += batch.lines.count
        return readers.indices.flatMap { index -> [Interpretation] in
            var mine = batch
            let from = readers[index].from
            readers[index].interpreter.fileModified = tailer.modified
            if first.range.lowerBound < from { mine.lines.removeAll { $0.range.lowerBound < from } }
            return isRetiring
                ? readers[index].feedLast(mine, at: moment) : readers[index].interpreter.feed(mine, at: moment)
        }
    }
}

// MARK: - New rules

extension Tail {
    /// Whether a record has begun and not ended.
    var hasUnfinishedRecord: Bool { readers.contains { $0.interpreter.deadline != nil } }

    /// The records that have begun finish under the rules that they began under; then `isRetired`.
    mutating func retire() {
        isRetiring = true
        for index in readers.indices {
            let interpreter = readers[index].interpreter
            readers[index].last = interpreter.deadline == nil ? nil : interpreter.resume.offset
        }
    }

    /// Those that are done have begun records that are the new rules'.
    mutating func dropRetiredReaders() {
        if isRetiring { readers.removeAll(where: \.isDone) }
    }

    /// Whether all that was begun before `retire` is done: the new rules go on at `positions`.
    var isRetired: Bool { isRetiring && readers.allSatisfy(\.isDone) }
}

extension Tail.Reader {
    fileprivate var isDone: Bool { last != interpreter.resume.offset }

    /// Line by line, so that it stops at the one that begins another record.
    fileprivate mutating func feedLast(_ batch: LineBatch, at moment: Moment) -> [Interpretation] {
        var made: [Interpretation] = []
        for line in batch.lines {
            if isDone { break }
            made += interpreter.feed(LineBatch(bytes: batch.bytes, lines: [line]), at: moment)
        }
        return made
    }
}

extension [RuleFile] {
    /// One for the file that they all read: the first name that one of them gives.
    var encoding: EncodingChoice { first { $0.encoding != .auto }?.encoding ?? .auto }
}
