import Foundation
import LoopbackServer
import TestSupport
import Testing

private let minutes = ProcessInfo.processInfo.environment["STACKTAIL_SOAK_MINUTES"].flatMap { Int($0) }

/// Everything at once, for as many minutes as `STACKTAIL_SOAK_MINUTES` says.
@Suite("A soak", .enabled(if: minutes != nil, "STACKTAIL_SOAK_MINUTES says for how long"))
struct SoakTests {
    @Test("written, rotated, truncated, killed, stalled, and its disk filled: delivered, or in the ledger")
    func everything() async throws {
        // A journal that may grow beyond its disk could not even forget what was delivered.
        let site = try await Site(configuration: "journal: { max_size: 64MiB }")
        let disk = await TinyDisk.isAllowed ? try await TinyDisk(at: site.folder.path("state"), size: "256m") : nil
        var log = RotatedLog(of: site)
        var dice = Seeded(UInt64(minutes ?? 1))
        var agent = try await site.agent()
        var (kills, fills, stalls, rounds) = (0, 0, 0, 0)
        // What was done, and what the agents said of it: a red soak cannot be had again.
        var story: [String] = []
        let end = ContinuousClock.now.advanced(by: .seconds(60 * (minutes ?? 1)))
        while ContinuousClock.now < end {
            rounds += 1
            for _ in 0..<Int.random(in: 20...200, using: &dice) { try log.write(&dice) }
            let action = Int.random(in: 0..<16, using: &dice)
            story.append("\(Date.now.formatted(.iso8601)) round \(rounds): behind \(log.written), case \(action)")
            switch action {
            case 0...1: try log.rename()
            case 2: try await log.copyTruncate()
            case 3...4:
                kills += 1
                if Bool.random(using: &dice) { agent.signal(15) }
                agent.signal(9)
                story.append(try await agent.outcome().errors)
                agent = try await site.agent()
            case 5:
                stalls += 1
                site.server.behave(.stall, next: 1)
                for _ in 0..<200 { try log.write(&dice) }
                site.server.release()
            case 6: site.server.behave(.refuse(status: 503), next: Int.random(in: 1...6, using: &dice))
            case 7: site.server.behave(.keepAndHangUp, next: Int.random(in: 1...3, using: &dice))
            case 8 where disk != nil:
                fills += 1
                try disk?.fill()
                for _ in 0..<2_000 { try log.write(&dice) }
                if fills % 3 == 0 { try await log.copyTruncate() }
                try disk?.free()
            default: break
            }
            // The load is what the agent can take: a backlog of a few thousand entries.
            let goal = site.server.received.count + 1
            if log.written - goal > 4_000 {
                let few = log.written - 3_000
                _ = await site.server.wait { [log] in $0.events.count >= few || log.isComplete($0) }
            }
        }
        // What was announced and not met yet would keep each of the last requests waiting.
        site.server.behave(.accept)
        site.server.release()
        let isComplete = await site.server.wait { [log] in log.isComplete($0) }
        #expect(isComplete)
        try await site.stop(agent)
        let balance = try log.balance()
        if !balance.lost.isEmpty || balance.doubled > 0 {
            story.append(agent.errorsSoFar)
            print((story + balance.doublesRead).joined(separator: "\n"))
        }
        print("soak: \(rounds) rounds, \(kills) kills, \(fills) full disks, \(stalls) stalls: \(balance)")
        #expect(balance.lost.isEmpty && balance.doubled == 0, "\(balance.lost.prefix(20))")
        #expect(site.server.ledger.changedRepeats.isEmpty)
        await disk?.unmount()
        await site.server.stop()
    }
}
