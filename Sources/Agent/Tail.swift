import Model
import Platform
import Rules
import Setup
import Tailing

/// One file with all that reads it. A value: a turn works on a copy, and a commit that fails leaves the old one.
struct Tail<Handle: OpenFile> {
    /// The open file itself, shared by the copies: it keeps no position.
    let handle: Handle
    /// The name it was last seen by.
    var path: Path
    var tailer: Tailer
    private(set) var framer: LineFramer
    private(set) var readers: [Reader]
    /// Where the file ended when a walk last came by, also while nothing is read.
    var sizeSeen = ByteOffset.zero {
        didSet {
            sizeSeenBefore = oldValue
            if sizeSeen < oldValue, sizesLost.count < Self.sizesLostMax { sizesLost.append(oldValue) }
        }
    }
    /// By the walk before: the last one may have seen what was written anew.
    private var sizeSeenBefore = ByteOffset.zero
    /// How far the file reached each time that a walk found it shorter, and nothing was read since.
    private var sizesLost: [ByteOffset] = []
    /// A file that is truncated more often while nothing is read loses more than is told.
    private static var sizesLostMax: Int { 1_000 }
    /// Since it was opened.
    private(set) var lineCount = 0
    /// Whether it has moved since it was last committed.
    var isUnsaved: Bool

    /// What one rule file makes of the file's lines.
    struct Reader {
        var interpreter: Interpreter
        /// Lines in front of this are known to it already.
        var from: ByteOffset
    }

    /// Where a rule file goes on.
    struct Start {
        var rules: RuleFile
        var from: Position
    }

    /// `starts`: at least one, the smallest being the tailer's `readTo`.
    init(
        handle: Handle, path: Path, tailer: Tailer, starts: [Start], desk: EventDesk, limits: Limits
    ) {
        (self.handle, self.path, self.tailer) = (handle, path, tailer)
        framer = LineFramer(limits: limits, from: tailer.readTo, insideLine: tailer.isInsideLine)
        readers = []
        isUnsaved = true
        begin(starts, desk: desk, limits: limits)
    }

    private mutating func begin(_ starts: [Start], desk: EventDesk, limits: Limits) {
        readers = starts.map { start in
            let origin = desk.origin(
                path: path, file: tailer.file, generation: tailer.generation, rules: start.rules)
            let interpreter = Interpreter(
                start.rules, of: origin, maker: desk.maker(for: start.rules), limits: limits, from: start.from)
            return Reader(interpreter: interpreter, from: start.from.offset)
        }
    }

    var id: FileID { tailer.file }

    /// What is there beyond what was read, as far as is known.
    var bytesBehind: ByteCount { max(tailer.backlog, sizeSeen - tailer.readTo) }

    /// Feeds the bytes behind `framer.readTo`.
    mutating func feed(_ chunk: [UInt8], at moment: Moment) -> [Interpretation] {
        defer {
            // Asking lets the tailer forget what it kept of the chunk.
            _ = tailer.frontier(at: positions.values.map(\.offset).min() ?? .zero)
        }
        return pass(framer.feed(chunk), at: moment)
    }

    /// The records that no line followed for their layout's while.
    mutating func tick(at moment: Moment) -> [Interpretation] {
        readers.indices.flatMap { readers[$0].interpreter.tick(at: moment) }
    }

    /// The last line and the last records of a file, or of a generation, that is over.
    mutating func finish(at moment: Moment) -> [Interpretation] {
        pass(framer.flushPartial(), at: moment)
            + readers.indices.flatMap { readers[$0].interpreter.finish(at: moment) }
    }

    /// Begins anew after a truncation; `finish` came first.
    mutating func restart(from offset: ByteOffset, desk: EventDesk, limits: Limits) {
        (sizeSeen, sizeSeenBefore, sizesLost) = (.zero, .zero, [])
        framer = LineFramer(limits: limits, from: offset, insideLine: tailer.isInsideLine)
        let position = offset == .zero ? Position.beginning : Position(offset: offset, line: nil)
        begin(readers.map { Start(rules: $0.interpreter.ruleFile, from: position) }, desk: desk, limits: limits)
    }

    /// What truncations took unread, now that the tailer noticed; `lost` is what it knows of that itself. While the
    /// journal refuses nothing is read, but walks go on and see how far the file reaches, and that it is cut again.
    func rangesLost(_ lost: Range<ByteOffset>?) -> [Range<ByteOffset>] {
        let end = max(lost?.upperBound ?? .zero, sizesLost.first ?? sizeSeenBefore)
        let first = tailer.readTo < end ? [tailer.readTo..<end] : []
        return first + sizesLost.dropFirst().map { .zero..<$0 }
    }

    /// A name and settings that hold from now on.
    mutating func update(from desk: EventDesk) {
        for index in readers.indices {
            readers[index].interpreter.origin.path = path
            readers[index].interpreter.maker = desk.maker(for: readers[index].interpreter.ruleFile)
        }
    }

    /// Where reading would go on after a crash.
    var positions: [String: Position] {
        Dictionary(
            readers.map { ($0.interpreter.ruleFile.name, $0.interpreter.resume) },
            uniquingKeysWith: { first, _ in first })
    }

    /// When a record will be complete if no line follows.
    var deadline: Instant? { readers.compactMap(\.interpreter.deadline).min() }

    var recordCount: Int { readers.reduce(0) { $0 + $1.interpreter.recordCount } }

    private mutating func pass(_ batch: LineBatch, at moment: Moment) -> [Interpretation] {
        guard let first = batch.lines.first else { return [] }
        lineCount += batch.lines.count
        return readers.indices.flatMap { index -> [Interpretation] in
            var mine = batch
            let from = readers[index].from
            if first.range.lowerBound < from { mine.lines.removeAll { $0.range.lowerBound < from } }
            return readers[index].interpreter.feed(mine, at: moment)
        }
    }
}
