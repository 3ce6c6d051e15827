import ArgumentParser
import Journaling
import Model
import Platform
import Setup
import WireFormat

/// `events`: looks at what the journal holds, also while the agent runs.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the events of local projects and those that wait to be sent.",
        discussion: "Names an event by its reference id to see all of it.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The reference id of one event to show whole.")
    var reference: String?

    @Option(help: "Only this project's.")
    var project: String?

    @Option(help: "Only events of this type, such as error, log or 404.")
    var type: String?

    @Option(help: "Only events of this level or a graver one.", transform: Self.level)
    var level: Level?

    @Option(name: [.short, .long], help: "How many of the newest to show.")
    var number = 20

    @Flag(name: [.short, .long], help: "Go on showing events as they come in.")
    var follow = false

    @Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(number) else { throw ValidationError("--number takes 1 to 100000") }
    }

    func run() async throws {
        let configuration = try common.configuration()
        do {
            try await show(JournalReader(directory: configuration.state))
        } catch let error as JournalError {
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
    }

    private func show(_ journal: JournalReader) async throws {
        var filter = EventFilter(project: project, type: type, levelMin: level, referenceID: reference)
        var newest = try journal.events(filter, limit: reference == nil ? number : 1)
        if reference != nil {
            guard let event = newest.first else {
                Tell.error("no event with that reference id is in the journal; it may have been sent already")
                throw ExitCode.problemsFound
            }
            return try EventOutput(ansi: common.ansi, json: json).write(whole: event.event.body)
        }
        var output = EventOutput(ansi: common.ansi, json: json)
        var last: Int64 = 0
        while true {
            for event in newest {
                try output.write(event.event.body)
                last = event.seq
            }
            guard follow else { return }
            if newest.count < number { try await Task.sleep(for: .milliseconds(300)) }
            filter.range = .after(seq: last)
            newest = try journal.events(filter, limit: number)
        }
    }

    private static func level(_ word: String) throws -> Level {
        guard let level = Level(word: word) else {
            throw ValidationError("'\(word)' is no level: trace, debug, info, warn, error or fatal")
        }
        return level
    }
}
