import ArgumentParser
import Delivery
import Exceptionless
import Model
import Platform
import Setup
import Transport

/// A project's server, for commands that ask it themselves. What it says cannot be journaled, so it is asked once, and
/// what comes back is told.
struct ServerAccess {
    let project: String
    let server: ExceptionlessServer
    let collector: Collector
    let transport: HTTPTransport

    /// The project of that name; without a name the standard one, or the only one.
    ///
    /// Throws exit status 2 or 3 after telling why there is no server to ask.
    init(_ configuration: Configuration, project name: String?) throws {
        let project = try configuration.project(option: name)
        guard case .exceptionless(let server) = project.destination else {
            Tell.error("project \(project.name) has no Exceptionless server")
            throw ExitCode.couldNotRun
        }
        try self.init(project.name, server)
    }

    /// Throws exit status 3 after telling why there is no way to it.
    init(_ project: String, _ server: ExceptionlessServer) throws {
        guard let transport = Station.transport(server.way) else { throw ExitCode.couldNotRun }
        (self.project, self.server, self.transport) = (project, server, transport)
        collector = server.collector(userAgent: "stacktail/\(Stacktail.version)")
    }

    func answer(to request: Request) async -> Result<Answer, TransportFailure> {
        do throws(TransportFailure) { return .success(try await transport.send(request)) } catch {
            return .failure(error)
        }
    }

    /// Once, after the last answer.
    func close() async { await transport.shutDown() }

    /// Asks once and ends the connection. Throws exit status 1 after telling why the server has not taken it.
    func submit(_ request: Request) async throws {
        let result = await answer(to: request)
        await close()
        guard let refusal = result.refusal else { return }
        Tell.error("project \(project): \(refusal)")
        throw ExitCode.problemsFound
    }
}

extension Result<Answer, TransportFailure> {
    /// Why the server has not taken what was asked; nil if it has.
    var refusal: String? {
        switch self {
        case .failure(let failure): "no answer: \(failure.reason)"
        case .success(let answer): answer.refusal
        }
    }
}

extension Answer {
    fileprivate var refusal: String? {
        switch Verdict(for: self, at: SystemClock().now().wall) {
        case .accepted: nil
        case .notTheProtocol(let what): "not the server's answer: \(what)"
        case .throttled: "too many requests of the organization (status 429): try again in a quarter of an hour"
        case .planLimit: "the plan's events are used up for now (status 402)"
        case .refusedKey(401): "the server does not know the key, or the organization is suspended (status 401)"
        case .refusedKey(403): "the key may not submit events: it needs the client role (status 403)"
        case .refusedKey(let status): "the server does not know the address or the project (status \(status))"
        case .tooLarge: "it is larger than the server takes (status 413)"
        case .retryLater(let status): "the server is in trouble (status \(status)): try again"
        case .malformed(let status): "the server does not understand it (status \(status))"
        }
    }
}

extension Configuration {
    /// As `chosenProject`; that there is none is a usage error.
    func project(option name: String?) throws -> Project {
        do throws(NoSuchProject) { return try chosenProject(name) } catch { throw ValidationError(error.description) }
    }
}
