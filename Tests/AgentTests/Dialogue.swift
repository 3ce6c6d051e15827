import Agent
import Exceptionless
import Journaling
import Model
import Platform
import Rules
import Setup
import Simulation
import Synchronization
import WireFormat

/// The reading half on files in memory, driven by hand: a test writes, lets it look, and asks what came of it.
struct Dialogue {
    let clock = SimulatedClock()
    let files: SimulatedFiles
    let journal: Journal
    /// What it said for its own log.
    private(set) var said: [String] = []
    /// What it wanted to be told of, each time that it asked.
    private(set) var watched: [Path] = []
    private(set) var pipeline: Pipeline<UnpackedFiles<SimulatedFiles>>

    static let log = World.log

    /// Nothing is read before the first `look`.
    init(
        rules: [RuleFile]? = nil, projects: [Project] = [Project(name: "default", destination: .local(LocalStore()))],
        limits: Limits = Limits(), whenFull: Configuration.JournalRoom.WhenFull = .wait,
        journalSize: ByteCount = .mebibytes(64), disk: (any CommitFaults)? = nil, own: OwnPlaces = OwnPlaces(),
        duplicateWindow: Duration = .zero, pace: PipelinePace = PipelinePace(), place: Journal.Place = .memory
    ) throws {
        files = SimulatedFiles(clock: clock)
        try files.makeDirectories(Path("/log"))
        journal = try Journal.open(place, maxSize: journalSize, faults: disk).journal
        var configuration = Configuration(projects: projects)
        configuration.duplicateWindow = duplicateWindow
        let desk = EventDesk(configuration: configuration, host: nil, environment: nil, method: .tail)
        (self.desk, self.limits, self.pace) = (desk, limits, pace)
        pipeline = try Pipeline(
            files: UnpackedFiles(files), journal: journal, desk: desk, limits: limits, whenFull: whenFull, pace: pace,
            own: own)
        self.rules = try rules ?? [World.rules()]
    }

    private let desk: EventDesk
    private let limits: Limits
    private let pace: PipelinePace
    private var rules: [RuleFile]
    private var isStarted = false

    /// No two changes of a file system happen at the same nanosecond.
    func write(_ text: String, to path: Path = log) throws {
        clock.advance(by: .milliseconds(1))
        try files.append(text, to: path)
    }

    /// Looks at everything, and reads once.
    mutating func lookOnce() {
        clock.advance(by: .milliseconds(1))
        if !isStarted { perform(.rules(rules)) }
        isStarted = true
        var events = WatchEvents()
        events.overflowed = true
        perform(.files(events))
    }

    /// Looks at everything, and reads until nothing is left or the journal has no room.
    mutating func look() {
        clock.advance(by: .milliseconds(1))
        if !isStarted { perform(.rules(rules)) }
        isStarted = true
        var events = WatchEvents()
        events.overflowed = true
        for _ in 0..<8 { perform(.files(events)) }
    }

    /// The kernel tells of this directory alone.
    mutating func notice(changed directory: Path) {
        clock.advance(by: .milliseconds(1))
        var events = WatchEvents()
        events.changed = [directory]
        perform(.files(events))
    }

    /// The kernel tells of a write to this file alone: one turn.
    mutating func notice(written path: Path) {
        var events = WatchEvents()
        events.written = [path]
        notice(events)
    }

    /// The kernel does not tell of this directory.
    mutating func mustPoll(_ directory: Path) { perform(.mustPoll(directory, reason: "the test says so")) }

    /// One turn over what the kernel tells.
    mutating func notice(_ events: WatchEvents) {
        clock.advance(by: .milliseconds(1))
        perform(.files(events))
    }

    /// Lets time pass, and looks: records are complete, files that nothing names are closed, places are saved. It looks
    /// all the while, as the program does, which is awake when something is due.
    mutating func wait(_ duration: Duration = .seconds(3)) {
        look()
        let step = max(Duration.milliseconds(500), duration / 100)
        var left = duration
        while left > .zero {
            clock.advance(by: min(step, left))
            left -= step
            perform(.files(WatchEvents()))
        }
        look()
    }

    /// Time passes while the program is stopped, and it goes on.
    mutating func stall(_ duration: Duration) {
        clock.advance(by: duration)
        var events = WatchEvents()
        events.overflowed = true
        perform(.files(events))
    }

    /// Dies, or is stopped, and is started again: what the journal has is all that it knows.
    mutating func restart(stopping: Bool = false) throws {
        if stopping { perform(.stop) }
        pipeline = try Pipeline(
            files: UnpackedFiles(files), journal: journal, desk: desk, limits: limits, pace: pace)
        isStarted = false
    }

    /// The rule files changed.
    mutating func reload(_ rules: [RuleFile]) {
        self.rules = rules
        perform(.rules(rules, because: "a test changed them"))
    }

    /// What `status` would be told now.
    func report(on path: Path? = nil) throws -> PipelineReport {
        let reply = Reply()
        var asked = pipeline
        _ = asked.handle(.report(StatusQuestion(path: path)) { reply.take($0) }, at: clock.now())
        guard let report = reply.report else { throw NoReply() }
        return report
    }

    mutating func obey(_ values: [String: String]) {
        perform(.settings(ProjectSettings(version: 1, values: values), project: "default"))
    }

    private mutating func perform(_ wake: Wake) {
        for effect in pipeline.handle(wake, at: clock.now()) {
            switch effect {
            case .say(let notice): said.append(notice.text)
            case .watch(let path), .watchFile(let path): watched.append(path)
            default: break
            }
        }
    }

    /// How often something with these words was said.
    func count(ofSaid words: String) -> Int { said.count { $0.contains(words) } }

    /// What the journal holds, in its order.
    func events(of project: String = "default") throws -> [JSONValue] {
        try journal.nextBatch(project: project, maxEvents: 10_000, maxBytes: .max).map {
            try JSONReader.parse($0.event.body)
        }
    }

    func messages(of project: String = "default") throws -> [String] {
        try events(of: project).map { $0["message"]?.text ?? "" }
    }

    /// The server takes all that waits.
    func deliver() throws -> [String] {
        let batch = try journal.nextBatch(project: "default", maxEvents: 10_000, maxBytes: .max)
        try journal.acknowledge(batch.map(\.seq))
        return try batch.map { try JSONReader.parse($0.event.body)["message"]?.text ?? "" }
    }
}

/// A line of a log as `World.rules` reads it.
func line(_ message: String, _ level: String = "ERROR", date: String = "2026-09-21") -> String {
    "\(date) 10:00:00,123 \(level) [main] com.acme.Billing - \(message)\n"
}

private struct NoReply: Error {}

/// What came back of a question.
private final class Reply: Sendable {
    private let taken = Mutex<PipelineReport?>(nil)

    var report: PipelineReport? { taken.withLock { $0 } }

    func take(_ report: PipelineReport) { taken.withLock { $0 = report } }
}

/// A disk that has no room while `isFull`.
final class Disk: CommitFaults {
    private let full = Mutex(false)
    private let tries = Mutex(0)

    /// How many commits were tried.
    var tryCount: Int { tries.withLock { $0 } }

    var isFull: Bool {
        get { full.withLock { $0 } }
        set { full.withLock { $0 = newValue } }
    }

    func beforeCommit(of transaction: Int) throws(JournalError) {
        tries.withLock { $0 += 1 }
        if isFull { throw .diskFull(reason: "the test's disk") }
    }

    func afterCommit(of transaction: Int) throws(JournalError) {}
}
