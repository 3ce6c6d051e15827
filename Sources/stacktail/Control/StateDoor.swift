import ArgumentParser
import Model
import Page
import Platform
import Setup
import WireFormat

/// The way of a command that changes the state: through the agent that holds it, or with the lock in the command's
/// own hand. Never beside an agent: opening the journal to write may set a damaged file aside, which only its one
/// holder may do, and a sender that has loaded events must learn that they are dropped.
struct StateDoor {
    let places: Configuration

    /// Others hold the lock for moments only: a `send` that delivers, an agent that starts or stops.
    private static let patience = Duration.seconds(15)

    /// What came of it.
    enum Way<Own> {
        /// The agent's answer.
        case agent(JSONValue)
        case own(Own)
    }

    /// The agent's answer to `request`, or what `alone` makes of the state, which is locked until it returns.
    ///
    /// An agent that gives no answer is asked again, so the same request twice must do what it does once. Throws exit
    /// status 3 or 75 after telling why neither is possible.
    func pass<Own>(_ request: ControlRequest, alone: () async throws -> Own) async throws -> Way<Own> {
        let end = SystemClock().now().instant.advanced(by: Self.patience)
        while true {
            let isLate = SystemClock().now().instant >= end
            switch ControlClient.reply(places.socketPlaces, request) {
            case .answer(let answer): return .agent(try Self.accepted(answer))
            case .denied(let text): throw Self.told(text)
            case .unanswered(let text): if isLate { throw Self.told("\(text): try again") }
            case .nobody:
                if let lock = try lock(isLate: isLate) {
                    defer { withExtendedLifetime(lock) {} }
                    return .own(try await alone())
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Nil while another holds it and it is not late yet.
    private func lock(isLate: Bool) throws -> StateLock? {
        do throws(StateLockError) { return try StateLock(directory: places.state, isBrief: true) } catch {
            guard case .held = error, !isLate else { throw Self.told(error) }
            return nil
        }
    }

    private static func accepted(_ answer: JSONValue) throws -> JSONValue {
        if let error = answer["error"]?.text { throw told(error) }
        return answer
    }

    private static func told(_ text: String) -> ExitCode {
        Tell.error(text)
        return .couldNotRun
    }

    private static func told(_ error: StateLockError) -> ExitCode {
        switch error {
        case .held:
            Tell.error("\(error.description), and does not answer on its control socket")
            return .anotherAgent
        case .refused:
            Tell.error(error.description)
            return .couldNotRun
        }
    }
}
