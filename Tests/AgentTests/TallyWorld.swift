import Agent
import Journaling
import Model
import Rules
import Setup
import Simulation
import Testing
import WireFormat

/// A log whose rules count over several records, and an agent that may die at any commit: the files, the clock and the
/// journal stay, all else is gone.
struct TallyWorld {
    let faults = CrashPlan()
    private(set) var dialogue: Dialogue
    let rules: [RuleFile]
    private(set) var deaths = 0

    static let rules = """
        files: ['/log/*.log']
        read_from: beginning
        record:
          timezone: UTC
          pattern: '^(?<time>\\S+) (?<level>[A-Z]+) (?<source>\\S+): (?<message>.*)'
        rules:
          - name: storm
            when: { level: warn.. }
            over: { count: 3, per: 10s, by: ['${source}'] }
            event: { type: log, level: error, message: '${count} from ${source} at ${message}' }
          - name: backup
            when: { message: 'backup finished' }
            absent: 1m
            event: { type: error, message: 'no backup since ${since}' }
          - name: orders
            when: { message: 'order (?<order>\\d+) declined' }
            limit: { events: 2, per: 10s }
            event: { type: error, message: 'order ${order}' }
        """

    init(_ yaml: String = rules) throws {
        let files = OneRuleFile(text: Array(yaml.utf8))
        let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files))
        let book = RuleBook.load([Path("/r")], in: context)
        let file = try #require(book.file(named: "app"), "\(book.diagnostics)")
        rules = [file]
        dialogue = try Dialogue(rules: rules, disk: faults)
    }

    var wall: Timestamp { dialogue.clock.now().wall }

    /// A line of now, in the log or in another one.
    mutating func write(_ text: String, to path: Path = Dialogue.log) throws {
        try dialogue.write("\(wall.iso8601) \(text)\n", to: path)
    }

    /// Lets time pass, and looks; where the plan says so it dies, and is started again at once.
    mutating func wait(_ duration: Duration = .seconds(3)) throws {
        let end = dialogue.clock.now().instant.advanced(by: duration)
        while dialogue.clock.now().instant < end {
            dialogue.clock.advance(by: .milliseconds(500))
            dialogue.lookOnce()
            if faults.hasCrashed { try die() }
        }
    }

    /// One turn, in which it looks at nothing but this file.
    mutating func notice(written path: Path) { dialogue.notice(written: path) }

    mutating func die() throws {
        deaths += 1
        faults.recover()
        try dialogue.restart()
    }

    mutating func stop() throws { try dialogue.restart(stopping: true) }

    /// The time passes without an agent.
    mutating func passWithoutAgent(_ duration: Duration) throws {
        try die()
        dialogue.clock.advance(by: duration)
    }

    mutating func refuse(_ isRefusing: Bool) {
        faults.refusal = isRefusing ? .diskFull(reason: "the test's disk") : nil
    }

    func messages() throws -> [String] { try dialogue.messages() }

    /// Those that begin so.
    func messages(_ prefix: String) throws -> [String] { try messages().filter { $0.hasPrefix(prefix) } }

    func limited() throws -> Int {
        try dialogue.events().compactMap { $0["data"]?["limited"]?["events"]?.integer }.reduce(0) { $0 + Int($1) }
    }

    /// What the ledger has of the reason.
    func losses(_ reason: Loss.Reason) throws -> Int {
        try dialogue.journal.lossTotals()[reason] ?? 0
    }
}

private struct OneRuleFile: TextFiles {
    let text: [UInt8]

    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] { text }
    func names(in directory: Path) throws(Unreadable) -> [String] { ["app.yaml"] }
}
