import Agent
import Journaling
import Model
import Platform
import Records
import Setup
import Simulation
import Testing
import WireFormat

@Suite("Identical events within the window")
struct DuplicateTests {
    private let window = Duration.seconds(60)

    private func dialogue(disk: (any CommitFaults)? = nil) throws -> Dialogue {
        try Dialogue(disk: disk, duplicateWindow: window)
    }

    /// Message and count of each event in the queue, in its order.
    private func outcome(_ dialogue: borrowing Dialogue) throws -> [String] {
        try dialogue.events().map { "\($0["message"]?.text ?? "") \($0["count"]?.integer ?? 1)" }
    }

    @Test("are one event with their number: the first goes at once, the others when the window ends")
    func merged() throws {
        var dialogue = try dialogue()
        dialogue.look()
        for _ in 0..<3 {
            try dialogue.write(line("a") + line("b"))
            dialogue.wait(.seconds(3))
        }
        try dialogue.write(line("a"))
        dialogue.wait(.seconds(3))
        #expect(try outcome(dialogue) == ["a 1", "b 1"])
        dialogue.wait(window)
        #expect(try outcome(dialogue) == ["a 1", "b 1", "a 3", "b 2"])
        let events = try dialogue.events()
        try #require(events.count == 4)
        #expect(Set(events.compactMap { $0["reference_id"]?.text }).count == 4)
        #expect(events[2]["data"]?["first_date"] != nil && events[2]["data"]?["last_date"] == events[2]["date"])
        #expect(dialogue.pipeline.eventCounts.values.reduce(0, +) == 7, "the status counts what happened")
    }

    @Test("a storm makes one event a window, and a quiet time ends it")
    func storm() throws {
        var dialogue = try dialogue()
        dialogue.look()
        for _ in 0..<60 {
            try dialogue.write(line("a"))
            dialogue.wait(.seconds(3))
        }
        dialogue.wait(window)
        let first = try outcome(dialogue)
        let counts = first.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts.reduce(0, +) == 60 && (4...6).contains(counts.count), "\(first)")
        dialogue.wait(window * 2)
        try dialogue.write(line("a"))
        dialogue.wait(.seconds(3))
        #expect(try outcome(dialogue) == first + ["a 1"])
    }

    @Test("differ by level, message, trace, and by nothing that tells one occurrence from the next")
    func sameness() throws {
        var dialogue = try dialogue()
        dialogue.look()
        try dialogue.write(
            line("a") + line("a", date: "2026-09-20") + line("a", "FATAL") + trace("a", 2) + trace("a", 3)
                + trace("a", 2) + line("end"))
        dialogue.wait(window * 2)
        let came = try outcome(dialogue)
        #expect(came == ["a 1", "a 1", "a 1", "a 1", "end 1", "a 1", "a 1"])
        #expect(try dialogue.events().map { $0["data"]?["@level"]?.text ?? "" }.filter { $0 == "Fatal" }.count == 1)
    }

    @Test("are counted exactly, whoever dies when", arguments: [false, true])
    func deaths(isStopped: Bool) throws {
        for deaths in 1...6 {
            var dialogue = try dialogue()
            dialogue.look()
            for number in 0..<12 {
                try dialogue.write(line("a") + line("\(number)"))
                dialogue.wait(.seconds(3))
                if number % (deaths + 1) == deaths { try dialogue.restart(stopping: isStopped) }
            }
            try dialogue.restart(stopping: isStopped)
            dialogue.wait(window * 2)
            let events = try outcome(dialogue)
            let counts = events.filter { $0.hasPrefix("a ") }.compactMap { Int($0.dropFirst(2)) }
            #expect(counts.reduce(0, +) == 12, "\(events)")
            #expect(events.count - counts.count == 12)
        }
    }

    @Test("a commit that fails counts nothing, and holds nothing")
    func refusedCommit() throws {
        for refused in 0..<5 {
            let disk = Disk()
            var dialogue = try dialogue(disk: disk)
            dialogue.look()
            for number in 0..<5 {
                disk.isFull = number == refused
                try dialogue.write(line("a"))
                dialogue.wait(.seconds(3))
            }
            disk.isFull = true
            dialogue.wait(window * 2)
            #expect(try outcome(dialogue).count < 3, "nothing is sent that the journal still holds")
            disk.isFull = false
            dialogue.wait(window * 2)
            let counts = try outcome(dialogue).compactMap { Int($0.dropFirst(2)) }
            #expect(counts.reduce(0, +) == 5, "\(refused): \(counts)")
        }
    }

    @Test("what is held outlives a clock that is set back, and a window that is configured away")
    func clocks() throws {
        var dialogue = try dialogue()
        dialogue.look()
        try dialogue.write(line("a") + line("a") + line("a") + line("b"))
        dialogue.wait(.seconds(3))
        #expect(try outcome(dialogue) == ["a 1", "b 1"])
        dialogue.clock.setWall(to: dialogue.clock.now().wall.advanced(by: .seconds(-86_400)))
        try dialogue.restart()
        dialogue.wait(window * 2)
        #expect(try outcome(dialogue) == ["a 1", "b 1", "a 2"])
    }

    @Test("what a refused commit had is as new as before: it goes at once")
    func refusedFirst() throws {
        let disk = Disk()
        var dialogue = try dialogue(disk: disk)
        dialogue.look()
        disk.isFull = true
        try dialogue.write(line("a"))
        dialogue.wait(.seconds(3))
        disk.isFull = false
        dialogue.wait(.seconds(3))
        #expect(try outcome(dialogue) == ["a 1"])
    }

    @Test("while the journal refuses, what is due is tried as often as reading is")
    func refusedRelease() throws {
        let disk = Disk()
        var dialogue = try dialogue(disk: disk)
        dialogue.look()
        try dialogue.write(line("a") + line("a") + line("b"))
        dialogue.wait(.seconds(3))
        disk.isFull = true
        dialogue.stall(window)
        let tries = disk.tryCount
        for _ in 0..<10 { dialogue.notice(WatchEvents()) }
        #expect(disk.tryCount == tries)
    }

    @Test("one that comes when its window has ended is not counted with those before, whoever slept meanwhile")
    func comesLate() throws {
        var dialogue = try dialogue()
        dialogue.look()
        try dialogue.write(line("a") + line("a") + line("b"))
        dialogue.wait(.seconds(3))
        try dialogue.write(line("a") + line("c"))
        dialogue.stall(window * 2)
        #expect(try outcome(dialogue) == ["a 1", "b 1", "a 1", "a 1"])
    }

    @Test("the end of a window is when it ends, though nothing else is due")
    func endsInTime() throws {
        var dialogue = try Dialogue(duplicateWindow: .seconds(17))
        dialogue.look()
        try dialogue.write(line("a") + line("a") + line("b"))
        let start = dialogue.clock.now().instant
        dialogue.look()
        while try outcome(dialogue).filter({ $0 == "a 1" }).count < 2 {
            let now = dialogue.clock.now()
            let next = try #require(dialogue.pipeline.nextWake(after: now))
            dialogue.clock.advance(by: now.instant.duration(to: max(now.instant, next)))
            dialogue.notice(WatchEvents())
        }
        #expect(start.duration(to: dialogue.clock.now().instant) < .seconds(18))
    }

    @Test("the date is the latest of them, whether they came together or one by one", arguments: [true, false])
    func latestDate(isTogether: Bool) throws {
        var dialogue = try dialogue()
        dialogue.look()
        let later = [line("a", date: "2026-09-20"), line("a", date: "2026-09-21")]
        // The line behind them ends the last one's record in the same turn.
        let texts = isTogether ? [later.joined() + line("b")] : later + [line("b")]
        for text in [line("a", date: "2026-09-19")] + texts {
            try dialogue.write(text)
            dialogue.wait(.seconds(3))
        }
        dialogue.wait(window * 2)
        let data = try #require(try dialogue.events().last?["data"])
        #expect(try outcome(dialogue).sorted() == ["a 1", "a 2", "b 1"])
        #expect(data["first_date"]?.text?.prefix(10) == "2026-09-20")
        #expect(data["last_date"]?.text?.prefix(10) == "2026-09-21")
    }

    @Test("of more than ten thousand at a time, those beyond go as they come")
    func bounded() throws {
        var dialogue = try dialogue()
        dialogue.look()
        try dialogue.write((0..<10_000).map { line("\($0)") }.joined() + line("last"))
        dialogue.look()
        try dialogue.write(line("x") + line("x") + line("0") + line("0") + line("x"))
        dialogue.wait(.seconds(3))
        let came = try dialogue.journal.nextBatch(project: "default", maxEvents: 20_000, maxBytes: .max).suffix(4)
        let messages = try came.map { try JSONReader.parse($0.event.body)["message"]?.text ?? "" }
        #expect(messages == ["last", "x", "x", "x"])
    }

    @Test("one that stands for several counts as many")
    func severalAtOnce() throws {
        var rules = try World.rules()
        rules.layout.envelope = .syslog
        var dialogue = try Dialogue(rules: [rules], duplicateWindow: window)
        dialogue.look()
        let head = "Nov 20 10:00:00 web1 shop[17]: "
        let text = "2026-11-20 10:00:00,123 ERROR [main] com.acme.Billing - a"
        try dialogue.write("\(head)\(text)\n\(head)message repeated 4 times: [ \(text)]\n\(head)\(text)\n")
        dialogue.wait(window * 2)
        #expect(try outcome(dialogue) == ["a 1", "a 5"])
        #expect(dialogue.pipeline.eventCounts.values.reduce(0, +) == 6)
    }
}
