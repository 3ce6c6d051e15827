import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("send brings one event to the server, whatever happens", .timeLimit(.minutes(10)))
struct SendTests {
    @Test("without an agent it sends itself, and every option arrives")
    func alone() async throws {
        let site = try await Site()
        let sent = try await site.stacktail(
            [
                "send", "Backup failed: disk is full", "--type", "error", "--source", "backup", "--level", "error",
                "--tag", "nightly", "--tag", "Critical", "--data", "host=db1", "--data", "-", "--value", "2.5",
                "--geo", "48.1,11.5", "--date", "2026-11-20T10:00:00+01:00", "--reference-id", "backup-2026-11-20",
                "--user", "7", "--user-name", "Ada", "--app-version", "1.2", "--stack-title", "Backups",
                "--stack-by", "backup", "--wait",
            ], input: #"{"size":17,"parts":[1,2]}"#)
        #expect(sent.status == 0 && sent.output == "backup-2026-11-20\n", "\(sent.errors)")
        let event = try #require(site.server.received.first?.json)
        #expect(event["message"] == "Backup failed: disk is full" && event["type"] == "error")
        #expect(event["source"] == "backup" && event["geo"] == "48.1,11.5" && event["value"] == .number(2.5))
        #expect(event["tags"]?.elements?.contains("Critical") == true)
        let data = event["data"]
        #expect(data?["@submission_method"] == "manual" && data?["@level"] == "Error" && data?["@version"] == "1.2")
        #expect(data?["host"] == "db1" && data?["size"] == 17 && data?["parts"] == [1, 2])
        #expect(data?["@user"] == ["identity": "7", "name": "Ada"])
        #expect(data?["@stack"]?["title"] == "Backups")
        #expect(data?["@environment"]?["o_s_name"] != nil)
        await site.server.stop()
    }

    @Test("an outage loses nothing: what waits is told, and the next one sends both in order")
    func outage() async throws {
        let site = try await Site()
        site.server.behave(.hangUp)
        let first = try await site.stacktail(["send", "one"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("queued, and not sent yet"))
        let waiting = try await site.stacktail(["send", "two", "--wait=1s"])
        #expect(waiting.status == 1 && waiting.errors.contains("queued, and not accepted yet"))
        #expect(site.server.received.isEmpty)
        site.server.behave(.accept)
        let third = try await site.stacktail(["send", "three", "--wait", "--json"])
        #expect(third.status == 0, "\(third.errors)")
        #expect(third.events.first?["state"] as? String == "accepted")
        #expect(site.messages == ["one", "two", "three"])
        #expect(site.server.ledger.duplicates.isEmpty)
        let ids = try [first, waiting].map { try #require($0.output.split(separator: "\n").first) }
        #expect(site.server.received.prefix(2).map { $0.referenceID ?? "" } == ids.map(String.init))
        await site.server.stop()
    }

    @Test("the running agent takes it over its socket, and survives to send it")
    func agent() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        let accepted = try await site.stacktail(["send", "-", "--wait"], input: "from a pipe\nof two lines\n")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(site.messages == ["from a pipe\nof two lines"])
        site.server.behave(.refuse(status: 503))
        let queued = try await site.stacktail(["send", "during the outage"])
        #expect(queued.status == 0 && queued.errors.isEmpty, "the agent's to send: \(queued.errors)")
        let untaken = try await site.stacktail(["send", "again", "--wait=300ms"])
        #expect(untaken.status == 1 && untaken.errors.contains("status 503"), "\(untaken.errors)")
        agent.signal(9)
        _ = try await agent.outcome()
        site.server.behave(.accept)
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(3))
        #expect(site.messages == ["from a pipe\nof two lines", "during the outage", "again"])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("what the server refuses for good, --wait tells with the server's status")
    func refused() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 400))
        let sent = try await site.stacktail(["send", "x", "--wait"])
        #expect(sent.status == 1 && sent.errors.contains("the server refuses it: status 400"), "\(sent.errors)")
        await site.server.stop()
    }

    @Test("the project's settings hold it back, with the reason, unless it is forced")
    func gate() async throws {
        let site = try await Site()
        site.server.change(settings: ["@@log:backup": "Error"])
        let agent = try await site.agent()
        let event = ["send", "done", "--source", "backup", "--level", "info"]
        let held = try await site.stacktail(event)
        #expect(held.status == 1 && held.output.isEmpty)
        #expect(held.errors.contains("info is below error, which '@@log:backup' asks for; --force sends it"))
        #expect(try await site.stacktail(["send", "other", "--source", "x", "--level", "info"]).status == 0)
        #expect(try await site.stacktail(event + ["--force"]).status == 0)
        #expect(await site.server.waitForEvents(2))
        #expect(Set(site.messages) == ["other", "done"])
        try await site.stop(agent)
        let without = try await site.stacktail(event)
        #expect(without.status == 1 && without.errors.contains("'@@log:backup'"), "the journal remembers")
        await site.server.stop()
    }

    @Test(
        "what is wrong with the options is told, with status 2",
        arguments: [
            (["sned", "a"], "did you mean 'send'?"), (["send"], "needs a message"),
            (["send", "a", "--message", "b"], "given twice"),
            (["send", "-", "--data", "-"], "read once"),
            (["send", "a", "--level", "errro"], "did you mean 'error'?"),
            (["send", "a", "--data", "novalue"], "KEY=VALUE"),
            (["send", "a", "--geo", "there"], "geo must be"),
            (["send", "a", "--reference-id", "short"], "8 to 100"),
            (["send", "a", "--date", "yesterday"], "is no date"),
            (["send", "a", "--wait=soon"], "is no duration"),
            (["send", "a", "--timeout", "5s"], "is for --wait"),
            (["send", "a", "--project", "defalt"], "did you mean 'default'?"),
        ])
    func usage(arguments: [String], reason: String) async throws {
        let site = try await Site()
        let outcome = try await site.stacktail(arguments)
        #expect(outcome.status == 2 && outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(outcome.output.isEmpty && site.server.received.isEmpty)
        await site.server.stop()
    }

    @Test("many at once, with and without an agent that comes and goes, lose nothing and double nothing")
    func crowd() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let numbers = 0..<24
        let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for number in numbers {
                group.addTask { try await site.stacktail(["send", "number \(number)"]) }
                if number == 12 { agent.signal(15) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        _ = try await agent.outcome()
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
        #expect(try await site.stacktail(["send", "the last", "--wait"]).status == 0)
        #expect(Set(site.messages) == Set(numbers.map { "number \($0)" } + ["the last"]))
        #expect(site.messages.count == numbers.count + 1)
        await site.server.stop()
    }

    @Test("an agent that starts meanwhile waits for it")
    func meanwhile() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 503))
        let sent = Task { try await site.stacktail(["send", "first", "--wait"]) }
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        let agent = try await site.start()
        let second = Task { try await site.stacktail(["send", "second", "--wait"]) }
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 3 })
        site.server.behave(.accept)
        #expect(try await sent.value.status == 0)
        #expect(await agent.says("is ready"), "\(agent.errorsSoFar)")
        #expect(try await second.value.status == 0)
        #expect(site.messages == ["first", "second"])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("an agent that ends without an answer is asked again; the event goes its way once")
    func unanswered() async throws {
        let site = try await Site()
        let end = try DyingAgent(at: site.folder.path("state"))
        let sent = try await site.stacktail(["send", "once", "--reference-id", "event-0123", "--wait"])
        #expect(sent.status == 0 && sent.errors.isEmpty, "\(sent.errors)")
        #expect(end.heard.contains("event-0123"), "it was asked")
        #expect(site.messages == ["once"])
        await site.server.stop()
    }

    @Test("a local project keeps it; no server is needed")
    func local() async throws {
        let folder = try Folder()
        try folder.write("state: \(folder.path("state"))\nprojects: { here: { local: {} } }\n", to: "stacktail.yaml")
        let config = ["--config", folder.path("stacktail.yaml")]
        let sent = try await Program.run(["send", "kept", "--wait", "--json"] + config, in: folder)
        #expect(sent.status == 0 && sent.events.first?["state"] as? String == "kept", "\(sent.errors)")
        #expect(sent.errors.contains("kept here: project here has no server to send it to"))
        let asked = try await Program.run(["check", "--connect"] + config, in: folder)
        #expect(asked.status == 3 && asked.errors.contains("no project has an Exceptionless server to ask"))
        let shown = try await Program.run(["events"] + config, in: folder)
        #expect(shown.events.first?["message"] as? String == "kept")
    }
}

extension Site {
    /// Runs a command with this site's configuration to its end.
    func stacktail(_ arguments: [String], input: String? = nil) async throws -> Program.Outcome {
        try await Program.run(
            arguments + ["--config", folder.path("stacktail.yaml")], in: folder, input: input)
    }

    /// In the order of their arrival.
    var messages: [String] { server.received.compactMap { $0.json["message"]?.text } }
}
