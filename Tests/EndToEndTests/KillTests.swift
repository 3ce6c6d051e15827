import Foundation
import LoopbackServer
import TestSupport
import Testing

@Suite("SIGKILL at any moment")
struct KillTests {
    /// How often the agent is killed; more on demand.
    private static let kills = ProcessInfo.processInfo.environment["STACKTAIL_KILLS"].flatMap { Int($0) } ?? 12

    @Test(
        "A01: under writing and rotating, nothing is lost and nothing doubled under another id",
        .timeLimit(.minutes(20)))
    func underLoad() async throws {
        let balance = try await run(seed: 20_261_120, kills: Self.kills) { log, _ in try log.rename() }
        print("kills: \(Self.kills), rename: \(balance)")
        #expect(balance.lost.isEmpty && balance.doubled == 0 && balance.inLedger == 0, "\(balance)")
    }

    @Test("A01, C12: under writing and truncating, what did not arrive is in the ledger", .timeLimit(.minutes(20)))
    func underTruncation() async throws {
        let kills = max(4, Self.kills / 3)
        let balance = try await run(seed: 7, kills: kills) { log, dice in
            if Bool.random(using: &dice) { try await log.truncate() } else { try log.rename() }
        }
        print("kills: \(kills), truncate: \(balance)")
        #expect(balance.lost.isEmpty && balance.doubled == 0, "\(balance)")
    }

    /// Each life of the agent: writes and rotations while it starts and reads, then its end.
    private func run(
        seed: UInt64, kills: Int, rotate: (inout RotatedLog, inout Seeded) async throws -> Void
    ) async throws -> RotatedLog.Balance {
        let site = try await Site()
        var log = RotatedLog(of: site)
        var dice = Seeded(seed)
        // What came and went before the agent's first look is nobody's concern: the log is known from its first entry.
        let first = try await site.agent()
        try log.write(&dice)
        #expect(await site.server.waitForEvents(1))
        try await site.stop(first)
        for _ in 0..<kills {
            let agent = try await site.start()
            let received = site.server.received.count
            for _ in 0..<Int.random(in: 10...40, using: &dice) {
                try log.write(&dice)
                if Int.random(in: 0..<25, using: &dice) == 0 { try await rotate(&log, &dice) }
            }
            try await end(agent, of: log, received: received, &dice)
            if Int.random(in: 0..<3, using: &dice) == 0 { try await rotate(&log, &dice) }
        }
        let agent = try await site.agent()
        let isComplete = await site.server.wait { [log] in log.isComplete($0) }
        #expect(isComplete)
        try await site.stop(agent)
        let balance = try log.balance()
        #expect(site.server.ledger.changedRepeats.isEmpty)
        #expect(site.server.ledger.discardedPosts.isEmpty)
        await site.server.stop()
        return balance
    }

    /// At once; after some events, so amid a commit or a request; or while it obeys SIGTERM.
    private func end(_ agent: Program, of log: RotatedLog, received: Int, _ dice: inout Seeded) async throws {
        let goal = received + Int.random(in: 1...8, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: break
        case 1:
            if await agent.says("is ready") { agent.signal(15) }
        // As far as this many can arrive.
        default: _ = await log.site.server.wait { $0.events.count >= goal || log.isComplete($0) }
        }
        agent.signal(9)
        _ = try await agent.outcome()
    }
}
