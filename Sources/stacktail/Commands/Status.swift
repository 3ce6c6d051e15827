import Agent
import ArgumentParser
import Journaling
import Model
import Page
import Platform
import Setup
import WireFormat

/// `status`: what the running agent does, and for a file why it is or is not tailed.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the running agent does; for a file, whether and why it is tailed or not.",
        discussion: """
            Asks the agent over its control socket, which answers root, the agent's own user and the members of its \
            group. Exit status 1: something is to be mended, or the file is not tailed; 3: no agent runs, or it \
            cannot be asked.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "A log file to explain.")
    var file: String?

    @Flag(help: "The agent's whole answer as one JSON object.")
    var json = false

    func validate() throws {
        if file?.isEmpty == true { throw ValidationError("the file's name is empty") }
    }

    func run() async throws {
        let places = try common.places()
        let path = file.map { Path($0).normalized(from: HostEnvironment.workingDirectory ?? Path("/")) }
        let answer = try ControlClient.ask(places.socketPlaces, .status(file: path))
        let document = answer ?? offline(places, path)
        if let error = document["error"]?.text {
            Tell.error(error)
            throw ExitCode.couldNotRun
        }
        try show(document)
        guard answer != nil else {
            Tell.error(
                "no agent runs with state \(places.state); start it: systemctl start stacktail, or stacktail run")
            throw ExitCode.couldNotRun
        }
        let isGood = path == nil ? document["well"] == true : document["tailed"] == true && document["reason"] == nil
        if !isGood { throw ExitCode.problemsFound }
    }

    private func show(_ document: JSONValue) throws {
        if json {
            try StandardStream.output.write(document.encoded() + [UInt8(ascii: "\n")])
        } else {
            let width = min(StandardStream.output.columns ?? 80, 120)
            var text = StatusText(ansi: common.ansi, width: max(width, 40))
            try StandardStream.output.write(file == nil ? text.agent(document) : text.file(document))
        }
    }

    // MARK: - Without an agent

    /// What the journal and the rules say.
    private func offline(_ places: Configuration, _ path: Path?) -> JSONValue {
        guard let path else { return offlineReport(places) }
        let given = common.rules.isEmpty ? nil : places.ruleDirectories
        let whole = Configuration.load(common.config.map { Path($0) }, ruleDirectories: given, in: .ofThisProcess).value
        var context = RuleContext(whole ?? places, surroundings: .ofThisProcess)
        context.projects = whole?.projects.map(\.name)
        let book = RuleBook.load(places.ruleDirectories, in: context)
        var facts = FileInquiry(LinuxFiles(), rules: book.files).facts(of: path)
        (facts.agent, facts.user) = (.none, Ownership.user)
        let remembered = try? JournalReader(directory: places.state).files()
        facts.wasTailed = remembered?.contains { $0.path == path } ?? false
        facts.findIdleRules(places, projects: context.projects)
        return StatusDocument.document(of: nil, Untailed(facts), at: path)
    }

    private func offlineReport(_ places: Configuration) -> JSONValue {
        let now = SystemClock().now().wall
        var report = AgentReport(
            snapshot: StatusSnapshot(version: Stacktail.version, startedAt: now), state: places.state)
        do throws(JournalError) {
            let journal = try JournalReader(directory: places.state)
            report.fill(from: journal, projects: try journal.projects())
        } catch {
            if case .absent = error {} else { Tell.note(error.description) }
        }
        return StatusDocument.document(of: report, at: now)
    }
}
