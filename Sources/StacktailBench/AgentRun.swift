import Journaling
import Model
import Platform
import Rules
import Setup
import Tailing

/// One log's way through the agent's reading half, and as far through the sending half as wanted: the shipped stages,
/// put together as the pipeline does. A chunk is a turn, and a turn with events is a commit.
struct AgentRun {
    /// How far the log's events go.
    enum Goal {
        /// Made, and dropped.
        case events
        /// Into a journal on the disk.
        case journal
        /// Into the journal, out of it in batches, gzipped and acknowledged; only no network.
        case requests
    }

    /// What came of the log.
    struct Tally {
        var records = 0
        var events = 0
        var eventBytes = 0
        /// As they would go out.
        var wireBytes = 0
    }

    private var reader: LogReader
    private var framer: LineFramer
    private var interpreter: Interpreter
    private let journal: Journal?
    private var sender: Sender?
    private var tally = Tally()
    private let clock = SystemClock()

    /// `state`: where the journal goes; nothing is there yet.
    init(_ log: GeneratedLog, on bench: Workbench, rules: RuleFile, to goal: Goal, state: Path) throws {
        reader = try LogReader(log.path)
        framer = LineFramer(limits: Limits(), from: .zero)
        let origin = Origin(
            path: log.path, file: reader.tailer.file, ruleFile: rules.name, project: rules.project,
            host: LogHost(name: bench.facts.machineName, environment: bench.environment))
        let maker = EventMaker(gate: SettingsGate(levelWithoutSetting: .warn))
        interpreter = Interpreter(rules, of: origin, maker: maker, limits: Limits(), from: .beginning)
        guard goal != .events else {
            journal = nil
            return
        }
        try OwnFiles.makeDirectories(state)
        let opened = try Journal.open(.directory(state), maxSize: .mebibytes(64 << 10)).journal
        journal = opened
        if goal == .requests { sender = try Sender(of: rules.project, in: opened, at: clock.now()) }
    }

    /// To the log's end.
    mutating func run() throws -> Tally {
        var moment = clock.now()
        while let chunk = try reader.next(at: moment) {
            let interpretations = interpreter.feed(framer.feed(chunk), at: moment)
            reader.settle(at: interpreter.resume)
            try commit(interpretations, at: moment)
            moment = clock.now()
        }
        let rest = interpreter.feed(framer.flushPartial(), at: moment)
        try commit(rest + interpreter.finish(at: moment), at: moment)
        try sender?.drain(at: moment)
        tally.records = interpreter.recordCount
        tally.wireBytes = sender?.wireBytes ?? 0
        return tally
    }

    private mutating func commit(_ interpretations: [Interpretation], at moment: Moment) throws {
        var events: [QueuedEvent] = []
        for interpretation in interpretations {
            for made in interpretation.events {
                events.append(made.queued)
                tally.eventBytes += made.queued.body.count
            }
        }
        guard !events.isEmpty else { return }
        tally.events += events.count
        guard let journal else { return }
        let file = reader.stored(resume: interpreter.resume, rules: interpreter.rules.file.name, at: moment)
        try journal.commit(Commit(events: events, files: [file], date: moment.wall))
        try sender?.send(at: moment)
    }
}
