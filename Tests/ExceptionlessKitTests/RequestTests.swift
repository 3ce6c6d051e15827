import ExceptionlessKit
import LoopbackServer
import Synchronization
import Testing

@Suite("Every endpoint by itself", .timeLimit(.minutes(10)))
struct RequestTests {
    @Test func eventsAreSentAndAwaited() async throws {
        try await withBench { bench in
            let client = try bench.client()
            let sent = try await client.send(bench.log("a"))
            #expect(bench.server.received.map(\.referenceID) == [sent.referenceID])
            #expect(sent.referenceID.map { .accepted(referenceID: $0) } == sent)
            #expect(client.counts == counts { $0.accepted = 1 })
            await client.close()
        }
    }

    @Test func moreThanARequestsWorthGoesInSeveral() async throws {
        try await withBench { bench in
            let client = try bench.client()
            let long = String(repeating: "x", count: 100_000)
            var events = (0..<5).map { bench.log("\($0)") }
            for place in events.indices { events[place].data["long"] = .string(long) }
            events[2].referenceID = "bad id"
            let sent = try await client.send(events)
            #expect(sent[2] == .dropped(.malformed(.referenceID("bad id"))))
            #expect(bench.messages == ["0", "1", "3", "4"])
            #expect(bench.server.ledger.requestCount(for: .events) == 4)
            await client.close()
        }
    }

    @Test func aRefusalIsAnError() async throws {
        try await withBench { bench in
            let client = try bench.client()
            bench.server.behave(.refuse(status: 401), next: 1)
            await #expect(throws: SendFault.refused(.refusedKey(status: 401))) {
                try await client.send(bench.log("a"))
            }
            bench.server.behave(.page, next: 1)
            await #expect(throws: SendFault.refused(.notTheProtocol("status 200 with a web page"))) {
                try await client.send(bench.log("a"))
            }
            #expect(client.counts.accepted == 0)
            await client.close()
        }
    }

    @Test func anEventGoesByQuery() async throws {
        try await withBench { bench in
            let client = try bench.client { $0.environment = .thisProcess }
            var event = Event.usage("search & find", date: ManualClock.start)
            (event.tags, event.count, event.data) = (["a", "b"], 2, ["color": "red"])
            event.user = UserInfo(identity: "ann", name: "Ann")
            _ = try await client.sendByQuery(event)
            let json = try #require(bench.server.received.first?.json)
            #expect(json["type"] == "usage" && json["source"] == "search & find" && json["count"] == 2)
            #expect(json["date"] == "2026-11-20T10:00:00Z" && json["tags"] == ["a", "b"])
            #expect(json["data"] == ["@user": ["identity": "ann", "name": "Ann"], "color": "red"])
            event.error = ErrorInfo(type: "E")
            await #expect(throws: SendFault.dropped(.malformed(.notInQuery("@error")))) {
                try await client.sendByQuery(event)
            }
            await client.close()
        }
    }

    @Test func aUserDescribesAnEvent() async throws {
        try await withBench { bench in
            let client = try bench.client()
            try await client.describe("event-0001", UserDescription(emailAddress: "a@b", description: "It broke."))
            let description = try #require(bench.server.ledger.descriptions.first)
            #expect(description.referenceID == "event-0001")
            #expect(description.json == ["email_address": "a@b", "description": "It broke."])
            await #expect(throws: SendFault.dropped(.malformed(.userDescription))) {
                try await client.describe("event-0001", UserDescription())
            }
            await client.close()
        }
    }

    @Test func settingsComeByKeyAndByProject() async throws {
        try await withBench { bench in
            bench.server.change(settings: ["a": "1"])
            let client = try bench.client()
            #expect(try await client.fetchSettings().values == ["a": "1"])
            #expect(client.settings.version == 2)
            let project = StandInServer.usualProject
            #expect(try await client.fetchSettings(ofProject: project, version: 1)?.version == 2)
            #expect(try await client.fetchSettings(ofProject: project, version: 2) == nil)
            #expect(bench.server.ledger.requests.last?.target == "/api/v2/projects/\(project)/config?v=2")
            await #expect(throws: SendFault.noSettings("the server does not know the project (status 404)")) {
                try await client.fetchSettings(ofProject: "none", version: nil)
            }
            await client.close()
        }
    }

    @Test func aProjectThatIsNamedIsInEveryRequest() async throws {
        try await withBench { bench in
            let project = StandInServer.usualProject
            let client = try bench.client { $0.projectID = project }
            client.submit(bench.log("a"))
            #expect(await bench.server.waitForEvents(1))
            _ = try await client.sendByQuery(bench.log("b"))
            try await client.describe("event-0001", UserDescription(description: "d"))
            await client.close()
            #expect(bench.messages == ["a", "b"])
            #expect(
                Set(bench.server.ledger.requests.map { String($0.path) })
                    == Set(
                        ["config", "events", "events/submit", "events/by-ref/event-0001/user-description"]
                            .map { "/api/v2/projects/\(project)/\($0)" }))
        }
    }
}

@Suite("Sessions", .timeLimit(.minutes(10)))
struct SessionTests {
    @Test func beginAreKeptAliveAndEnd() async throws {
        try await withBench { bench in
            let client = try bench.client()
            client.submit(bench.log("before"))
            let session = try #require(await client.startSession(of: UserInfo(identity: "ann")).referenceID)
            #expect(client.session == session)
            client.submit(bench.log("within"))
            #expect(await bench.server.waitForEvents(3))
            bench.clock.advance(by: .seconds(60))
            #expect(await bench.server.wait { $0.heartbeats.count == 1 })
            try await client.heartbeat()
            try await client.endSession()
            client.submit(bench.log("after"))
            await client.close()
            #expect(
                bench.server.ledger.heartbeats == [
                    ReceivedHeartbeat(session, closes: false), ReceivedHeartbeat(session, closes: false),
                    ReceivedHeartbeat(session, closes: true),
                ])
            let sessions = bench.server.received.map { $0.json["data"]?["@ref:session"]?.text }
            #expect(sessions == [nil, nil, session, nil])
            let start = bench.server.received[1].json
            #expect(start["type"] == "session" && start["reference_id"]?.text == session)
            #expect(start["data"]?["@user"] == ["identity": "ann"])
        }
    }

    @Test func withoutOneThereIsNothingToEnd() async throws {
        try await withBench { bench in
            let client = try bench.client()
            await #expect(throws: SendFault.noSession) { try await client.endSession() }
            await #expect(throws: SendFault.noSession) { try await client.heartbeat() }
            await client.close()
        }
    }

    @Test func doNotBeginWhereTheProjectDoesNotWantThem() async throws {
        try await withBench { bench in
            let client = try bench.client {
                $0.knownSettings = ProjectSettings(version: 1, values: ["@@session:*": "false"])
            }
            #expect(await client.startSession(of: UserInfo(identity: "ann")).referenceID == nil)
            #expect(client.session == nil)
            await client.close()
        }
    }
}

@Suite("A transport of one's own", .timeLimit(.minutes(10)))
struct OwnTransportTests {
    /// Takes everything, or throws what it was asked to send.
    private actor Recorder: ClientTransport {
        private(set) var requests: [Request] = []
        private(set) var isShutDown = false
        private let throwsRequests: Bool

        init(throwsRequests: Bool = false) { self.throwsRequests = throwsRequests }

        struct Failure: Error { var request: [String] }

        func send(_ request: Request) async throws -> Answer {
            requests.append(request)
            if throwsRequests { throw Failure(request: request.headers.map { "\($0.name): \($0.value)" }) }
            return Answer(status: request.path.hasSuffix("/config") ? 304 : 202)
        }

        func shutDown() async { isShutDown = true }
    }

    private let key = "SECRET-KEY-0123456789"

    @Test func carriesEverythingAndIsShutDown() async throws {
        let recorder = Recorder()
        var configuration = ClientConfiguration(key: try #require(APIKey(key)))
        configuration.environment = nil
        let client = ExceptionlessClient(configuration, transport: recorder)
        client.submit(.log("a", source: "b", level: .info))
        #expect(await client.close() == [])
        #expect(await recorder.isShutDown)
        let requests = await recorder.requests
        #expect(
            Set(requests.map(\.url)) == [
                "https://config.exceptionless.io/api/v2/projects/config",
                "https://collector.exceptionless.io/api/v2/events",
            ])
        #expect(requests.allSatisfy { $0.headers.contains(HeaderField("User-Agent", "exceptionless-swift/0.1.0")) })
    }

    @Test func hostsCanBeSetOneByOne() async throws {
        let recorder = Recorder()
        var configuration = ClientConfiguration(key: try #require(APIKey(key)))
        configuration.server = try #require(ServerURL("http://events/base"))
        configuration.configServer = ServerURL("http://config")
        configuration.heartbeatServer = ServerURL("http://heart")
        let client = ExceptionlessClient(configuration, transport: recorder)
        _ = try await client.send(.log("a", source: "b", level: .info))
        try await client.heartbeat(session: "session-0001", closes: false)
        _ = try? await client.fetchSettings()
        await client.close()
        #expect(
            Set(await recorder.requests.map(\.url)) == [
                "http://events/base/api/v2/events", "http://config/api/v2/projects/config",
                "http://heart/api/v2/events/session/heartbeat?id=session-0001&close=false",
            ])
    }

    @Test func theKeyNeverShows() async throws {
        let notices = Notices()
        var configuration = ClientConfiguration(key: try #require(APIKey(key)))
        configuration.connection.proxy = "http://ann:SECRET-WORD@proxy"
        configuration.notify = { notices.tell($0) }
        let client = ExceptionlessClient(configuration, transport: Recorder(throwsRequests: true))
        client.submit(.log("a", source: "b", level: .info))
        #expect(await notices.trouble())
        let fault = await #expect(throws: SendFault.self) { try await client.fetchSettings() }
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(client, to: &dumped)
        dump(notices.all, to: &dumped)
        let fault0 = try #require(fault)
        for text in ["\(configuration)", "\(client)", "\(fault0)", "\(notices.all)", dumped] {
            #expect(!text.contains("SECRET"))
        }
        #expect("\(fault0)".contains("Bearer ****"), "the failure itself is told")
        await client.close(within: .zero)
    }

    @Test func aClientThatCannotBeIsNotMade() {
        #expect(throws: ConfigurationFault.key) { try ExceptionlessClient(key: "short") }
        #expect(throws: ConfigurationFault.server("ftp://h")) {
            try ExceptionlessClient(key: key, server: "ftp://h")
        }
        #expect(throws: ConfigurationFault.self) {
            var configuration = ClientConfiguration(key: try #require(APIKey(key)))
            configuration.connection.authoritiesPath = "/nowhere/authorities.pem"
            _ = try ExceptionlessClient(configuration)
        }
    }
}
