import ArgumentParser
import Model
import Page
import Platform
import WireFormat

/// Asks the running agent over its control socket.
enum ControlClient {
    /// Nil if nobody is there to ask. Throws exit status 3 after telling why it cannot be asked.
    static func ask(_ places: [Path], _ request: ControlRequest) throws -> JSONValue? {
        for place in places {
            do throws(SystemError) {
                let answer = try LocalSocket.ask(place, request.line)
                if let document = try? JSONReader.parse(answer) { return document }
                Tell.error("\(place) gave no whole answer; it may be stopping, or busy: try again")
            } catch {
                if error.isNobodyThere { continue }
                Tell.error(error.reason == .denied ? denial(place) : "\(error.description); try again")
            }
            throw ExitCode.couldNotRun
        }
        return nil
    }

    private static func denial(_ place: Path) -> String {
        let owned = Ownership(of: place)
        let group = owned.map { " or join the group '\($0.group)'" } ?? ""
        return "\(place): as user '\(Ownership.user)' you may not ask the agent; use sudo\(group)"
    }
}
