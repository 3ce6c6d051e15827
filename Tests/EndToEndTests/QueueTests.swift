import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("queue shows what has not left, and acts on it", .timeLimit(.minutes(10)))
struct QueueTests {
    /// Events by hand that wait for their server; their ids are `ID-number`.
    private func queue(_ numbers: ClosedRange<Int>, at site: Site, status: Int32 = 0) async throws {
        for number in numbers {
            let sent = try await site.stacktail(["send", "message \(number)", "--reference-id", "\(Self.id)\(number)"])
            #expect(sent.status == status, "\(sent.errors)")
        }
    }

    private static let id = "event-number-"

    @Test("without an agent: list, show, export, drop, retry")
    func alone() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 400), next: 1)
        try await queue(1...1, at: site, status: 1)
        site.server.behave(.refuse(status: 503))
        try await queue(2...4, at: site)

        let list = try await site.stacktail(["queue"])
        #expect(list.status == 0 && list.output.contains("default: 1 event in quarantine"), "\(list.errors)")
        #expect(list.output.contains("why: status 400") && list.output.contains("3 events waiting"))
        let json = try await site.stacktail(["queue", "list", "--json"])
        #expect(json.events.map { $0["state"] as? String } == ["quarantined", "waiting", "waiting", "waiting"])
        #expect(json.events.first?["reason"] as? String == "status 400")
        #expect(json.events.last?["message"] as? String == "message 4")

        let shown = try await site.stacktail(["queue", "show", "event-number-1"])
        #expect(shown.events.first?["message"] as? String == "message 1")
        #expect(shown.errors.contains("refused by default at") && shown.errors.contains(": status 400"))
        let ambiguous = try await site.stacktail(["queue", "show", "event-num"])
        #expect(ambiguous.status == 1 && ambiguous.errors.contains("begins more than one reference id"))
        #expect(try await site.stacktail(["queue", "show", "other-0123"]).status == 1)

        let exported = try await site.stacktail(["queue", "export", "--waiting"])
        #expect(exported.events.map { $0["reference_id"] as? String } == (2...4).map { "\(Self.id)\($0)" })

        #expect(try await site.stacktail(["queue", "drop"]).status == 2, "ids or --all")
        #expect(try await site.stacktail(["queue", "drop", "--all", "event-number-1"]).status == 2)
        let dropped = try await site.stacktail(["queue", "drop", "event-number-3"])
        #expect(dropped.status == 0 && dropped.output == "dropped: 1 that waited, 0 in quarantine\n")
        let retried = try await site.stacktail(["queue", "retry", "--all", "--quarantined"])
        #expect(retried.output == "out of quarantine: 1; tried anew: 0 that waited\n", "\(retried.errors)")
        #expect(retried.errors.contains("no agent runs: the next one tries them"))
        let verified = try await site.stacktail(["queue", "verify"])
        #expect(verified.status == 0 && verified.output == "3 events read: all is well\n", "\(verified.errors)")

        site.server.behave(.accept)
        #expect(try await site.stacktail(["send", "the last", "--wait"]).status == 0)
        #expect(site.messages == ["message 2", "message 4", "message 1", "the last"])
        #expect(try await site.stacktail(["queue"]).output == "Nothing waits, and nothing is in quarantine.\n")
        await site.server.stop()
    }

    @Test("through the agent: what is dropped is not sent, though its sender had it; what is retried is tried at once")
    func agent() async throws {
        let site = try await Site(configuration: "# no more")
        site.server.behave(.refuse(status: 401))
        let agent = try await site.agent()
        try await queue(1...3, at: site)
        // The agent has loaded them: its key is refused, and it pauses for a minute.
        #expect(await agent.says("the server does not know the key"))
        let dropped = try await site.stacktail(["queue", "drop", "event-number-1", "event-number-3"])
        #expect(dropped.output == "dropped: 2 that waited, 0 in quarantine\n", "\(dropped.errors)")
        site.server.behave(.accept)
        let retried = try await site.stacktail(["queue", "retry", "--all"])
        #expect(retried.output == "out of quarantine: 0; tried anew: 1 that waited\n", "\(retried.errors)")
        #expect(!retried.errors.contains("no agent runs"))
        #expect(await site.server.waitForEvents(1))
        #expect(try await site.stacktail(["send", "the last", "--wait"]).status == 0)
        #expect(site.messages == ["message 2", "the last"])
        let told = try await site.stacktail(["status", "--json"])
        #expect(told.status == 0, "the trouble is over: \(told.output)")
        #expect(told.output.contains(#"{"reason":"dropped","since_start":0,"total":2}"#))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("what a local project keeps is no queue, unless it is named")
    func local() async throws {
        let folder = try Folder()
        try folder.write("state: \(folder.path("state"))\nprojects: { here: { local: {} } }\n", to: "stacktail.yaml")
        let config = ["--config", folder.path("stacktail.yaml")]
        #expect(try await Program.run(["queue"] + config, in: folder).status == 3, "there is no journal yet")
        #expect(try await Program.run(["send", "kept"] + config, in: folder).status == 0)
        let dropped = try await Program.run(["queue", "drop", "--all"] + config, in: folder)
        #expect(dropped.output == "dropped: 0 that waited, 0 in quarantine\n", "\(dropped.errors)")
        let named = try await Program.run(["queue", "list", "--project", "here"] + config, in: folder)
        #expect(named.output.contains("kept"))
        let unknown = try await Program.run(["queue", "list", "--project", "heer"] + config, in: folder)
        #expect(unknown.status == 2 && unknown.errors.contains("did you mean 'here'?"))
    }

    @Test("verify finds a damaged page, and events that nobody sends")
    func damage() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 503))
        try await queue(1...2, at: site)
        let path = site.folder.path("stacktail.yaml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try site.folder.write(text.replacing("  default:", with: "  renamed:"), to: "renamed.yaml")
        let orphans = try await Program.run(
            ["queue", "verify", "--config", site.folder.path("renamed.yaml")], in: site.folder)
        #expect(orphans.status == 1 && orphans.output == "2 events read: 1 fault\n")
        #expect(orphans.errors.contains("project 'default' is not in the configuration: nobody sends its events"))

        let journal = site.folder.url.appendingPathComponent("state/journal.db")
        var bytes = try Data(contentsOf: journal)
        let place = try #require(bytes.range(of: Data(#"{"type":"log","date""#.utf8)))
        bytes.replaceSubrange(place.lowerBound..<place.lowerBound + 2, with: Data("[[".utf8))
        try bytes.write(to: journal)
        let spoilt = try await site.stacktail(["queue", "verify"])
        #expect(spoilt.status == 1 && spoilt.errors.contains("it is no JSON object"), "\(spoilt.errors)")
        await site.server.stop()
    }
}
