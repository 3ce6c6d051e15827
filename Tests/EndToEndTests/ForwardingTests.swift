import LoopbackServer
import Testing
import WireFormat

@Suite("run forwards events to Exceptionless", .timeLimit(.minutes(10)))
struct ForwardingTests {
    @Test("an error with its trace arrives as one event with frames, under the right key and client")
    func trace() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.append(Site.trace(17), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        let event = try #require(site.server.received.first).json
        #expect(event["type"] == "error")
        let data = try #require(event["data"])
        let error = try #require(data["@error"])
        let frames = error["stack_trace"]?.elements ?? []
        #expect(error["type"] == "java.lang.IllegalStateException")
        #expect(frames.count == 2)
        #expect(data["@submission_method"] == "log-tail")
        let place = try #require(data["log"])
        #expect(place["first_line"] == 1)
        let request = try #require(site.server.ledger.requests.first { $0.endpoint == .events })
        #expect(request.header("Authorization") == "Bearer \(StandInServer.usualKey)")
        #expect(request.header("User-Agent")?.hasPrefix("stacktail/") == true)
        let outcome = try await site.stop(agent)
        #expect(outcome.status == 0)
        #expect(!outcome.errors.contains(StandInServer.usualKey))
        #expect(site.server.ledger.discardedPosts.isEmpty)
        await site.server.stop()
    }

    @Test("sessions, heartbeats, features and missing pages that rules find arrive in the server's form, each one")
    func otherTypes() async throws {
        let rules = """
            files: [LOGS/*.log]
            read_from: beginning
            record: { flush_after: 200ms }
            rules:
              - name: login
                when: { message: '^login (?<who>\\S+)$' }
                event: { type: session, session: '${who}', user: { identity: '${who}' } }
              - name: logout
                when: { message: '^logout (?<who>\\S+)$' }
                event: { type: sessionend, session: '${who}' }
              - name: alive
                when: { message: '^alive (?<who>\\S+)$' }
                event: { type: heartbeat, session: '${who}' }
              - name: feature
                when: { message: '^used (?<what>\\S+)$' }
                event: { type: usage, source: '${what}' }
              - name: missing
                when: { message: '^404 (?<url>\\S+)$' }
                event: { type: '404', request: { http_method: GET, path: '${url}' } }
            """
        let site = try await Site(rules: rules)
        site.server.change(settings: ["@@usage:export": "false", "@@404:*.php": "false"])
        let agent = try await site.agent()
        let lines = ["login ann", "alive ann", "alive ann", "used export", "used import", "404 /a.php", "404 /b?x=1"]
        try site.folder.append((lines + ["logout ann", ""]).joined(separator: "\n"), to: "log/app.log")
        #expect(await site.server.waitForEvents(6))
        try await site.stop(agent)
        let events = site.server.received.map(\.json)
        #expect(
            events.map { $0["type"]?.text } == ["session", "heartbeat", "heartbeat", "usage", "404", "sessionend"])
        let session = try #require(events.first?["reference_id"])
        #expect(events.first?["data"]?["@user"]?["identity"] == "ann")
        for event in events where ["heartbeat", "sessionend"].contains(event["type"]) {
            #expect(event["data"]?["@ref:session"] == session)
        }
        #expect(events.first { $0["type"] == "usage" }?["source"] == "import")
        let missing = try #require(events.first { $0["type"] == "404" })
        #expect(missing["source"] == "/b" && missing["data"]?["@request"]?["query_string"]?["x"] == "1")
        #expect(site.server.ledger.discardedPosts.isEmpty)
        await site.server.stop()
    }

    @Test("what came while it was stopped arrives after the restart, once")
    func restart() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        try site.folder.append(Site.trace(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        try site.folder.append(Site.error(2) + Site.trace(3), to: "log/app.log")
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(3))
        try await site.stop(agent)
        #expect(site.orders == [1, 2, 3])
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test(
        "A02: a trace that is half written at the stop, or the kill, is one event after the restart",
        arguments: [15, 9])
    func halfTrace(signal: Int32) async throws {
        let site = try await Site(rules: Site.rules.replacing("200ms", with: "10m"))
        var agent = try await site.agent()
        let lines = Site.trace(2).split(separator: "\n", omittingEmptySubsequences: false)
        try site.folder.append(Site.error(1) + lines[..<3].joined(separator: "\n") + "\n", to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        agent.signal(signal)
        _ = try await agent.outcome()
        agent = try await site.agent()
        try site.folder.append(lines[3...].joined(separator: "\n") + Site.error(3), to: "log/app.log")
        #expect(await site.server.waitForEvents(2))
        try await site.stop(agent)
        #expect(site.orders == [1, 2])
        let error = site.server.received.last?.json["data"]?["@error"]
        let frames = error?["stack_trace"]?.elements ?? []
        #expect(frames.count == 2)
        await site.server.stop()
    }

    @Test("the project's settings are obeyed: what they exclude is not sent")
    func settings() async throws {
        let site = try await Site()
        site.server.change(settings: [
            "@@log:com.acme.Noise": "Fatal", "@@error:java.lang.IllegalStateException": "false",
        ])
        let agent = try await site.agent()
        try site.folder.append(
            "2026-11-20 10:00:00,123 ERROR [main] com.acme.Noise - order 1 is noise\n" + Site.trace(2) + Site.error(3),
            to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        #expect(site.orders == [3])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("a dead server loses nothing: events are kept and sent when it answers again")
    func deadServer() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 503))
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 2 })
        #expect(site.server.received.isEmpty)
        site.server.behave(.accept)
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("A15: what waits in the journal at the stop is sent after the restart, though nothing new is written")
    func queuedAtTheStop() async throws {
        let site = try await Site()
        site.server.behave(.refuse(status: 503))
        var agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        try await site.stop(agent)
        site.server.behave(.accept)
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("a wrong key is told once, and the events are kept")
    func wrongKey() async throws {
        let site = try await Site(key: "wrong-key-0123456789")
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await agent.says("key"))
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        #expect(await agent.says("events are kept"))
        let outcome = try await site.stop(agent)
        let told = outcome.errors.split(separator: "\n").filter { $0.contains("events are kept") }
        #expect(told.count == 1, "\(outcome.errors)")
        #expect(!outcome.errors.contains("wrong-key-0123456789"))
        #expect(site.server.received.isEmpty)
        let kept = try await Program.run(
            ["events", "--json", "--config", site.folder.path("stacktail.yaml")], in: site.folder)
        #expect(kept.events.count == 1, "\(kept.errors)")
        await site.server.stop()
    }

    @Test("what is redacted never leaves, nor reaches the disk")
    func redaction() async throws {
        let site = try await Site(configuration: #"redact: [{ name: order, match: 'order \d+', with: '[order]' }]"#)
        let agent = try await site.agent()
        try site.folder.append(Site.trace(4711), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        let bytes = try #require(site.server.received.first).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("[order]"))
        #expect(!text.contains("order 4711"))
        #expect(try !site.folder.contains("order 4711", below: "state"))
        await site.server.stop()
    }
}
