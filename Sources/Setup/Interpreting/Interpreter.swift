package import Model
import Patterns
import Records
package import Rules
package import WireFormat

/// One log's way from lines to events under one rule file: entries are put together, taken apart, judged by the rules
/// and made into events. `run`, `replay`, `check` and `demo` all go this way.
///
/// Pure: how the lines were cut into batches does not show, the moment is an argument. It keeps the unfinished
/// entries, one for each stream of the log.
package struct Interpreter: Sendable {
    /// It stays the same until the entry that is unfinished at a reload is done: a new file takes a new interpreter.
    package let rules: ReadyRules
    /// The file under its name of now; a rename changes it between two batches.
    package var origin: Origin
    /// Replaced when the project's settings have changed.
    package var maker: EventMaker {
        didSet { interest = Interest(rules.file.rules, past: maker.gate) }
    }
    /// Whether entries that come to nothing are given out too; for commands that explain or count.
    package var givesEveryRecord = false
    /// Entries so far, those that came to nothing included.
    package private(set) var recordCount = 0

    /// The file's date, which supplies what its times leave out; kept up by whoever reads the file.
    package var fileModified: Timestamp? {
        get { reader.fileModified }
        set { reader.fileModified = newValue }
    }

    private var reader: RecordReader
    private var streams: Streams
    private var interest: Interest
    /// The event of the entry that was ended last for being quiet; a late line names it.
    private var flushed: String?

    /// `position`: where the lines that are fed begin, as `resume` once told.
    package init(
        _ rules: ReadyRules, of origin: Origin, maker: EventMaker, limits: Limits, from position: Position
    ) {
        (self.rules, self.origin, self.maker) = (rules, origin, maker)
        reader = RecordReader(rules.layout)
        streams = Streams(rules.layout, limits: limits, from: position)
        interest = Interest(rules.file.rules, past: maker.gate)
    }

    /// For the only log that is read by the rule file.
    package init(
        _ ruleFile: RuleFile, of origin: Origin, maker: EventMaker, limits: Limits, from position: Position
    ) {
        self.init(ReadyRules(ruleFile), of: origin, maker: maker, limits: limits, from: position)
    }

    /// The start of the oldest unfinished entry, else the end of the last line: where reading may restart.
    package var resume: Position { streams.resume }

    /// Behind the last line that was fed.
    package var end: Position { streams.end }

    /// Whether nothing is kept but the place.
    package var isResting: Bool { streams.isResting }

    /// Whether several writers' entries may be unfinished at once.
    package var isInterleaved: Bool { streams.isInterleaved }

    /// When `tick` would complete an unfinished entry; nil with none.
    package var deadline: Instant? { streams.deadline }

    /// How long an entry must be quiet to be complete.
    package var flushAfter: Duration { rules.file.layout.flushAfter }

    /// What came of the entries that `batch` completes.
    package mutating func feed(_ batch: LineBatch, at moment: Moment) -> [Interpretation] {
        var made: [Interpretation] = []
        // One by one: most entries come to nothing, and the memory of one then serves the next. A copy is fed because
        // an entry is looked at while the streams are at work.
        var streams = streams
        streams.feed(batch, at: moment) { interpret($0, at: moment, into: &made) }
        self.streams = streams
        noteOverruns(at: moment)
        return made
    }

    /// What came of the entries that have been quiet for long enough. Only for a file read to its end.
    package mutating func tick(at moment: Moment) -> [Interpretation] {
        let texts = streams.tick(at: moment)
        let made = interpret(texts, at: moment)
        if !texts.isEmpty { noteOverruns(at: moment) }
        if let text = texts.last {
            flushed = made.last?.events.first?.queued.referenceID ?? (text.isLate ? flushed : nil)
        }
        return made
    }

    /// The quiet time of the unfinished entries begins anew.
    package mutating func rest(at moment: Moment) { streams.rest(at: moment) }

    /// What came of the unfinished entries: no line will follow.
    package mutating func finish(at moment: Moment) -> [Interpretation] {
        defer { noteOverruns(at: moment) }
        return interpret(streams.finish(at: moment), at: moment)
    }

    /// Drops the unfinished entry, which is somebody else's now; the next lines are those at `position`. Not for
    /// interleaved entries, of which several may be unfinished.
    package mutating func goOn(from position: Position) { streams.goOn(from: position) }

    /// Tells the rule file's budget of searches that were given up.
    private func noteOverruns(at moment: Moment) {
        let overruns = Overrun.taken()
        guard !overruns.isEmpty else { return }
        rules.budget.take(overruns, redactedBy: maker.redactions, at: moment.instant)
    }

    /// Whether header lines above the first line to be fed say what its values are called; then `learn` them.
    package var needsHeaderLines: Bool { streams.needsHeaderLines }

    /// Lines in front of the first one to be fed, in the file's order.
    package mutating func learn(_ batch: LineBatch) { streams.learn(batch) }

    /// What another one knows of the columns of the same file.
    package mutating func learn(from other: Interpreter) { streams.learn(from: other.streams) }

    /// Each rule's verdict on an entry, for people who ask why.
    package func evaluation(of record: Record) -> Evaluation { rules.file.rules.evaluate(record, at: origin) }

    private mutating func interpret(_ texts: [RecordText], at moment: Moment) -> [Interpretation] {
        var made: [Interpretation] = []
        for text in texts { interpret(text, at: moment, into: &made) }
        return made
    }

    /// Adds what came of the entry, if anything; an optional of that size would be moved about for every entry.
    private mutating func interpret(_ text: RecordText, at moment: Moment, into made: inout [Interpretation]) {
        recordCount += 1
        let losses = losses(of: text)
        if !givesEveryRecord, losses.isEmpty, !isOfInterest(text) { return }
        let interpretation = interpretation(of: text, losses, at: moment)
        let isSilent =
            interpretation.events.isEmpty && interpretation.losses.isEmpty && interpretation.counted == nil
        if !isSilent || givesEveryRecord { made.append(interpretation) }
    }

    private func interpretation(of text: RecordText, _ losses: [Loss], at moment: Moment) -> Interpretation {
        let record = reader.read(text)
        var interpretation = Interpretation(record: record, events: [], losses: losses)
        var origin = origin
        if text.isLate { origin.continuedFrom = flushed }
        let findings = rules.file.rules.findings(of: record, at: origin)
        for (place, draft) in findings.drafts.enumerated() {
            switch maker.finish(draft, from: origin, at: moment.wall) {
            case .queued(let event):
                let limit = findings.limits[place]?.redacted(by: maker.redactions)
                interpretation.events.append(.init(draft: draft, queued: event, limit: limit))
            case .lost(let loss, _): interpretation.losses.append(loss)
            }
        }
        guard !findings.sightings.isEmpty || !findings.limits.isEmpty else { return interpretation }
        var counted = Interpretation.Counted(rules: rules, maker: maker, origin: origin)
        counted.sightings = findings.sightings.map { $0.redacted(by: maker.redactions) }
        interpretation.counted = counted
        return interpretation
    }

    /// False only if its level alone tells that nothing can come of it.
    private func isOfInterest(_ text: RecordText) -> Bool {
        guard !interest.isEverything, let level = reader.level(of: text) else { return true }
        return interest.includes(level)
    }

    private func losses(of text: RecordText) -> [Loss] {
        guard text.linesDropped > 0 || text.bytesCut > 0 else { return [] }
        return [
            Loss(
                reason: text.linesDropped > 0 ? .recordCut : .lineCut, file: origin.file, path: origin.path,
                generation: origin.generation, range: text.range, project: origin.project)
        ]
    }
}
