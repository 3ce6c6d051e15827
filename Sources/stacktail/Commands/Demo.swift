import Agent
import ArgumentParser
import Journaling
import Model
import Platform
import Rules
import Setup
import Synchronization
import Tailing
import UnixSignals
import WireFormat

/// `demo`: a simulated application, tailed for ten seconds.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows Stacktail at work on the logs of a simulated application.",
        discussion: "Runs for ten seconds or until Ctrl-C, in a temporary directory, and leaves nothing behind.")

    @Option(help: "How long, in seconds.")
    var seconds = 10

    @Flag(name: .long, help: "No colours, also on a terminal; NO_COLOR does the same.")
    var noColor = false

    func validate() throws {
        guard (1...3_600).contains(seconds) else { throw ValidationError("--seconds takes 1 to 3600") }
    }

    func run() async throws {
        guard let shipped = ShippedRules.directory else {
            Tell.error("the shipped rules are not beside the program; run it from its checkout or its package")
            throw ExitCode.couldNotRun
        }
        let folder = try TemporaryDirectory("stacktail-demo")
        defer { try? folder.remove() }
        let stage = try DemoStage(in: folder.path, rules: shipped)
        var options = CommonOptions()
        options.noColor = noColor
        let show = DemoShow(EventOutput(prettyWith: options.ansi))
        show.say(
            Ansi(isOn: options.isColoured(.output))(
                .bold, "A billing application writes three logs; Stacktail tails them:"))
        for file in stage.rules.files.filter({ !$0.files.include.isEmpty }) {
            show.say("  \(file.files.include.map(\.description).joined(separator: ", "))")
        }
        show.say("")
        try await play(stage, show)
        show.finish(ansi: options.ansi)
    }

    private func play(_ stage: DemoStage, _ show: DemoShow) async throws {
        let pipeline = try Pipeline(
            files: UnpackedFiles(PatientFiles(LinuxFiles())), journal: stage.journal, desk: stage.desk,
            limits: stage.configuration.limits)
        let shell = try await Shell(
            pipeline: pipeline, rules: stage.rules.files, outlets: [], clock: SystemClock(),
            observer: Shell.Observer(say: { _ in }, committed: show.committed))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
            }
            group.addTask { [seconds] in await stage.write(forSeconds: seconds, telling: show) }
            await group.next()
            group.cancelAll()
        }
        // The last records are complete when their layouts' quiet time is over.
        try? await Task.sleep(for: .milliseconds(2_300))
        await shell.stop(within: .seconds(1))
    }
}

/// The application's folder, and the agent's view of it.
struct DemoStage: Sendable {
    let logs: Path
    let configuration: Configuration
    let rules: RuleBook
    let journal: Journal
    let desk: EventDesk

    init(in folder: Path, rules shipped: Path) throws {
        logs = folder.appending("log")
        let own = folder.appending("rules.d")
        try OwnFiles.makeDirectories(logs)
        try OwnFiles.makeDirectories(own)
        for (log, base) in [
            (LegacyApplication.Log.server, "log4j"), (.worker, "python-logging"), (.access, "nginx-access"),
        ] {
            let name = log.rawValue.prefix { $0 != "." }
            try FileWriter(appendingTo: own.appending("\(name).yaml")).write(
                "extends: \(base)\nfiles: ['\(logs.appending(log.rawValue))']\n")
        }
        var configuration = Configuration(projects: [Project(name: "default", destination: .local(LocalStore()))])
        configuration.ruleDirectories = [shipped, own]
        rules = RuleBook.load(
            configuration.ruleDirectories, in: RuleContext(configuration, surroundings: .ofThisProcess))
        if rules.diagnostics.hasErrors { Tell.diagnostics(rules.diagnostics, noColor: true) }
        journal = try Journal.open(.memory, maxSize: configuration.journal.sizeMax).journal
        desk = EventDesk(configuration: configuration, host: nil, environment: nil, method: .tail)
        self.configuration = configuration
    }

    /// Lets the application run, and rotates the server's log once.
    func write(forSeconds seconds: Int, telling show: DemoShow) async {
        var application = LegacyApplication()
        var writers: [LegacyApplication.Log: FileWriter] = [:]
        for step in 0..<(seconds * 10) where !Task.isCancelled {
            do {
                if step == LegacyApplication.stepsToRotation {
                    let log = logs.appending(LegacyApplication.Log.server.rawValue)
                    try OwnFiles.rename(log, to: logs.appending("billing.log.1"))
                    writers[.server] = nil
                    show.say("              — billing.log is rotated —")
                }
                for writing in application.next(at: SystemClock().now().wall) {
                    let writer =
                        try writers[writing.log] ?? FileWriter(appendingTo: logs.appending(writing.log.rawValue))
                    writers[writing.log] = writer
                    try writer.write(writing.text)
                }
            } catch {
                Tell.error("\(error)")
            }
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
        }
    }
}

/// What the demo prints: events as they come, and how often each stack came.
final class DemoShow: Sendable {
    private let state: Mutex<State>

    private struct State {
        var output: EventOutput
        var counts = StackCounts()
        var eventCount = 0
    }

    init(_ output: EventOutput) { state = Mutex(State(output: output)) }

    func say(_ text: String) { state.withLock { try? $0.output.write(line: text) } }

    @Sendable func committed(_ events: [QueuedEvent]) {
        state.withLock { state in
            for event in events {
                state.eventCount += 1
                state.counts.add(event.body)
                try? state.output.write(event.body)
            }
        }
    }

    func finish(ansi: Ansi) {
        state.withLock { state in
            let width = StandardStream.output.columns ?? 100
            try? state.output.write(line: "")
            try? state.output.write(
                line: ansi(
                    .bold,
                    "\(state.eventCount) events in \(state.counts.counts.count) stacks, as the server would group them:"
                ))
            for line in state.counts.lines(ansi: ansi, width: width) { try? state.output.write(line: line) }
        }
    }
}
