import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("idle files cost little", .timeLimit(.minutes(10)))
struct IdleTests {
    private static let count = 2_000
    /// It takes 5,300; with look-ups of its own it takes 8,000.
    private static let bytesMax = 6_500

    @Test("a file that was read to its end keeps little more than its place")
    func memory() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        let before = try ownBytes(of: agent)
        try await site.stop(agent)
        for number in 1...Self.count { try site.folder.append(Self.line, to: "log/app-\(number).log") }
        agent = try await site.agent()
        // A record is counted when it is complete.
        while try await site.recordCount() < Self.count {}
        let perFile = try (ownBytes(of: agent) - before) / Self.count
        #expect(perFile < Self.bytesMax)
        try await site.stop(agent)
        await site.server.stop()
    }

    private static let line = "2026-11-20 10:00:00,123 INFO  [main] com.acme.Billing - order 7 accepted\n"

    /// What the process holds that is no part of a file.
    private func ownBytes(of agent: Program) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(agent.processID)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(Int(line.filter(\.isNumber))) << 10
    }
}

extension Site {
    /// Of all files, as the agent tells.
    fileprivate func recordCount() async throws -> Int {
        let document = try JSONReader.parse(try await status().output)
        return Int(document["files"]?["records"]?.integer ?? 0)
    }
}
