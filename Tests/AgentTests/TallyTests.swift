import Agent
import Journaling
import Model
import Platform
import Rules
import Simulation
import Synchronization
import TestSupport
import Testing
import WireFormat

@Suite("Rules that count over several records") struct TallyTests {
    @Test("a limit: so many go, one event tells of the others when the window is over, and the ledger has them")
    func limit() throws {
        var world = try TallyWorld()
        for number in 1...5 { try world.write("INFO shop: order \(number) declined") }
        try world.wait(.seconds(5))
        #expect(try world.messages() == ["order 1", "order 2"])
        try world.wait(.seconds(10))
        let held = "Held back 3 events of the rule 'orders': more than 2 in 10s"
        #expect(try world.messages() == ["order 1", "order 2", held])
        #expect(try world.losses(.limited) == 3)
        #expect(world.dialogue.pipeline.lossCounts[.limited] == 3)
        try world.wait(.seconds(30))
        #expect(try world.messages().count == 3, "it is told once")
    }

    @Test("a backlog is judged by its own times, in one turn or in many")
    func backlog() throws {
        var world = try TallyWorld()
        for number in 1...12 {
            try world.write("WARN shop: order \(number) declined")
            world.dialogue.clock.advance(by: .seconds(4))
        }
        try world.wait(.seconds(20))
        // In each window of ten seconds are three lines, of which two go; never are there more than three in ten.
        #expect(try world.messages("order") == [1, 2, 4, 5, 7, 8, 10, 11].map { "order \($0)" })
        #expect(try world.limited() == 4 && world.messages("4 from").isEmpty)
    }

    @Test("a window that the clock ended still counts what has its dates")
    func lateInTheWindow() throws {
        var world = try TallyWorld()
        let start = world.wall
        for number in 1...3 { try world.write("INFO shop: order \(number) declined") }
        try world.wait(.seconds(20))
        try world.dialogue.write("\(start.advanced(by: .seconds(9)).iso8601) INFO shop: order 4 declined\n")
        try world.wait(.seconds(20))
        #expect(try world.messages("order") == ["order 1", "order 2"])
        #expect(try world.limited() == 2 && world.messages("Held").count == 2)
    }

    @Test("a storm is one event, and later rules see its lines")
    func storm() throws {
        var world = try TallyWorld()
        for number in 1...6 { try world.write("WARN shop: order \(number) declined") }
        try world.write("WARN till: order 7 declined")
        try world.wait()
        #expect(try world.messages("4 from") == ["4 from shop at order 4 declined"])
        #expect(try world.messages("order") == ["order 1", "order 2"])
    }

    @Test("silence is one event, and another one only after the line was seen again")
    func silence() throws {
        var world = try TallyWorld()
        try world.write("INFO shop: open")
        try world.wait(.seconds(50))
        #expect(try world.messages().isEmpty)
        try world.wait(.seconds(200))
        #expect(try world.messages("no backup").count == 1)
        try world.write("INFO backup: backup finished")
        try world.wait(.seconds(40))
        try world.write("INFO backup: backup finished")
        try world.wait(.seconds(50))
        #expect(try world.messages("no backup").count == 1)
        try world.wait(.seconds(100))
        #expect(try world.messages("no backup").count == 2)
        let event = try #require(try world.dialogue.events().last)
        #expect(event["type"]?.text == "error" && event["data"]?["log"]?["rule"]?.text == "backup")
        #expect(Set(try world.dialogue.events().compactMap { $0["reference_id"]?.text }).count == 2)
    }

    @Test("silence is told in time, though nothing else is due")
    func silenceInTime() throws {
        var world = try TallyWorld()
        try world.wait(.seconds(5))
        let start = world.wall
        var dialogue = world.dialogue
        while try dialogue.messages().isEmpty {
            let now = dialogue.clock.now()
            let next = try #require(dialogue.pipeline.nextWake(after: now))
            dialogue.clock.advance(by: now.instant.duration(to: max(now.instant, next)))
            dialogue.notice(WatchEvents())
        }
        let waited = start.duration(to: dialogue.clock.now().wall)
        #expect(waited > .seconds(50) && waited <= .seconds(60))
    }

    @Test("after a time without the agent the log is read first: what is in it is no silence")
    func readFirst() throws {
        for isThere in [true, false] {
            var world = try TallyWorld()
            try world.write("INFO backup: backup finished")
            try world.wait(.seconds(20))
            try world.passWithoutAgent(.seconds(100))
            // The last line of the log, complete only when it was quiet for its while.
            if isThere { try world.write("INFO backup: backup finished") }
            world.dialogue.clock.advance(by: .seconds(10))
            try world.wait(.seconds(30))
            #expect(try world.messages("no backup").count == (isThere ? 0 : 1))
            try world.wait(.seconds(60))
            #expect(try world.messages("no backup").count == 1)
        }
    }

    @Test("a line that was written while nobody looked is as old as it says")
    func oldLine() throws {
        var world = try TallyWorld()
        try world.write("INFO backup: backup finished")
        try world.wait(.seconds(20))
        try world.passWithoutAgent(.seconds(1))
        let date = world.wall
        try world.write("INFO backup: backup finished")
        world.dialogue.clock.advance(by: .seconds(50))
        try world.wait(.seconds(20))
        let messages = try world.messages("no backup")
        #expect(messages.count == 1)
        #expect(messages.first?.contains(date.iso8601) ?? false)
    }

    @Test("a log whose clock is wrong does no harm while it is followed")
    func wrongClock() throws {
        for offset in [-7_200, 7_200] {
            var world = try TallyWorld()
            try world.wait(.seconds(20))
            let date = world.wall.advanced(by: .seconds(offset))
            try world.dialogue.write("\(date.iso8601) INFO backup: backup finished\n")
            try world.wait(.seconds(55))
            #expect(try world.messages().isEmpty)
            try world.wait(.seconds(20))
            #expect(try world.messages("no backup").count == 1)
        }
    }

    @Test("the silence that was told is known after a restart, and so is when the line was seen")
    func restarts() throws {
        var world = try TallyWorld()
        try world.wait(.seconds(5))
        for step in 0..<20 {
            try world.wait(.seconds(10))
            if step % 2 == 0 { try world.die() } else { try world.stop() }
        }
        #expect(try world.messages("no backup").count == 1)
    }

    @Test("what was counted in one log is not counted again when an event of another one is committed")
    func countedWithItsPlace() throws {
        let other = Path("/log/other.log")
        var world = try TallyWorld()
        try world.write("INFO till: open", to: other)
        try world.write("INFO shop: open")
        try world.wait(.seconds(8))
        for _ in 0..<2 { try world.write("WARN till: slow", to: other) }
        try world.wait(.seconds(3))
        try world.write("INFO shop: order 1 declined")
        try world.write("INFO shop: open")
        world.notice(written: Dialogue.log)
        #expect(try world.messages() == ["order 1"])
        try world.die()
        try world.write("WARN till: slow", to: other)
        try world.wait(.seconds(10))
        #expect(try world.messages() == ["order 1"], "three are not more than three")
        try world.write("WARN till: slow", to: other)
        try world.wait(.seconds(10))
        #expect(try world.messages() == ["order 1"], "they are too far apart")
    }

    @Test("a journal that refuses for a while changes nothing of what is counted")
    func refusals() throws {
        for refused in 0..<8 {
            var world = try TallyWorld()
            for number in 0..<8 {
                world.refuse(number == refused)
                try world.write("WARN shop: order \(number) declined")
                try world.wait(.seconds(2))
            }
            world.refuse(false)
            try world.wait(.seconds(40))
            let passed = try world.messages("order").count
            #expect(try passed + world.limited() == 8, "\(refused)")
            #expect(try world.losses(.limited) == world.limited())
            #expect(try world.messages("4 from").count == 1, "\(refused)")
        }
    }

    @Test("what a journal that was written anew does not have of what was counted, it gets from memory")
    func writtenAnew() throws {
        let directory = try TemporaryDirectory("agent-tests")
        defer { try? directory.remove() }
        let state = directory.path.appending("state")
        try OwnFiles.makeDirectories(state)
        var dialogue = try Dialogue(rules: try TallyWorld().rules, place: .directory(state))
        let date = dialogue.clock.now().wall.iso8601
        for number in 1...2 { try dialogue.write("\(date) INFO shop: order \(number) declined\n") }
        dialogue.wait()
        let lost = StoredTally(key: TallyKey(rules: "app", rule: "orders"), document: nil)
        try dialogue.journal.commit(Commit(tallies: [lost], date: dialogue.clock.now().wall))
        try OwnFiles.removeTree(state)
        try dialogue.write("\(date) INFO till: open\n", to: Path("/log/other.log"))
        dialogue.wait()
        try dialogue.restart()
        try dialogue.write("\(date) INFO shop: order 3 declined\n")
        dialogue.wait()
        #expect(try dialogue.messages().filter { $0.hasPrefix("order") } == ["order 1", "order 2"])
    }

    @Test("new rules: what is held back is told, a silence whose rule is gone is not, and one that is new begins")
    func reload() throws {
        var world = try TallyWorld()
        for number in 1...4 { try world.write("INFO shop: order \(number) declined") }
        try world.wait(.seconds(4))
        var dialogue = world.dialogue
        let other = try TallyWorld(
            "files: ['/log/*.log']\nrules: [{ name: quiet, absent: 30s, event: { type: quiet, message: quiet } }]")
        dialogue.reload(other.rules)
        dialogue.wait(.seconds(20))
        #expect(try dialogue.messages().filter { $0.hasPrefix("Held") }.count == 1)
        dialogue.wait(.seconds(100))
        #expect(try dialogue.messages().filter { $0.contains("backup") }.isEmpty)
        #expect(try dialogue.messages().filter { $0 == "quiet" }.count == 1)
    }
}

@Suite("Rules that count, in a world that crashes") struct TallySimulationTests {
    /// All that is told, in any order; of the summaries, which may be cut differently, the sum.
    private struct Told: Equatable {
        var events: [String]
        var silenceCount: Int
        var limitedCount: Int
        var ledger: Int

        init(_ world: TallyWorld) throws {
            events = try world.messages().filter { !$0.hasPrefix("Held") && !$0.hasPrefix("no backup") }.sorted()
            silenceCount = try world.messages("no backup").count
            (limitedCount, ledger) = (try world.limited(), try world.losses(.limited))
        }

        var orderCount: Int { events.count { $0.hasPrefix("order") } + limitedCount }
    }

    /// Writes in bursts, with pauses in which silence is told.
    private func live(_ world: inout TallyWorld, seed: UInt64, logs: [Path]) throws {
        var dice = Seeded(seed)
        for number in 0..<40 {
            let path = logs[dice.roll(logs.count)]
            let level = ["INFO", "WARN"][dice.roll(2)]
            switch dice.roll(8) {
            case 0: try world.write("INFO backup: backup finished", to: path)
            case 1: try world.write("\(level) till: open", to: path)
            default: try world.write("\(level) shop: order \(number) declined", to: path)
            }
            if dice.roll(3) == 0 { try world.wait(.seconds(dice.roll(4))) }
            if dice.roll(14) == 0 { try world.wait(.seconds(80)) }
        }
        try world.wait(.seconds(120))
    }

    /// Calls `judge` with what a calm run tells, and with what one tells that is killed, for each transaction.
    private func killing(
        seed: UInt64, logs: [Path], _ judge: (Told, Told, _ where: Comment) throws -> Void
    ) throws {
        var calm = try TallyWorld()
        try live(&calm, seed: seed, logs: logs)
        let expected = try Told(calm)
        #expect(expected.limitedCount > 0 && expected.events.count >= 5 && expected.silenceCount > 0)
        let transactions = calm.faults.count.load(ordering: .relaxed)
        for number in 1...transactions {
            for isBehind in [false, true] where (number + (isBehind ? 1 : 0)) % 3 == Int(seed % 3) {
                var world = try TallyWorld()
                world.faults.crash(atTransaction: number, behind: isBehind)
                try live(&world, seed: seed, logs: logs)
                #expect(world.deaths == 1 || number == transactions)
                try judge(expected, try Told(world), "seed \(seed), killed at \(number), behind: \(isBehind)")
            }
        }
    }

    @Test("killed at each transaction, in front of it or behind it, it tells the same", arguments: UInt64(1)...3)
    func oneLog(seed: UInt64) throws {
        try killing(seed: seed, logs: [Dialogue.log]) { expected, came, place in #expect(came == expected, place) }
    }

    /// Which of two logs is read first may change with a restart, and with it which of their events pass.
    @Test("of two logs it counts each record once", arguments: UInt64(4)...5)
    func twoLogs(seed: UInt64) throws {
        try killing(seed: seed, logs: [Dialogue.log, Path("/log/other.log")]) { expected, came, place in
            #expect(came.orderCount == expected.orderCount && came.ledger == came.limitedCount, place)
            #expect(came.silenceCount == expected.silenceCount, place)
        }
    }
}
