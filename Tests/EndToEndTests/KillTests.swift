import Foundation
import LoopbackServer
import TestSupport
import Testing
import WireFormat

@Suite("SIGKILL at any moment")
struct KillTests {
    /// How often the agent is killed; more on demand.
    private static let kills = ProcessInfo.processInfo.environment["STACKTAIL_KILLS"].flatMap { Int($0) } ?? 12

    @Test("under writing and rotating, nothing is lost and nothing doubled under another id", .timeLimit(.minutes(10)))
    func underLoad() async throws {
        let site = try await Site()
        var dice = Seeded(20_261_120)
        var written = 0
        for _ in 0..<Self.kills {
            let agent = try await site.start()
            let goal = site.server.received.count + Int.random(in: 0...25, using: &dice)
            for _ in 0..<Int.random(in: 10...40, using: &dice) {
                written += 1
                try site.folder.append(
                    Bool.random(using: &dice) ? Site.trace(written) : Site.error(written), to: "log/app.log")
                if Int.random(in: 0..<25, using: &dice) == 0 { try rotate(site) }
            }
            // The moment of the kill is how many events have arrived, as far as this many can.
            let count = min(goal, written - 2)
            _ = await site.server.wait { $0.events.count >= count }
            agent.signal(9)
            _ = try await agent.outcome()
            if Bool.random(using: &dice) { try rotate(site) }
        }
        let agent = try await site.agent()
        let goal = written
        let isComplete = await site.server.wait { ledger in Set(ledger.events.compactMap(Self.order)).count >= goal }
        #expect(isComplete)
        try await site.stop(agent)
        let orders = site.orders
        #expect(Set(orders) == Set(1...written))
        #expect(orders.count == written, "doubled: \(orders.count - Set(orders).count)")
        #expect(site.server.ledger.changedRepeats.isEmpty)
        #expect(site.server.ledger.discardedPosts.isEmpty)
        print(
            "kills: \(Self.kills), events: \(written), repeats dropped: \(site.server.ledger.duplicates.count)"
        )
        await site.server.stop()
    }

    private static func order(_ event: ReceivedEvent) -> Int? {
        event.json["message"]?.text.flatMap { Int($0.filter(\.isNumber)) }
    }

    /// As logrotate's `create` without compression: the numbers move up.
    private func rotate(_ site: Site) throws {
        guard try site.folder.names(in: "log").contains("app.log") else { return }
        for number in stride(from: 60, to: 0, by: -1) {
            guard try site.folder.names(in: "log").contains("app.log.\(number)") else { continue }
            try site.folder.rename("log/app.log.\(number)", to: "log/app.log.\(number + 1)")
        }
        try site.folder.rename("log/app.log", to: "log/app.log.1")
    }
}
