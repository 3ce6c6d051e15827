import Compression
import Exceptionless
import LoopbackServer
import Testing
import Transport

@Suite("Answers, whatever their status", .timeLimit(.minutes(10)))
struct AnswerTests {
    @Test func aPostArrivesAsItWasMade() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001"), event("event-0002")])
                let answer = try await transport.send(request.gzipped(gzip(request.body)))
                #expect(answer.status == 202)
                #expect(answer.configVersion == 1)
                #expect(server.received.map(\.referenceID) == ["event-0001", "event-0002"])
                #expect(server.received.map(\.bytes) == [event("event-0001"), event("event-0002")])
                let seen = try #require(server.ledger.requests.first)
                #expect(seen.header("Content-Encoding") == "gzip")
                #expect(seen.header("Content-Length") == String(seen.body.count))
                let agents = seen.headers.filter { $0.name.lowercased() == "user-agent" }.map(\.value)
                #expect(agents == ["stacktail/1.2.3"])
            }
        }
    }

    @Test func aRequestWithoutUserAgentGetsOurs() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                var request = try Collector(server).settings(version: nil)
                request.headers.removeAll { $0.name == "User-Agent" }
                _ = try await transport.send(request)
                #expect(server.ledger.requests.first?.header("user-agent") == "stacktail/9.8.7")
            }
        }
    }

    @Test(arguments: [400, 401, 402, 404, 413, 429, 500, 503])
    func aRefusalIsAnAnswer(status: Int) async throws {
        try await withStandIn { server in
            server.behave(.refuse(status: status))
            try await withTransport { transport in
                let answer = try await transport.send(try Collector(server).submit(events: [event("event-0001")]))
                #expect(answer.status == status)
                #expect(server.received.isEmpty)
            }
        }
    }

    @Test(arguments: [301, 302, 307, 308])
    func aRedirectIsAnAnswerAndIsNotFollowed(status: Int) async throws {
        try await withStandIn { server in
            server.behave(.redirect(status: status, location: server.url + "/elsewhere"))
            try await withTransport { transport in
                let answer = try await transport.send(try Collector(server).submit(events: [event("event-0001")]))
                #expect(answer.status == status)
                #expect(answer.header("Location") == server.url + "/elsewhere")
                #expect(server.ledger.requests.count == 1)
            }
        }
    }

    @Test func aCaptivePortalsPageComesAsItIs() async throws {
        try await withStandIn { server in
            server.behave(.page)
            try await withTransport { transport in
                let answer = try await transport.send(try Collector(server).submit(events: [event("event-0001")]))
                #expect(answer.status == 200)
                #expect(String(decoding: answer.body, as: UTF8.self).contains("sign in"))
            }
        }
    }

    @Test func aFloodIsCut() async throws {
        try await withStandIn { server in
            server.behave(.flood(bytes: 5_000_000), next: 1)
            try await withTransport { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                #expect(try await transport.send(request).body.count == 64 << 10)
                #expect(try await transport.send(request).status == 202, "the next request has a connection of its own")
            }
        }
    }

    @Test func settingsComeOnceAndThenOnlyWhenTheyChange() async throws {
        try await withStandIn { server in
            server.change(settings: ["@@log:*": "Warn"])
            try await withTransport { transport in
                let collector = try Collector(server)
                let first = try await transport.send(collector.settings(version: nil))
                guard case .settings(let settings) = SettingsAnswer(for: first) else {
                    Issue.record("no settings in \(first)")
                    return
                }
                #expect(settings.values == ["@@log:*": "Warn"])
                let again = try await transport.send(collector.settings(version: settings.version))
                #expect(SettingsAnswer(for: again) == .unchanged)
                server.change(settings: [:])
                let later = try await transport.send(collector.settings(version: settings.version))
                #expect(later.status == 200)
            }
        }
    }
}
