import Compression
import Exceptionless
import LoopbackServer
import Testing
import Transport

@Suite("The stand-in, as strict as the server it stands for", .timeLimit(.minutes(10)))
struct StandInTests {
    @Test func aSecondReferenceIDIsDroppedAndCounted() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let collector = try Collector(server)
                _ = try await transport.send(collector.submit(events: [event("event-0001"), event("event-0001")]))
                _ = try await transport.send(collector.submit(events: [event("event-0001", message: "other")]))
                #expect(server.received.map(\.bytes) == [event("event-0001")])
                #expect(server.ledger.duplicates.count == 2)
                #expect(server.ledger.changedRepeats.map(\.bytes) == [event("event-0001", message: "other")])
            }
        }
    }

    @Test func anotherKeyIsNotLetIn() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let collector = try Collector(server.url, key: "another-key-000")
                #expect(try await transport.send(collector.submit(events: [event("event-0001")])).status == 401)
                #expect(try await transport.send(collector.settings(version: nil)).status == 401)
                #expect(server.received.isEmpty)
            }
        }
    }

    @Test(arguments: [
        (#"{"type":"log","value":"1"}"#, "the type of 'value'"),
        (#"{"type":"log","tags":"a"}"#, "the type of 'tags'"),
        (#"{"type":"log","date":null}"#, "the type of 'date'"),
        (#"{"type":"log""#, "malformed JSON"),
        (#"17"#, "an element is no object"),
    ])
    func onePoisonedEventSpoilsAPostInSilence(poison: String, reason: String) async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001"), Array(poison.utf8)])
                #expect(try await transport.send(request).status == 202)
                #expect(server.received.isEmpty)
                #expect(server.ledger.discardedPosts == [reason])
            }
        }
    }

    @Test func bodiesBeyondTheLimitsAreRefusedOrVanish() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let long = event("event-0001", message: String(repeating: "x", count: 250_000))
                let request = try Collector(server).submit(events: [long])
                #expect(try await transport.send(request).status == 413)
                let many = try Collector(server).submit(events: Array(repeating: long, count: 9))
                #expect(try await transport.send(many.gzipped(gzip(many.body))).status == 202)
                #expect(server.received.isEmpty)
                #expect(server.ledger.discardedPosts.count == 1)
            }
        }
    }

    @Test func anEncodingOrMediaTypeItDoesNotKnow() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                var request = try Collector(server).submit(events: [event("event-0001")])
                request.headers.append(HeaderField("Content-Encoding", "GZIP"))
                #expect(try await transport.send(request).status == 202)
                #expect(server.ledger.discardedPosts == ["content encoding 'GZIP'"])
                request.headers.removeAll { $0.name == "Content-Type" }
                #expect(try await transport.send(request).status == 415)
            }
        }
    }

    @Test func behavioursFollowOneAnother() async throws {
        try await withStandIn { server in
            server.behave(.refuse(status: 503), next: 2)
            server.behave(.refuse(status: 429), next: 1)
            try await withTransport { transport in
                var statuses: [Int] = []
                for _ in 0..<4 {
                    let request = try Collector(server).submit(events: [event("event-0001")])
                    statuses.append(try await transport.send(request).status)
                }
                #expect(statuses == [503, 503, 429, 202])
                #expect(try await transport.send(try Collector(server).settings(version: nil)).status == 200)
            }
        }
    }

    @Test func aWaitEndsWithWhatItWaitsForOrWithTheServer() async throws {
        try await withStandIn { server in
            async let arrived = server.waitForEvents(1)
            try await withTransport { transport in
                _ = try await transport.send(try Collector(server).submit(events: [event("event-0001")]))
            }
            #expect(await arrived)
            #expect(await server.waitForEvents(2, orUntil: {}) == false)
            async let never = server.waitForEvents(2)
            await server.stop()
            #expect(await never == false)
        }
    }
}
