import ExceptionlessKit
import LoopbackServer
import Testing

@Suite("Settings, fetched and obeyed", .timeLimit(.minutes(10)))
struct SettingsTests {
    @Test func nothingIsSentBeforeTheServerWasAsked() async throws {
        try await withBench { bench in
            bench.server.change(settings: ["@@log:*": "Error"])
            bench.server.behave(.stall, at: .settings, next: 1)
            let client = try bench.client()
            #expect(client.submit(bench.log("a", level: .warn)).referenceID != nil)
            #expect(client.submit(bench.log("b")).referenceID != nil)
            #expect(await bench.server.wait { $0.requestCount(for: .settings) == 1 })
            #expect(bench.server.ledger.requestCount(for: .events) == 0)
            #expect(bench.server.ledger.requests.first?.target == "/api/v2/projects/config")
            bench.server.release()
            #expect(await bench.notices.settings(version: 2))
            #expect(await client.flush() == 0)
            #expect(bench.messages == ["b"])
            #expect(client.counts.heldBack == 1 && client.counts.accepted == 1)
            #expect(
                client.submit(bench.log("c", level: .warn))
                    == .dropped(.settings(.belowMinimum(.warn, minimum: .error, key: "@@log:*"))))
            await client.close()
        }
    }

    @Test func knownOnesHoldAtOnceAndAreAskedForByVersion() async throws {
        try await withBench { bench in
            bench.server.behave(.stall, at: .settings)
            let known = ProjectSettings(version: 1, values: ["@@usage:*": "false"])
            let client = try bench.client { $0.knownSettings = known }
            #expect(
                client.submit(.usage("search", date: ManualClock.start))
                    == .dropped(.settings(.switchedOff("search", key: "@@usage:*"))))
            client.submit(bench.log("a"))
            #expect(await bench.server.waitForEvents(1))
            #expect(await bench.server.wait { $0.requestCount(for: .settings) == 1 })
            #expect(settingsTargets(bench) == ["/api/v2/projects/config?v=1"])
            await client.close()
        }
    }

    @Test func anotherVersionInAnAnswerIsFetched() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 1))
            bench.server.change(settings: ["@@log:orders": "Fatal"])
            client.submit(bench.log("a"))
            #expect(await bench.notices.settings(version: 2))
            #expect(settingsTargets(bench).last == "/api/v2/projects/config?v=1")
            #expect(client.settings.minimumLevel(source: "orders") == .fatal)
            await client.close()
        }
    }

    @Test func anotherVersionInAnAnswerToARequestByItselfIsFetchedOnce() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 1))
            bench.server.change(settings: ["@@log:orders": "Fatal"])
            try await client.describe("event-0001", UserDescription(description: "d"))
            #expect(await bench.notices.settings(version: 2))
            try await client.describe("event-0001", UserDescription(description: "d"))
            #expect(bench.server.ledger.requestCount(for: .settings) == 2)
            await client.close()
        }
    }

    /// The server of the settings may be behind, or down; the next poll comes in any case.
    @Test func aVersionThatWasToldTwiceIsAskedForOnce() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 1))
            bench.server.change(settings: ["@@log:orders": "Fatal"])
            bench.server.behave(.refuse(status: 500), at: .settings)
            for _ in 0..<3 { try await client.describe("event-0001", UserDescription(description: "d")) }
            #expect(await bench.server.wait { $0.requestCount(for: .settings) >= 2 })
            for _ in 0..<3 { try await client.describe("event-0001", UserDescription(description: "d")) }
            await client.close()
            #expect(bench.server.ledger.requestCount(for: .settings) == 2)
            #expect(client.settings.version == 1)
        }
    }

    @Test func theyArePolled() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 1))
            bench.clock.advance(by: .seconds(331))
            #expect(await bench.server.wait { $0.requestCount(for: .settings) == 2 })
            #expect(settingsTargets(bench).last == "/api/v2/projects/config?v=1")
            await client.close()
        }
    }

    @Test func whatWaitsIsJudgedAgainByNewOnes() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 1))
            bench.server.behave(.stall, next: 1)
            client.submit(bench.log("a"))
            #expect(await bench.server.wait { $0.requestCount(for: .events) == 1 })
            client.submit(bench.log("b"))
            bench.server.change(settings: ["@@log:*": "Off"])
            try await client.fetchSettings()
            bench.server.release()
            #expect(await client.flush() == 0)
            #expect(bench.messages == ["a"])
            #expect(client.counts.heldBack == 1)
            await client.close()
        }
    }

    @Test func aFailureIsToldAndEventsGoAllTheSame() async throws {
        try await withBench { bench in
            bench.server.behave(.refuse(status: 500), at: .settings, next: 1)
            let client = try bench.client()
            client.submit(bench.log("a"))
            #expect(await bench.notices.trouble())
            #expect(await bench.server.waitForEvents(1))
            #expect(client.settings == .none)
            await client.close()
        }
    }

    @Test func robotsAndPrivateInformationAreTheProjectsToDecide() async throws {
        try await withBench { bench in
            bench.server.change(settings: ["@@UserAgentBotPatterns": "*bot*", "@@IncludePrivateInformation": "false"])
            let client = try bench.client()
            #expect(await bench.notices.settings(version: 2))
            var event = Event.notFound("/x", request: RequestInfo(), date: ManualClock.start)
            event.request?.userAgent = "searchbot"
            #expect(client.submit(event) == .dropped(.settings(.robot("searchbot"))))
            event.request?.userAgent = "curl"
            event.request?.clientIPAddress = "10.0.0.7"
            event.user = UserInfo(identity: "ann")
            client.submit(event)
            #expect(await bench.server.waitForEvents(1))
            let data = bench.server.received.first?.json["data"]
            #expect(data?["@user"] == nil)
            #expect(data?["@request"] == ["user_agent": "curl"])
            await client.close()
        }
    }

    private func settingsTargets(_ bench: Bench) -> [String] {
        bench.server.ledger.requests.filter { $0.endpoint == .settings }.map(\.target)
    }
}
