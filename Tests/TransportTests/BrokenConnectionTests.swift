import Delivery
import Exceptionless
import LoopbackServer
import Testing
import Transport

@Suite("Connections that break, and servers that keep one waiting", .timeLimit(.minutes(10)))
struct BrokenConnectionTests {
    @Test func nobodyListens() async throws {
        let server = try await StandInServer.start()
        let request = try Collector(server).submit(events: [event("event-0001")])
        await server.stop()
        try await withTransport { transport in
            let failure = try await failure(of: request, over: transport)
            #expect(failure.kind == .connection)
            #expect(failure.reason.hasPrefix("nothing listens at 127.0.0.1:\(server.port) (connection refused); "))
            #expect(failure.reason.contains("port"))
        }
    }

    /// A label of more than 63 bytes is no name, so that no resolver is asked.
    @Test func theNameIsNotKnown() async throws {
        let name = String(repeating: "x", count: 64) + ".test"
        let request = try Collector("http://\(name)").submit(events: [event("event-0001")])
        try await withTransport { transport in
            let failure = try await failure(of: request, over: transport)
            #expect(failure.kind == .name)
            #expect(failure.reason.hasPrefix("no address is known for the name '\(name)'; "))
        }
    }

    @Test(arguments: [Behaviour.hangUp, .keepAndHangUp, .keepAndCut])
    func anAnswerThatIsNotWholeIsNone(behaviour: Behaviour) async throws {
        try await withStandIn { server in
            server.behave(behaviour, next: 1)
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let failure = try await failure(of: request, over: transport)
                #expect(failure.kind == .broken)
                #expect(failure.reason.contains("before its answer was whole"), "\(failure)")
                #expect(server.received.count == (behaviour == .hangUp ? 0 : 1))
                #expect(try await transport.send(request).status == 202)
                #expect(server.received.count == 1, "a repeat is known by its reference id")
                #expect(server.ledger.changedRepeats.isEmpty)
            }
        }
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        try await withStandIn { server in
            server.behave(.stall)
            try await withTransport(quickly { $0.firstByte = .milliseconds(50) }) { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let failure = try await failure(of: request, over: transport)
                #expect(failure.kind == .timeout)
                #expect(failure.reason.contains("did not answer within 0.05 seconds"), "\(failure)")
                #expect(server.received.isEmpty)
            }
        }
    }

    @Test func aServerThatNeverFinishesIsGivenUp() async throws {
        try await withStandIn { server in
            server.behave(.dribble)
            try await withTransport(quickly { $0.total = .milliseconds(50) }) { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let failure = try await failure(of: request, over: transport)
                #expect(failure.kind == .timeout)
                #expect(failure.reason.contains("did not finish its answer within 0.05 seconds"), "\(failure)")
            }
        }
    }

    @Test func aStalledServerMayAnswerInTheEnd() async throws {
        try await withStandIn { server in
            server.behave(.stall, next: 1)
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                async let answer = transport.send(request)
                #expect(await server.wait { $0.requests.count == 1 })
                #expect(server.received.isEmpty)
                server.release()
                #expect(try await answer.status == 202)
                #expect(server.received.count == 1)
            }
        }
    }

    @Test func shuttingDownEndsWhatIsUnderWay() async throws {
        try await withStandIn { server in
            server.behave(.stall)
            let transport = try HTTPTransport(TransportOptions(version: "1"))
            let request = try Collector(server).submit(events: [event("event-0001")])
            async let failed = failure(of: request, over: transport)
            #expect(await server.wait { $0.requests.count == 1 })
            await transport.shutDown()
            #expect(try await failed.reason.contains("the agent stops"))
            #expect(try await failure(of: request, over: transport).reason.contains("the agent stops"))
        }
    }

    @Test func cancellingATaskIsNoAnswer() async throws {
        try await withStandIn { server in
            server.behave(.dribble)
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let sending = Task { try await failure(of: request, over: transport) }
                #expect(await server.wait { $0.events.count == 1 })
                sending.cancel()
                _ = try await sending.value
            }
        }
    }

    private func quickly(_ change: (inout TransportTimeouts) -> Void) -> TransportOptions {
        var options = TransportOptions(version: "1")
        change(&options.timeouts)
        return options
    }
}

/// Fails the test if the request is answered.
func failure(of request: Request, over transport: HTTPTransport) async throws -> TransportFailure {
    try await #require(throws: TransportFailure.self) { _ = try await transport.send(request) }
}
