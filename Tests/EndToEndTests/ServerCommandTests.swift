import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("What a project's server is asked by hand", .timeLimit(.minutes(10)))
struct ServerCommandTests {
    private static func date(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: date)
    }

    @Test("settings tells what the agent fetched, and what that holds back")
    func settings() async throws {
        let site = try await Site()
        let unknown = try await site.stacktail(["settings"])
        #expect(unknown.status == 1 && unknown.errors.contains("--fetch asks the server now"))
        site.server.change(settings: ["@@log:com.acme.*": "Fatal", "@@usage:*": "false", "@@DataExclusions": "pass*"])
        let agent = try await site.agent()
        try site.folder.append(Site.error(1) + Site.trace(2), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        let text = try await site.stacktail(["settings"])
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.contains("default: version 2 of \(site.server.url)'s settings, in force since 20"))
        #expect(text.output.contains("  log    from Fatal on of com.acme.*\n  usage  nothing of *\n"))
        #expect(text.output.contains("from Warn on (level_without_setting)"))
        #expect(text.output.contains("@@DataExclusions = pass*") && !text.output.contains(StandInServer.usualKey))
        #expect(text.output.contains("held back so far: 1 event, the last at 20"), "\(text.output)")
        let json = try JSONReader.parse(try await site.stacktail(["settings", "--json"]).output)
        #expect(json["version"] == 2 && json["held_back_events"] == 1)
        #expect(json["settings"]?["@@usage:*"] == "false" && json["private_information"] == true)
        let hold: JSONValue = ["type": "usage", "source": "*", "key": "@@usage:*", "effect": "off"]
        #expect(json["holds"]?.elements?.last == hold)
        await site.server.stop()
    }

    @Test("settings --fetch asks the server, and the next send obeys them without an agent")
    func fetch() async throws {
        let site = try await Site()
        site.server.change(settings: ["@@log:backup": "Error"])
        let fetched = try await site.stacktail(["settings", "--fetch", "--json"])
        #expect(fetched.status == 0 && fetched.events.first?["version"] as? Int == 2, "\(fetched.errors)")
        let held = try await site.stacktail(["send", "done", "--source", "backup", "--level", "info"])
        #expect(held.status == 1 && held.errors.contains("'@@log:backup'"))
        site.server.behave(.refuse(status: 401), at: .settings)
        let refused = try await site.stacktail(["settings", "--fetch"])
        #expect(refused.status == 1 && refused.errors.contains("the server refuses the key (status 401)"))
        #expect(try await site.stacktail(["settings"]).output.contains("version 2"))
        await site.server.stop()
    }

    @Test("check --connect: all is well, a line each")
    func connect() async throws {
        let site = try await Site()
        site.server.show(date: Self.date(Date()))
        site.server.change(settings: ["@@log:*": "Error"])
        let good = try await site.stacktail(["check", "--connect"])
        #expect(good.status == 0 && good.errors.isEmpty, "\(good.errors)")
        let checks = good.output.split(separator: "\n").map {
            $0.split(separator: ": ").prefix(2).joined(separator: ": ")
        }
        #expect(checks == ["connection", "tls", "key", "settings", "clock"].map { "default: \($0)" })
        #expect(good.output.contains("settings: version 2, of which 1 holds events back"))
        #expect(site.server.received.isEmpty && site.server.ledger.heartbeats.isEmpty)
        await site.server.stop()
    }

    @Test("check --connect goes to the server of the sessions, too, where it is another one")
    func heartbeatServer() async throws {
        let other = try await StandInServer.start()
        let site = try await Site(
            destination: "exceptionless: { server: 'SERVER', api_key: KEY, heartbeat_server: '\(other.url)' }")
        var told = try await site.stacktail(["check", "--connect"])
        #expect(told.status == 0 && told.output.contains("connection: \(other.url) answers, for sessions"))
        #expect(other.ledger.heartbeats.isEmpty)
        await other.stop()
        told = try await site.stacktail(["check", "--connect"])
        #expect(told.status == 1 && told.errors.contains("default: connection: "), "\(told.errors)")
        await site.server.stop()
    }

    @Test("check --connect says what is wrong: the clock, the key, the address, the certificate, the server")
    func faults() async throws {
        let site = try await Site()
        func lines(_ configuration: String = "stacktail.yaml") async throws -> [String] {
            let outcome = try await Program.run(
                ["check", "--connect", "--json", "--config", site.folder.path(configuration)], in: site.folder)
            #expect(outcome.status == 1)
            let bad = outcome.events.filter { $0["ok"] as? Bool == false }
            return bad.map { "\($0["check"] ?? ""): \($0["text"] ?? "")" }
        }
        site.server.show(date: Self.date(Date(timeIntervalSinceNow: -3_600)))
        var found = try await lines()
        #expect(found.count == 1 && found[0].contains("s ahead of the server's: set it"), "\(found)")
        site.server.show(date: Self.date(Date(timeIntervalSinceNow: 86_400)))
        #expect(try await lines().first?.contains("s behind the server's") == true)
        for (status, fault) in [
            (401, "key: the server does not know it"), (403, "key: it needs the client role"),
            (404, "settings: \(site.server.url) does not know the project (status 404)"),
            (503, "settings: \(site.server.url) gives status 503"),
        ] {
            site.server.behave(.refuse(status: status), at: .settings)
            found = try await lines()
            #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
        }
        site.server.behave(.page, at: .settings)
        #expect(try await lines().first?.contains("a web page instead of settings") == true)
        let text = try String(contentsOfFile: site.folder.path("stacktail.yaml"), encoding: .utf8)
        try site.folder.write(text.replacing("http://", with: "https://"), to: "tls.yaml")
        found = try await lines("tls.yaml")
        #expect(found.count == 1 && found[0].hasPrefix("tls: "), "\(found)")
        await site.server.stop()
        found = try await lines()
        #expect(found.count == 1 && found[0].hasPrefix("connection: "), "\(found)")
    }

    @Test("a session begins with an event, is kept alive and ended, and a user describes what was sent")
    func session() async throws {
        let site = try await Site()
        let started = try await site.stacktail(["session", "start", "--user", "7", "--user-name", "Ada", "--wait"])
        #expect(started.status == 0, "\(started.errors)")
        let id = String(started.output.dropLast())
        let event = try #require(site.server.received.first?.json)
        #expect(event["type"] == "session" && event["reference_id"] == .string(id))
        #expect(event["data"]?["@user"]?["name"] == "Ada")
        let sent = try await site.stacktail(["send", "x", "--session", id, "--wait"])
        #expect(site.server.received.last?.json["data"]?["@ref:session"] == .string(id), "\(sent.errors)")
        #expect(try await site.stacktail(["heartbeat", id]).status == 0)
        #expect(try await site.stacktail(["session", "end", id]).status == 0)
        let beats = [ReceivedHeartbeat(id, closes: false), ReceivedHeartbeat(id, closes: true)]
        #expect(site.server.ledger.heartbeats == beats)
        let described = try await site.stacktail(
            ["describe", String(sent.output.dropLast()), "-", "--email", "ada@example.com"], input: "I pressed Save\n")
        #expect(described.status == 0, "\(described.errors)")
        let description = try #require(site.server.ledger.descriptions.first)
        #expect(description.referenceID == String(sent.output.dropLast()))
        #expect(description.json["description"] == "I pressed Save")
        #expect(description.json["email_address"] == "ada@example.com")
        await site.server.stop()
    }

    @Test("what cannot be done is told")
    func refusals() async throws {
        let site = try await Site()
        #expect(try await site.stacktail(["heartbeat", "short"]).status == 2)
        #expect(try await site.stacktail(["session", "start"]).status == 2)
        #expect(try await site.stacktail(["describe", "event-0123"]).status == 2, "nothing is said")
        #expect(try await site.stacktail(["describe", "event-0123", "x", "--email", "nobody"]).status == 2)
        site.server.behave(.refuse(status: 503))
        #expect(try await site.stacktail(["send", "x", "--reference-id", "event-0123"]).status == 0)
        let early = try await site.stacktail(["describe", "event-0123", "x"])
        #expect(early.status == 1 && early.errors.contains("still waits here to be sent"))
        site.server.behave(.refuse(status: 401), at: .heartbeat)
        let refused = try await site.stacktail(["heartbeat", "session-0123"])
        #expect(refused.status == 1 && refused.errors.contains("does not know the key"), "\(refused.errors)")
        await site.server.stop()
        let gone = try await site.stacktail(["session", "end", "session-0123"])
        #expect(gone.status == 1 && gone.errors.contains("no answer: "), "\(gone.errors)")
    }
}
