import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Patterns
import Platform
import Records
import Rules
import Setup
import Simulation
import Synchronization
import Tailing
import TestSupport
import WireFormat

/// One host: logs that are written and rotated, an agent that may die at any commit, a server that may not answer. All
/// of it in memory and on one thread, and the agent's halves are those that ship.
struct World {
    let clock: SimulatedClock
    let files: SimulatedFiles
    let faults: CrashPlan
    let journal: Journal
    var server = SimulatedServer()
    var dice: Seeded
    /// Numbers of the entries that were written, each once.
    private(set) var written = 0
    /// Of each entry, by its number from 1: how often the log was rotated before.
    private(set) var rotations: [Int] = []
    private var rotationCount = 0
    /// Entries that were amid a line for long: their beginning may have been delivered.
    private(set) var hung: Set<Int> = []
    /// Entries with a trace of two frames that lie in two files.
    private(set) var split: Set<Int> = []
    /// How often the agent was started.
    private(set) var starts = 0
    /// Whether the kernel tells nothing, so that only the periodic walk finds what changed.
    var isKernelMute = false
    private var pipeline: Pipeline<SimulatedFiles>?
    private var sending: SendingSide?
    private var configuration = Configuration(
        projects: [Project(name: "default", destination: .local(LocalStore()))])

    static let log = Path("/log/app.log")
    init(seed: UInt64) throws {
        clock = SimulatedClock()
        files = SimulatedFiles(clock: clock)
        files.reusesInodes = seed % 2 == 0
        files.keepsBirthTimes = seed % 3 != 0
        faults = CrashPlan()
        journal = try Journal.open(.memory, maxSize: .mebibytes(64), faults: faults).journal
        dice = Seeded(seed)
        try files.makeDirectories(Path("/log"))
        // A file that came and went before the first start is nobody's concern: this one is known from the first turn.
        try files.append("", to: Self.log)
        try turn()
    }

    /// A line of an error, in half of the cases with a trace below it.
    mutating func write() throws {
        let text = begin(hasTrace: dice.roll(2) == 0)
        // In two writes, so that the agent may look in between.
        let cut = dice.roll(text.count)
        try files.append(Array(text.prefix(cut)), to: Self.log)
        if dice.roll(4) == 0 { try turn() }
        try files.append(Array(text.dropFirst(cut)), to: Self.log)
    }

    /// An entry whose writer stops amid a line for so long that its beginning is given out.
    mutating func hang() throws {
        let text = begin(hasTrace: dice.roll(2) == 0)
        hung.insert(written)
        // Behind the number by which the entry is known.
        let headEnd = text.firstIndex(of: UInt8(ascii: "\n")) ?? text.count
        var cut = headEnd - 6 + dice.roll(text.count - headEnd + 6)
        if cut > 0, text[cut - 1] == UInt8(ascii: "\n") { cut -= 1 }
        try files.append(Array(text.prefix(cut)), to: Self.log)
        for _ in 0..<(8 + dice.roll(20)) {
            clock.advance(by: .milliseconds(500))
            try turn()
            if dice.roll(40) == 0 { die() }
        }
        try files.append(Array(text.dropFirst(cut)), to: Self.log)
    }

    /// A trace of which some lines go to the log, and the others to the file that has its name next.
    mutating func writeAcrossRotation() throws {
        let text = begin(hasTrace: true)
        var ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
        ends.removeLast()
        let cut = ends[dice.roll(ends.count)] + 1
        try files.append(Array(text.prefix(cut)), to: Self.log)
        if dice.roll(2) == 0 { try turn() }
        if dice.roll(6) == 0 { die() }
        try rotate()
        if dice.roll(2) == 0 { try turn() }
        try files.append(Array(text.dropFirst(cut)), to: Self.log)
        if dice.roll(4) == 0 { try turn() }
        if dice.roll(6) == 0 { die() }
        split.insert(written)
    }

    private mutating func begin(hasTrace: Bool) -> [UInt8] {
        // No two changes of a file system happen at the same nanosecond.
        clock.advance(by: .milliseconds(1))
        written += 1
        rotations.append(rotationCount)
        var text = "2026-11-20 10:00:00,123 ERROR [main] com.acme.Billing - order \(written) failed\n"
        if hasTrace {
            text +=
                "java.lang.IllegalStateException: order \(written) has no lines\n"
                + "\tat com.acme.Order.check(Order.java:12)\n\tat com.acme.Billing.run(Billing.java:99)\n"
        }
        return Array(text.utf8)
    }

    /// An entry of one line, in one write, without a turn in between.
    mutating func writeWhole() throws {
        written += 1
        rotations.append(rotationCount)
        let text = "2026-11-20 10:00:00,123 ERROR [main] com.acme.Billing - order \(written) failed\n"
        try files.append(text, to: Self.log)
    }

    /// The log goes to `.1`, what was there to `.2`, and so on; the application makes a new one.
    mutating func rotate() throws {
        clock.advance(by: .milliseconds(1))
        rotationCount += 1
        for number in stride(from: 40, to: 0, by: -1) {
            let name = Path("/log/app.log.\(number)")
            if files.bytes(of: name) != nil { try files.rename(name, to: Path("/log/app.log.\(number + 1)")) }
        }
        if files.bytes(of: Self.log) != nil { try files.rename(Self.log, to: Path("/log/app.log.1")) }
    }

    /// The agent does what is due; it is started if it is not running. Where the plan says so, it dies.
    mutating func turn() throws {
        do {
            if pipeline == nil { try start() }
            try read()
            if sending == nil { try startSending() }
            try send { side, server in try side.turn(over: &server) }
        } catch let error as JournalError {
            guard faults.hasCrashed || faults.refusal != nil else { throw error }
            sending = nil
        }
        if faults.hasCrashed { die() }
    }

    /// Power gone: memory too, the journal's file as the last commit left it.
    mutating func die() {
        (pipeline, sending) = (nil, nil)
        faults.recover()
    }

    /// Everything that is there is read and delivered, the server being well.
    mutating func settle() throws {
        server.mood = .accepts
        for step in 0..<600 {
            // First the quiet times of records and files, then whatever pause the server's answers asked for.
            clock.advance(by: step < 100 ? .milliseconds(500) : .seconds(30))
            try turn()
            let isQuiet = step >= 100 || Set(server.kept.map(\.order)).count >= written
            if isQuiet, step < 100 || step > 110, (try? journal.queued(SendingSide.project).count) == 0 { return }
        }
    }

    private mutating func start() throws {
        starts += 1
        var configuration = configuration
        configuration.duplicateWindow = .zero
        let desk = EventDesk(configuration: configuration, host: nil, environment: nil, method: .tail)
        var pipeline = try Pipeline(files: files, journal: journal, desk: desk, limits: Limits())
        _ = pipeline.handle(.rules([try Self.rules()]), at: clock.now())
        self.pipeline = pipeline
        sending = nil
        try startSending()
    }

    /// Also after the journal refused: what it holds is what counts.
    private mutating func startSending() throws {
        sending = try SendingSide(journal, clock: clock, server: &server)
        obeySettings()
    }

    private mutating func read() throws {
        for _ in 0..<8 {
            guard var running = pipeline else { return }
            // The simulated kernel tells nothing but that it dropped something: look at everything.
            var events = WatchEvents()
            events.overflowed = !isKernelMute
            let effects = running.handle(.files(events), at: clock.now())
            pipeline = running
            if faults.hasCrashed { return }
            for case .committed in effects { try send { side, server in try side.committed(to: &server) } }
        }
    }

    private mutating func send(_ body: (inout SendingSide, inout SimulatedServer) throws -> Void) throws {
        guard var side = sending else { return }
        try body(&side, &server)
        sending = side
        obeySettings()
    }

    private mutating func obeySettings() {
        guard let settings = sending?.takeSettings() else { return }
        let now = clock.now()
        _ = pipeline?.handle(.settings(settings, project: SendingSide.project), at: now)
    }

    static func glob(_ pattern: String) throws -> GlobSet { GlobSet(include: [try Glob(pattern)]) }

    static func rules() throws -> RuleFile {
        var file = RuleFile.generic(
            in: RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: NoFiles())))
        file.name = "app"
        file.files = try GlobSet(include: [Glob("/log/*.log")])
        file.layout.start = try Pattern(#"^\d{4}-\d\d-\d\d "#)
        file.layout.parse = .pattern([
            try Pattern(#"^(?<time>\S+ \S+) +(?<level>[A-Z]+) +\[[^\]]*\] +(?<source>\S+) +- +(?<message>.*)"#)
        ])
        return file
    }
}

/// The rules need no file.
private struct NoFiles: TextFiles {
    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] { throw .missing }
    func names(in directory: Path) throws(Unreadable) -> [String] { [] }
}

/// When the agent is to die: at the n-th transaction from now, in front of it or behind it.
final class CrashPlan: CommitFaults {
    private struct State {
        var countdown: Int?
        var isBehind = false
        var hasCrashed = false
        var refusal: JournalError?
    }

    private let state = Mutex(State())

    /// How many transactions there were.
    let count = Atomic<Int>(0)

    func crash(atTransaction number: Int, behind: Bool) {
        state.withLock { $0 = State(countdown: number, isBehind: behind) }
    }

    /// What every transaction meets until it is nil again: a full disk, or one that fails.
    var refusal: JournalError? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }

    var hasCrashed: Bool { state.withLock { $0.hasCrashed } }
    func recover() { state.withLock { $0 = State() } }

    func beforeCommit(of transaction: Int) throws(JournalError) {
        count.add(1, ordering: .relaxed)
        if let refusal { throw refusal }
        try tick(isBehind: false)
    }

    func afterCommit(of transaction: Int) throws(JournalError) { try tick(isBehind: true) }

    private func tick(isBehind: Bool) throws(JournalError) {
        let dies = state.withLock { state -> Bool in
            if state.hasCrashed { return true }
            guard let countdown = state.countdown else { return false }
            if !isBehind { state.countdown = countdown - 1 }
            let isNow = (isBehind ? countdown == 0 : countdown == 1) && isBehind == state.isBehind
            if isNow { state.hasCrashed = true }
            return isNow
        }
        if dies { throw .disk(reason: "the simulation ends the process here") }
    }
}
