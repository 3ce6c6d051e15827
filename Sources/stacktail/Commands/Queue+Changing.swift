import Agent
import ArgumentParser
import Journaling
import Model
import Page
import Platform
import Setup
import WireFormat

/// `queue retry`.
struct QueueRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Tries events anew.",
        discussion: """
            Those in quarantine go back to the end of the queue. The queue is tried at once, whatever pause the agent \
            is in; without an agent, by the next one or the next 'stacktail send'.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var scope: QueueScope
    @OptionGroup var choice: QueueChoice

    func run() async throws { try await QueueChanging(common: common, scope: scope, choice: choice).run(.retry) }
}

/// `queue drop`.
struct QueueDrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Throws events away, for good and without a question.",
        discussion: "What waited is counted as lost. What is on its way to the server this moment may still arrive.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var scope: QueueScope
    @OptionGroup var choice: QueueChoice

    func run() async throws { try await QueueChanging(common: common, scope: scope, choice: choice).run(.drop) }
}

/// Ids, or all.
struct QueueChoice: ParsableArguments {
    @Argument(help: "Reference ids, or the beginnings of them.")
    var ids: [String] = []

    @Flag(help: "All events, as far as the other options say.")
    var all = false

    func validate() throws {
        if ids.isEmpty, !all { throw ValidationError("name events by their reference ids, or say --all") }
        if !ids.isEmpty, all { throw ValidationError("--all and ids exclude each other") }
        if ids.contains(where: { $0.utf8.count < 4 }) { throw ValidationError("an id needs 4 characters or more") }
    }
}

/// What `retry` and `drop` have in common.
struct QueueChanging {
    let common: CommonOptions
    let scope: QueueScope
    let choice: QueueChoice

    func run(_ action: QueueAction) async throws {
        let selection = try selection()
        let configuration = try common.configuration()
        let way = try await StateDoor(places: configuration).pass(.queue(action, selection)) {
            let (journal, findings) = try Journal.open(
                .directory(configuration.state), maxSize: configuration.journal.sizeMax)
            for finding in findings { Tell.error(finding.description) }
            return try journal.changeAll(action, selection)
        }
        switch way {
        case .own(let change):
            try tell(action, change)
            if action == .retry { Tell.note("no agent runs: the next one tries them, or the next 'stacktail send'") }
        case .agent(let answer):
            guard let waiting = answer["waiting"]?.integer, let quarantined = answer["quarantined"]?.integer else {
                Tell.error("the agent's answer is none that this program understands")
                throw ExitCode.couldNotRun
            }
            try tell(action, QueueChange(waiting: Int(waiting), quarantined: Int(quarantined)))
        }
    }

    /// The ids are looked up here, so that a beginning means one event, or nothing happens.
    private func selection() throws -> QueueSelection {
        let view = try QueueView(common)
        let projects = try view.projects(scope.project)
        guard !choice.all else { return QueueSelection(projects: projects, parts: scope.parts, referenceIDs: nil) }
        let events = try view.events(choice.ids, in: projects, scope.parts)
        return QueueSelection(
            projects: Array(Set(events.map(\.stored.event.project))).sorted(), parts: scope.parts,
            referenceIDs: Array(Set(events.map(\.stored.event.referenceID))).sorted())
    }

    private func tell(_ action: QueueAction, _ change: QueueChange) throws {
        let text =
            switch action {
            case .retry: "out of quarantine: \(change.quarantined); tried anew: \(change.waiting) that waited"
            case .drop: "dropped: \(change.waiting) that waited, \(change.quarantined) in quarantine"
            }
        try StandardStream.output.write(text + "\n")
    }
}
