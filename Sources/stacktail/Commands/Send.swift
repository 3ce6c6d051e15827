import Agent
import ArgumentParser
import Journaling
import Model
import Page
import Platform
import Setup
import WireFormat

/// `send`: one event from a shell script or from cron.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sends one event, from a shell script or from cron.",
        discussion: """
            The event is in the journal when the command returns, so an outage of the server loses nothing: the \
            running agent sends it, or without one this command, which tries for five seconds at most, gives up at the \
            first refusal and leaves the rest to the next one. Its reference id is printed.

            What the project's settings do not want is not sent, unless with --force. Where they say nothing, it is: \
            level_without_setting is for logs.

            Exit status: 0 it is in the journal (with --wait: the server has it), 1 the project does not want it, or \
            the server refused it (with --wait: or did not take it in time), 2 usage, 3 it could not be kept.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup(title: "The event") var event: EventOptions
    @OptionGroup(title: "Delivery") var delivery: DeliveryOptions

    func validate() throws { try event.validate() }

    func run() async throws {
        try await Sending(common: common, delivery: delivery).send(try event.manualEvent())
    }
}

/// How an event of one's own is handed over.
struct DeliveryOptions: ParsableArguments {
    @Flag(name: .customLong("wait"), help: "Return when the server has accepted the event, or say why not.")
    var waits = false

    @Option(
        help: ArgumentHelp(
            "How long --wait does (default: 30s); --wait=DURATION is short for both.", valueName: "duration"),
        transform: Self.duration)
    var timeout: Duration?

    @Flag(help: "Send it though the project's settings hold such events back.")
    var force = false

    @Flag(help: "What became of it as one JSON object, instead of the reference id.")
    var json = false

    /// Nil for who does not wait.
    var wait: Duration? { waits ? timeout ?? .seconds(30) : nil }

    func validate() throws {
        if timeout != nil, !waits { throw ValidationError("--timeout is for --wait") }
    }

    private static func duration(_ text: String) throws -> Duration {
        guard let duration = Scalars.duration(text), duration > .zero else {
            throw ValidationError("'\(text)' is no duration: write 500ms, 30s, 5m or 2h")
        }
        return duration
    }
}
