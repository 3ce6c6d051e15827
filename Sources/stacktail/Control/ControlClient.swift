import ArgumentParser
import Model
import Page
import Platform
import WireFormat

/// Asks the running agent over its control socket.
enum ControlClient {
    /// What came of asking.
    enum Reply {
        case answer(JSONValue)
        /// No agent runs.
        case nobody
        /// Somebody is there and gave no whole answer, for now; the text says why. It may have done what it was asked.
        case unanswered(String)
        /// This user may not ask.
        case denied(String)
    }

    static func reply(_ places: [Path], _ request: ControlRequest) -> Reply {
        for place in places {
            do throws(SystemError) {
                let answer = try LocalSocket.ask(place, request.line)
                if let document = try? JSONReader.parse(answer) { return .answer(document) }
                return .unanswered("\(place) gave no whole answer; it may be stopping, or busy")
            } catch {
                if error.isNobodyThere { continue }
                return error.reason == .denied ? .denied(denial(place)) : .unanswered(error.description)
            }
        }
        return .nobody
    }

    /// Nil if nobody is there to ask. Throws exit status 3 after telling why it cannot be asked.
    static func ask(_ places: [Path], _ request: ControlRequest) throws -> JSONValue? {
        switch reply(places, request) {
        case .answer(let document): return document
        case .nobody: return nil
        case .unanswered(let text): Tell.error("\(text): try again")
        case .denied(let text): Tell.error(text)
        }
        throw ExitCode.couldNotRun
    }

    private static func denial(_ place: Path) -> String {
        let owned = Ownership(of: place)
        let group = owned.map { " or join the group '\($0.group)'" } ?? ""
        return "\(place): as user '\(Ownership.user)' you may not ask the agent; use sudo\(group)"
    }
}
