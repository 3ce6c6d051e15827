import Agent
import ArgumentParser
import Exceptionless
import Journaling
import Model
import Platform
import Setup
import WireFormat

/// `session`: a user's session, from a script.
struct Session: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begins a user's session, or ends it.",
        discussion: """
            A session begins with an event, which is journaled as 'send' does it; its reference id is the session's. \
            'send --session ID' adds events to it, 'heartbeat ID' keeps it alive: the server ends one that it has not \
            heard of for a quarter of an hour.
            """,
        subcommands: [SessionStart.self, SessionEnd.self])
}

/// `session start`.
struct SessionStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begins a session, and prints its id.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Whose: a number, a name, an e-mail address.")
    var user: String

    @Option(help: "That user's name for people.")
    var userName: String?

    @Option(help: "8 to 100 letters, digits and '-' (default: a random one).")
    var referenceID: String?

    @Option(help: "The version of the application.")
    var appVersion: String?

    @Option(help: "The project in the configuration (default: default).")
    var project: String?

    @OptionGroup(title: "Delivery") var delivery: DeliveryOptions

    func run() async throws {
        var event = ManualEvent(date: SystemClock().now().wall, referenceID: referenceID ?? .freshID)
        event.type = "session"
        (event.identity, event.userName, event.version) = (user, userName, appVersion)
        event.project = project
        if let fault = event.faults.first { throw ValidationError(fault.description) }
        try await Sending(common: common, delivery: delivery).send(event)
    }
}

/// `session end`.
struct SessionEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Ends a session.",
        discussion:
            "Exit status: 1 the server could not be told; it ends the session itself after a quarter of an hour.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: SessionTarget

    func run() async throws { try await target.tell(closes: true, common) }
}

/// `heartbeat`.
struct Heartbeat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells the server that a session is alive.",
        discussion: "Exit status: 1 the server could not be told, and why.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: SessionTarget

    func run() async throws { try await target.tell(closes: false, common) }
}

/// Which session.
struct SessionTarget: ParsableArguments {
    @Argument(help: "The session's id, as 'session start' printed it.")
    var id: String

    @Option(help: "The project in the configuration (default: default).")
    var project: String?

    func validate() throws {
        if !EventLimits.isReferenceID(id) { throw ValidationError(EventFault.referenceID(id).description) }
    }

    /// Asks the server once: a heartbeat that comes late says nothing, so it is not kept.
    func tell(closes: Bool, _ common: CommonOptions) async throws {
        let access = try ServerAccess(common.configuration(), project: project)
        try await access.submit(access.collector.heartbeat(session: id, closes: closes))
    }
}

/// `describe`.
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds what a user says to an event that was sent.",
        discussion: """
            The server adds it when it has the event. Exit status: 1 the server has not taken it, or the event still \
            waits here to be sent.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The event's reference id, as 'send' printed it.")
    var referenceID: String

    @Argument(help: "What the user says, or '-' for standard input.")
    var text: String?

    @Option(help: "The user's e-mail address.")
    var email: String?

    @Option(help: "The project in the configuration (default: default).")
    var project: String?

    func run() async throws {
        let description = UserDescription(
            emailAddress: email, description: try text == "-" ? EventOptions.inputText() : text)
        let configuration = try common.configuration()
        let access = try ServerAccess(configuration, project: project)
        let request: Request
        do throws(EventFault) {
            request = try access.collector.describe(referenceID: referenceID, description)
        } catch {
            await access.close()
            throw ValidationError(error.description)
        }
        do { try refuseIfHere(access.project, configuration) } catch {
            await access.close()
            throw error
        }
        try await access.submit(request)
    }

    /// The server looks for the event a few times and then forgets what was said of it.
    private func refuseIfHere(_ project: String, _ configuration: Configuration) throws {
        let journal = try? JournalReader(directory: configuration.state)
        switch try journal?.whereabouts(project, referenceID: referenceID) {
        case nil, .gone?: return
        case .waiting?: Tell.error("the event still waits here to be sent: describe it when it has left")
        case .quarantined(let reason)?: Tell.error("the server refused that event: \(reason)")
        }
        throw ExitCode.problemsFound
    }
}
