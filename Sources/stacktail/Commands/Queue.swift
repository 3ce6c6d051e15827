import Agent
import ArgumentParser
import Exceptionless
import Journaling
import Model
import Page
import Platform
import Setup
import WireFormat

/// `queue`: what has not left, and why. It reads the journal beside the agent; what it changes, the agent does, or
/// without one the command itself, which then holds the state (`StateDoor`).
struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what waits to be sent and what the server refused for good, and acts on it.",
        discussion: """
            Events are named by their reference ids, or by the beginnings of them. Without --project all projects are \
            meant whose events are to leave; those of a local project only if it is named.
            """,
        subcommands: [
            QueueList.self, QueueShow.self, QueueRetry.self, QueueDrop.self, QueueExport.self, QueueVerify.self,
        ],
        defaultSubcommand: QueueList.self)
}

/// Which events a command of `queue` is for.
struct QueueScope: ParsableArguments {
    @Option(help: "Only this project's.")
    var project: String?

    @Flag(help: "Only what waits to be sent.")
    var waiting = false

    @Flag(help: "Only what the server refused for good.")
    var quarantined = false

    var parts: [QueuePart] {
        if waiting == quarantined { return [.quarantined, .waiting] }
        return waiting ? [.waiting] : [.quarantined]
    }
}

/// `queue list`.
struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists what is in quarantine, with the server's words, and what waits.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var scope: QueueScope

    @Option(name: [.short, .long], help: "How many of the oldest to show of each project and part (default: 20).")
    var number: Int?

    @Flag(help: "One JSON object a line, of all events unless --number is given.")
    var json = false

    func validate() throws {
        if let number, !(1...1_000_000).contains(number) { throw ValidationError("--number takes 1 to 1000000") }
    }

    func run() async throws {
        let view = try QueueView(common)
        var text = QueueText(ansi: common.ansi, width: StandardStream.output.columns ?? 100)
        let now = SystemClock().now().wall
        for project in try view.projects(scope.project) {
            let isConfigured = view.configuration.project(named: project) != nil
            for part in scope.parts {
                if json {
                    try list(part, of: project, in: view)
                } else {
                    let events = try view.journal.held(part, in: project, limit: number ?? 20)
                    let count =
                        try part == .waiting
                        ? view.journal.queued(project).count : view.journal.quarantinedCount(project)
                    text.add(events, part, of: project, count: count, isConfigured: isConfigured, at: now)
                }
            }
        }
        if !json { try StandardStream.output.write(text.whole) }
    }

    private func list(_ part: QueuePart, of project: String, in view: QueueView) throws {
        var output = EventOutput(ansi: common.ansi, json: true)
        if let number {
            for event in try view.journal.held(part, in: project, limit: number) { try output.write(event.json) }
        } else {
            try view.forEach(part, in: project) { try output.write($0.json) }
        }
    }
}

/// `queue show`.
struct QueueShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one event whole; where it is goes to standard error.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var scope: QueueScope

    @Argument(help: "Its reference id, or the beginning of it.")
    var id: String

    @Flag(help: "The event on one line, also on a terminal.")
    var json = false

    func run() async throws {
        let view = try QueueView(common)
        for event in try view.events([id], in: try view.projects(scope.project), scope.parts) {
            Tell.note(event.fate)
            try EventOutput(ansi: common.ansi, json: json).write(whole: event.stored.event.body)
        }
    }
}

/// `queue export`.
struct QueueExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes events to standard output as they would be sent, a line each.",
        discussion: "Without ids all of them: those in quarantine first, then those that wait, the oldest first.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var scope: QueueScope

    @Argument(help: "Reference ids, or the beginnings of them.")
    var ids: [String] = []

    func run() async throws {
        let view = try QueueView(common)
        let projects = try view.projects(scope.project)
        var output = EventOutput(ansi: common.ansi, json: true)
        guard ids.isEmpty else {
            for event in try view.events(ids, in: projects, scope.parts) { try output.write(event.stored.event.body) }
            return
        }
        for part in scope.parts {
            for project in projects {
                try view.forEach(part, in: project) { try output.write($0.stored.event.body) }
            }
        }
    }
}

/// `queue verify`.
struct QueueVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Reads all of the journal, and checks that the server will take each event.",
        discussion: "Exit status: 0 all is well, 1 something is not, 3 there is no journal, or it cannot be opened.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let view = try QueueView(common)
        var faults: [String] = []
        var count = 0
        do {
            faults += try view.journal.integrityFaults()
            for project in try view.journal.projects() {
                if view.configuration.project(named: project) == nil, try view.journal.queued(project).count > 0 {
                    faults.append("project '\(project)' is not in the configuration: nobody sends its events")
                }
                for part in QueuePart.allCases {
                    try view.forEach(part, in: project) { event in
                        count += 1
                        let id = event.stored.event.referenceID
                        faults += event.faults.map { "project \(project), event \(id): \($0)" }
                    }
                }
            }
        } catch let error as JournalError {
            faults.append(error.description)
        }
        for fault in faults { Tell.error(fault) }
        let verdict = faults.isEmpty ? "all is well" : "\(faults.count) fault\(faults.count == 1 ? "" : "s")"
        try StandardStream.output.write("\(count) event\(count == 1 ? "" : "s") read: \(verdict)\n")
        if !faults.isEmpty { throw ExitCode.problemsFound }
    }
}

extension HeldEvent {
    /// For people.
    var fate: String {
        switch part {
        case .waiting: "waits to be sent to \(stored.event.project) since \(since.iso8601)"
        case .quarantined: "refused by \(stored.event.project) at \(since.iso8601): \(reason ?? "")"
        }
    }

    /// A line of `queue list --json`.
    var json: [UInt8] {
        let event = try? JSONReader.parse(stored.event.body)
        var json: JSONObject = [
            "state": .string(part.rawValue), "project": .string(stored.event.project),
            "reference_id": .string(stored.event.referenceID), "type": .string(stored.event.type),
            "date": .string(stored.event.date.iso8601), "since": .string(since.iso8601),
            "bytes": .integer(Int64(stored.event.body.count)),
        ]
        json["level"] = stored.event.level.map { .string($0.name) }
        json["source"] = event?["source"]
        json["message"] = event?["message"]
        json["reason"] = reason.map { .string($0) }
        return JSONValue.object(json).encoded()
    }

    /// What would become of it at the server, and whether the journal says the same of it as it does itself.
    fileprivate var faults: [String] {
        let faults = WireCheck.faults(in: stored.event.body)
        guard faults.isEmpty, let event = try? JSONReader.parse(stored.event.body) else { return faults }
        guard event["reference_id"]?.text != stored.event.referenceID else { return [] }
        return ["its reference_id is \(event["reference_id"]?.text ?? "missing")"]
    }
}
