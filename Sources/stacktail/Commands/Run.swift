import Agent
import ArgumentParser
import Delivery
import Exceptionless
import Journaling
import Logging
import Model
import Page
import Platform
import Rules
import ServiceLifecycle
import Setup
import Tailing
import Transport
import UnixSignals

/// `run`: the agent.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tails the files that the rules name, and forwards their events.",
        discussion: """
            Reloads the rules on SIGHUP and when a rule file changes; of a faulty file the last good version stays in \
            force. On SIGTERM or SIGINT it saves its places and stops; what is queued stays queued.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        ProcessGuards.ignoreHangUps()
        let configuration = try common.configuration()
        let log = OwnLogger(configuration.log)
        let ruleWatch = RuleWatch(configuration.ruleDirectories)
        let book = RuleBook.load(
            configuration.ruleDirectories, in: RuleContext(configuration, surroundings: .ofThisProcess),
            onlyTailing: true)
        Tell.diagnostics(book.diagnostics, noColor: common.noColor)
        guard book.files.contains(where: \.isTailing) else {
            let isFaulty = book.diagnostics.hasErrors
            Tell.error(
                isFaulty
                    ? "no rule file without faults names a file to tail: mend those above"
                    : "no rule file names a file to tail: write one with 'extends' and 'files', see --rules")
            throw ExitCode.couldNotRun
        }
        let rules = RulesInForce(book)
        let faulty = rules.troubles.map(\.path)
        if !faulty.isEmpty {
            log.say(Notice(.error, "not in force, for the faults above: \(faulty.joined(separator: ", "))"))
        }
        let lock = try await StateHold.take(configuration)
        let station = try Station.open(configuration, log: log)
        let answers = try StatusAnswers(configuration, station)
        let agent = AgentService(
            configuration: configuration, station: station, rules: rules, lock: lock, ruleWatch: ruleWatch,
            log: log,
            answers: answers)
        let socket = ControlSocket(at: configuration.socketPlaces, logger: log.logger) { await answers.answer($0) }
        var services: [any Service] = [agent, socket]
        if let endpoint = configuration.status.page { services.append(station.page(at: endpoint, log: log)) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log.quiet))
        do {
            try await group.run()
        } catch let error as SystemError {
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
    }
}

/// The state directory, held against a second agent.
enum StateHold {
    /// A `send` without an agent holds it while it delivers. One that waits for longer than this makes the agent fail,
    /// and be started again by whoever looks after it.
    private static let patience = Duration.seconds(15)

    static func take(_ configuration: Configuration) async throws -> StateLock {
        let end = SystemClock().now().instant.advanced(by: patience)
        while true {
            do throws(StateLockError) { return try StateLock(directory: configuration.state) } catch {
                let isBrief = StateLock.isBrief(in: configuration.state)
                guard case .held = error, isBrief, SystemClock().now().instant < end else { throw told(error) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func told(_ error: StateLockError) -> ExitCode {
        Tell.error(error.description)
        return switch error {
        case .held: .anotherAgent
        case .refused: .couldNotRun
        }
    }
}
