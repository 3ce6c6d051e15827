import ExceptionlessKit
import LoopbackServer
import Testing

@Suite("From submit to the server", .timeLimit(.minutes(10)))
struct DeliveryTests {
    @Test func whatGatheredGoesAsOneRequest() async throws {
        try await withBench { bench in
            bench.server.behave(.stall, at: .settings, next: 1)
            let client = try bench.client()
            for number in 0..<100 { client.submit(bench.log("\(number)")) }
            #expect(await bench.server.wait { $0.requestCount(for: .settings) == 1 })
            bench.server.release()
            #expect(await bench.server.waitForEvents(100))
            #expect(bench.messages == (0..<100).map(String.init))
            #expect(bench.server.ledger.requestCount(for: .events) == 1)
            #expect(bench.server.ledger.requests.last?.header("Content-Encoding") == "gzip")
            await client.close()
        }
    }

    @Test func aLostAnswerMakesTheSameRequestAgain() async throws {
        try await withBench { bench in
            bench.server.behave(.keepAndHangUp, next: 1)
            let client = try bench.client()
            client.submit(bench.log("a"))
            #expect(await bench.notices.trouble())
            bench.clock.advance(by: .seconds(2))
            #expect(await bench.notices.relief())
            let ledger = bench.server.ledger
            #expect(ledger.events.count == 1 && ledger.duplicates.count == 1 && ledger.changedRepeats.isEmpty)
            #expect(client.counts == counts { $0.accepted = 1 })
            await client.close()
        }
    }

    @Test(arguments: [401, 402, 403, 404, 429, 500, 503])
    func anAnswerThatIsNotTheEventsFaultKeepsThem(status: Int) async throws {
        try await withBench { bench in
            bench.server.behave(.refuse(status: status), next: 1)
            let client = try bench.client()
            client.submit(bench.log("a"))
            #expect(await bench.notices.trouble())
            #expect(client.counts == counts { $0.waiting = 1 })
            bench.clock.advance(by: .seconds(931))
            #expect(await bench.notices.relief())
            #expect(bench.messages == ["a"])
            await client.close()
        }
    }

    @Test func anEventThatTheServerRefusesIsTold() async throws {
        try await withBench { bench in
            bench.server.behave(.refuse(status: 422), next: 1)
            let client = try bench.client()
            let id = client.submit(bench.log("a")).referenceID
            let notice = await bench.notices.first { if case .refused = $0 { true } else { false } }
            #expect(notice == id.map { .refused(referenceID: $0, reason: "status 422") })
            #expect(client.counts == counts { $0.refused = 1 })
            client.submit(bench.log("b"))
            #expect(await bench.server.waitForEvents(1))
            await client.close()
        }
    }

    @Test func theQueueIsBounded() async throws {
        try await withBench { bench in
            bench.server.behave(.stall, at: .settings, next: 1)
            let client = try bench.client { $0.queueEventsMax = 2 }
            let submissions = ["a", "b", "c", "d"].map { client.submit(bench.log($0)) }
            #expect(submissions.map { $0 == .dropped(.queueFull) } == [false, false, true, true])
            #expect(bench.notices.all == [.queueFull], "told once")
            #expect(client.counts == counts { ($0.waiting, $0.notQueued) = (2, 2) })
            #expect(await bench.server.wait { $0.requestCount(for: .settings) == 1 })
            bench.server.release()
            #expect(await client.flush() == 0)
            #expect(bench.messages == ["a", "b"])
            await client.close()
        }
    }

    @Test func itsBytesAreBoundedToo() async throws {
        try await withBench { bench in
            bench.server.behave(.stall, at: .settings)
            let client = try bench.client { $0.queueBytesMax = 4_000 }
            let long = String(repeating: "x", count: 1_800)
            let submissions = (0..<3).map { client.submit(bench.log("\($0)\(long)")) }
            #expect(submissions.map { $0 == .dropped(.queueFull) } == [false, false, true])
            await client.close(within: .zero)
        }
    }

    @Test func aLateEventGetsANewDate() async throws {
        try await withBench { bench in
            let client = try bench.client()
            var event = bench.log("a")
            event.date = event.date.advanced(by: .seconds(-4 * 86_400))
            client.submit(event)
            #expect(await bench.server.waitForEvents(1))
            let json = bench.server.received.first?.json
            #expect(json?["date"] == "2026-11-20T10:00:00Z")
            #expect(json?["tags"] == ["late"])
            #expect(json?["data"]?["original_date"] == "2026-11-16T10:00:00Z")
            #expect(client.counts.redated == 1)
            await client.close()
        }
    }

    @Test func closingGivesBackWhatDidNotArrive() async throws {
        try await withBench { bench in
            bench.server.behave(.stall)
            let client = try bench.client()
            let first = client.submit(bench.log("a")).referenceID
            #expect(await bench.server.wait { $0.requestCount(for: .events) == 1 })
            client.submit(bench.log("b"))
            #expect(client.submit(bench.log("b")).referenceID != nil)
            let left = await client.close(within: .zero)
            #expect(left.map(\.message) == ["a", "b", "b"])
            #expect(left.first?.referenceID == first)
            #expect(client.submit(bench.log("c")) == .dropped(.closed))
            #expect(await client.close() == [])
            await #expect(throws: SendFault.dropped(.closed)) { try await client.fetchSettings() }
        }
    }

    @Test func closingSendsWhatWaits() async throws {
        try await withBench { bench in
            let client = try bench.client()
            for message in ["a", "b", "b", "b"] { client.submit(bench.log(message)) }
            #expect(await client.close() == [])
            #expect(bench.messages == ["a", "b", "b"])
            #expect(bench.server.received.last?.json["count"] == 2)
        }
    }
}

@Suite("Identical events", .timeLimit(.minutes(10)))
struct DuplicateTests {
    @Test func becomeOneWithACount() async throws {
        try await withBench { bench in
            let client = try bench.client()
            client.submit(bench.log("a"))
            #expect(await client.flush() == 0)
            bench.clock.advance(by: .seconds(10))
            let held = client.submit(bench.log("a"))
            bench.clock.advance(by: .seconds(10))
            var third = bench.log("a")
            third.count = 5
            #expect(client.submit(third) == held)
            #expect(client.counts == counts { ($0.accepted, $0.waiting) = (1, 2) })
            bench.clock.advance(by: .seconds(40))
            #expect(await bench.server.waitForEvents(2))
            let json = try #require(bench.server.received.last?.json)
            #expect(json["count"] == 6)
            #expect(json["date"] == "2026-11-20T10:00:20Z")
            #expect(json["reference_id"]?.text == held.referenceID)
            #expect(json["data"]?["first_date"] == "2026-11-20T10:00:10Z")
            #expect(json["data"]?["last_date"] == "2026-11-20T10:00:20Z")
            await client.close()
            #expect(client.counts == counts { ($0.accepted, $0.merged) = (2, 1) })
        }
    }

    @Test func areToldApartByAllThatMatters() async throws {
        try await withBench { bench in
            let client = try bench.client()
            let changes: [(inout Event) -> Void] = [
                { _ in }, { $0.source = "other" }, { $0.level = "Fatal" }, { $0.tags = ["x"] }, { $0.value = 1 },
                { $0.data["a"] = 1 }, { $0.error = ErrorInfo(type: "E") }, { $0.user = UserInfo(identity: "ann") },
            ]
            for change in changes {
                var event = bench.log("a")
                change(&event)
                #expect(client.submit(event).isQueued)
            }
            let same: [(inout Event) -> Void] = [
                { $0.date = $0.date.advanced(by: .seconds(1)) }, { $0.referenceID = "event-0001" }, { $0.count = 2 },
                { $0.precedingLines = ["before"] }, { $0.environment = .thisProcess },
            ]
            for change in same {
                var event = bench.log("a")
                change(&event)
                #expect(!client.submit(event).isQueued)
            }
            await client.close()
        }
    }

    @Test func aFlushSendsWhatIsHeldAndLeavesTheWindowOpen() async throws {
        try await withBench { bench in
            let client = try bench.client()
            for _ in 0..<3 { client.submit(bench.log("a")) }
            #expect(await client.flush() == 0)
            #expect(bench.server.received.map { $0.json["count"]?.integer } == [nil, 2])
            #expect(!client.submit(bench.log("a")).isQueued)
            await client.close()
            #expect(bench.server.received.map { $0.json["count"]?.integer } == [nil, 2, nil])
            #expect(client.counts == counts { ($0.accepted, $0.merged) = (3, 1) })
        }
    }

    @Test func passWhereTooManyWindowsAreOpen() async throws {
        try await withBench { bench in
            bench.server.behave(.stall, at: .settings)
            let client = try bench.client { $0.queueEventsMax = 5_000 }
            for number in 0..<2_001 { client.submit(bench.log("\(number)")) }
            #expect(!client.submit(bench.log("1999")).isQueued)
            #expect(client.submit(bench.log("2000")).isQueued)
            await client.close(within: .zero)
        }
    }

    @Test func goByThemselvesWhereThereIsNoWindow() async throws {
        try await withBench { bench in
            let client = try bench.client { $0.duplicateWindow = .zero }
            for _ in 0..<3 { client.submit(bench.log("a")) }
            await client.close()
            #expect(bench.messages == ["a", "a", "a"])
        }
    }

    @Test func afterAWindowWithoutThemTheNextIsAFirst() async throws {
        try await withBench { bench in
            let client = try bench.client()
            client.submit(bench.log("a"))
            #expect(await bench.server.waitForEvents(1))
            bench.clock.advance(by: .seconds(60))
            client.submit(bench.log("b"))
            #expect(await bench.server.waitForEvents(2))
            #expect(client.submit(bench.log("a")).isQueued)
            await client.close()
        }
    }
}

extension Submission {
    fileprivate var isQueued: Bool { if case .queued = self { true } else { false } }
}

func counts(_ change: (inout ClientCounts) -> Void) -> ClientCounts {
    var counts = ClientCounts()
    change(&counts)
    return counts
}
