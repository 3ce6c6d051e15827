import Foundation
import LoopbackServer
import WireFormat

/// A host with one application's log, a configuration, and a server to forward to.
struct Site {
    let folder: Folder
    let server: StandInServer

    /// `destination`: the project's one, with SERVER and KEY in it.
    init(
        key: String = StandInServer.usualKey, destination: String = "exceptionless: { server: 'SERVER', api_key: KEY }",
        configuration: String = "", rules: String = Site.rules
    ) async throws {
        folder = try Folder()
        server = try await StandInServer.start()
        try folder.write(key + "\n", to: "key")
        // Else every command warns of it.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("key"))
        let key = "'${file:\(folder.path("key"))}'"
        try folder.write(rules.replacing("LOGS", with: folder.path("log")), to: "rules.d/app.yaml")
        try folder.write("", to: "log/.keep")
        try folder.write(
            """
            state: \(folder.path("state"))
            rules: [\(folder.path("rules.d"))]
            projects:
              default:
                \(destination.replacing("SERVER", with: server.url).replacing("KEY", with: key))
            delivery: { linger: 20ms, retry: { initial: 50ms, max: 200ms } }
            \(configuration)
            """, to: "stacktail.yaml")
    }

    static let rules = """
        extends: log4j
        files: [LOGS/*.log]
        read_from: beginning
        record: { flush_after: 200ms }
        """

    /// The agent, started and ready.
    func agent(through wrapper: [String] = []) async throws -> Program {
        let program = try await start(through: wrapper)
        guard await program.says("is ready") else { throw NotReady(errors: program.errorsSoFar) }
        return program
    }

    /// The agent, started and perhaps not ready.
    func start(through wrapper: [String] = []) async throws -> Program {
        try await Program(["run", "--config", folder.path("stacktail.yaml")], in: folder, through: wrapper)
    }

    /// Ends the agent as systemd does.
    @discardableResult
    func stop(_ agent: Program) async throws -> Program.Outcome {
        agent.signal(15)
        return try await agent.outcome()
    }

    struct NotReady: Error { var errors: String }

    /// A log line of an error.
    static func error(_ number: Int) -> String {
        "2026-11-20 10:00:00,123 ERROR [main] com.acme.Billing - order \(number) failed\n"
    }

    /// A log line of an error with its stack trace, of five lines in all.
    static func trace(_ number: Int) -> String {
        error(number) + "java.lang.IllegalStateException: order \(number) has no lines\n"
            + "\tat com.acme.Order.check(Order.java:12)\n\tat com.acme.Billing.run(Billing.java:99)\n\t... 3 more\n"
    }

    /// The numbers of the orders that the server heard of, in the order of their arrival.
    var orders: [Int] {
        server.received.compactMap { event in
            event.json["message"]?.text.flatMap { Int($0.filter(\.isNumber)) }
        }
    }
}
