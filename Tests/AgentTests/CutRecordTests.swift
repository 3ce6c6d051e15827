import Agent
import Journaling
import Model
import Platform
import Records
import Rules
import Setup
import Simulation
import Testing
import WireFormat

/// A trace of `count` frames below the line of an error.
func trace(_ message: String, _ count: Int) -> String {
    line(message) + "java.lang.IllegalStateException: broken\n" + frames(1...count)
}

func frames(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { "\tat com.acme.Order.step\($0)(Order.java:\($0))\n" }.joined()
}

extension JSONValue {
    /// How many frames the event's trace has.
    var frameCount: Int? { self["data"]?["@error"]?["stack_trace"]?.elements?.count }
}

@Suite("B20: a record that lies in two files")
struct RecordInTwoFilesTests {
    private let log = Dialogue.log
    private let old = Path("/log/app.log.1")

    /// What came of it, in the order of the journal: message and frames.
    private func outcome(_ dialogue: inout Dialogue) throws -> [String] {
        for _ in 0..<6 { dialogue.wait() }
        return try dialogue.events().map { "\($0["message"]?.text ?? "") \($0.frameCount ?? 0)" }
    }

    private func rotate(_ dialogue: borrowing Dialogue) throws {
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.rename(log, to: old)
    }

    @Test("is one record: half before a rename, half behind it", arguments: [false, true])
    func renamed(isRestarted: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1") + trace("2", 30))
        dialogue.look()
        if isRestarted { try dialogue.restart() }
        try rotate(dialogue)
        try dialogue.write(frames(31...60) + line("3"))
        #expect(try outcome(&dialogue) == ["1 0", "2 60", "3 0"])
        let data = try #require(try dialogue.events()[1]["data"]?["log"])
        #expect(data["first_line"] == 2 && data["last_line"] == 63 && data["file"] == "/log/app.log")
        #expect(try dialogue.events()[2]["data"]?["log"]?["first_line"] == 31)
    }

    @Test("is one record though its second half comes in pieces, with nothing behind it", arguments: [false, true])
    func inPieces(isRestarted: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 30))
        dialogue.look()
        try rotate(dialogue)
        for number in 31...36 {
            try dialogue.write(frames(number...number))
            dialogue.wait(.milliseconds(1_500))
            #expect(try dialogue.events() == [])
            if isRestarted, number % 2 == 0 { try dialogue.restart(stopping: number == 34) }
        }
        #expect(try outcome(&dialogue) == ["1 36"])
        try dialogue.write(line("2"))
        #expect(try outcome(&dialogue) == ["1 36", "2 0"])
    }

    @Test("is not made of a record that was quiet for its while, nor of lines that begin one")
    func apart() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 3))
        dialogue.wait(.seconds(4))
        try rotate(dialogue)
        try dialogue.write(line("2") + frames(4...5) + line("3"))
        #expect(try outcome(&dialogue) == ["1 3", "2 2", "3 0"])
        try dialogue.write(trace("4", 3))
        dialogue.look()
        try dialogue.files.remove(old)
        try rotate(dialogue)
        try dialogue.write(line("5") + line("6"))
        #expect(try outcome(&dialogue).sorted() == ["1 3", "2 2", "3 0", "4 3", "5 0", "6 0"])
    }

    @Test("is one record though the rotated file has more in front of it than is read at once")
    func backlog() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("0"))
        dialogue.wait(.seconds(4))
        // No entry begins before this line is read to its end, in the third chunk.
        try dialogue.write(line("0 " + String(repeating: "x", count: 600 << 10)) + trace("1", 30))
        try rotate(dialogue)
        try dialogue.write(frames(31...60) + line("2"))
        let made = try outcome(&dialogue)
        #expect(made.map { $0.suffix(4) } == ["0 0", ".. 0", "1 60", "2 0"])
    }

    @Test("is not made, where nobody looked, of a file that was begun long after the other's last line")
    func begunLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 3))
        dialogue.look()
        dialogue.clock.advance(by: .seconds(60))
        try rotate(dialogue)
        try dialogue.write(frames(4...5) + line("2"))
        try dialogue.restart()
        #expect(try outcome(&dialogue).sorted() == ["1 3", "2 0"])
    }

    @Test("is one record for a file whose rotated name the rules want too")
    func rotatedNameIsWanted() throws {
        var rules = try World.rules()
        rules.files = try World.glob("/log/*.log*")
        var dialogue = try Dialogue(rules: [rules])
        dialogue.look()
        try dialogue.write(trace("1", 30))
        dialogue.look()
        try rotate(dialogue)
        try dialogue.write(frames(31...60) + line("2"))
        #expect(try outcome(&dialogue) == ["1 60", "2 0"])
    }

    @Test("leaves both files in place: nothing is lost or doubled when its commit fails, or the process dies after it")
    func commits() throws {
        for isDead in [false, true] {
            let disk = Disk()
            var dialogue = try Dialogue(disk: disk)
            dialogue.look()
            try dialogue.write(trace("1", 30))
            dialogue.look()
            try rotate(dialogue)
            try dialogue.write(frames(31...60))
            dialogue.look()
            disk.isFull = true
            try dialogue.write(line("2"))
            dialogue.wait(.seconds(6))
            #expect(try dialogue.events() == [])
            if isDead { try dialogue.restart() }
            disk.isFull = false
            dialogue.wait(.milliseconds(1_500))
            if isDead { try dialogue.restart() }
            #expect(try outcome(&dialogue) == ["1 60", "2 0"])
            #expect(try dialogue.journal.losses() == [])
        }
    }

    @Test("is one record though the process comes so late that its while is over when it sees the second half")
    func seenLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 30))
        dialogue.look()
        try rotate(dialogue)
        try dialogue.write(frames(31...60) + line("2"))
        dialogue.stall(.milliseconds(2_500))
        #expect(try outcome(&dialogue) == ["1 60", "2 0"])
    }

    @Test("is what each rule file makes of it that reads both files")
    func twoRuleFiles() throws {
        var other = try World.rules()
        (other.name, other.project, other.layout.traces) = ("other", "elsewhere", [])
        other.layout.start = nil
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(rules: [World.rules(), other], projects: projects)
        dialogue.look()
        try dialogue.write(trace("1", 3))
        dialogue.look()
        try rotate(dialogue)
        try dialogue.write(frames(4...5) + line("2"))
        #expect(try outcome(&dialogue) == ["1 5", "2 0"])
        #expect(try dialogue.messages(of: "elsewhere") == ["1", "2"])
    }
}

/// Hazards A02, A13, D03.
@Suite("A record that takes its time")
struct SlowRecordTests {
    private let log = Dialogue.log

    @Test("is one below the layout's quiet time, and two above it")
    func pauses() throws {
        for (pause, expected) in [(1_900, [4]), (2_100, [1])] {
            var dialogue = try Dialogue()
            dialogue.look()
            try dialogue.write(trace("1", 1))
            for number in 2...4 {
                dialogue.wait(.milliseconds(pause))
                try dialogue.write(frames(number...number))
            }
            dialogue.wait()
            #expect(try dialogue.events().filter { $0["message"] == "1" }.map(\.frameCount) == expected)
        }
    }

    @Test("A02: is one though the process died, or was stopped, amid it", arguments: [false, true])
    func killed(stopping: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("0") + trace("1", 2))
        dialogue.look()
        try dialogue.restart(stopping: stopping)
        dialogue.look()
        try dialogue.write(frames(3...4))
        dialogue.look()
        try dialogue.restart(stopping: stopping)
        try dialogue.write(frames(5...6))
        dialogue.wait(.seconds(10))
        #expect(try dialogue.events().map(\.frameCount) == [nil, 6])
    }

    @Test("A13: is one though the process was stopped for ten minutes, and its writer too")
    func stopped() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 2), to: log)
        try dialogue.write(trace("2", 2) + "\tat com.acme", to: Path("/log/other.log"))
        dialogue.look()
        dialogue.stall(.seconds(600))
        try dialogue.write(frames(3...4))
        try dialogue.write(".Other.step(Other.java:1)\n", to: Path("/log/other.log"))
        dialogue.wait(.seconds(10))
        #expect(try dialogue.events().map(\.frameCount).sorted { ($0 ?? 0) < ($1 ?? 0) } == [3, 4])
        #expect(try dialogue.journal.losses() == [])
    }

    @Test("that goes on after its while is marked with the event that it goes on with")
    func continuedLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1") + trace("2", 2))
        dialogue.wait()
        try dialogue.write(frames(3...4))
        dialogue.wait()
        try dialogue.write("java.lang.IllegalStateException: another\n" + frames(5...5) + line("3"))
        dialogue.wait()
        let events = try dialogue.events()
        #expect(events.map(\.frameCount) == [nil, 2, 1, nil])
        let marks = events.map { $0["data"]?["log"]?["continued_from"] }
        #expect(marks == [nil, nil, events[1]["reference_id"], nil])
    }

    @Test("A13: is complete all the same where the process always comes late")
    func alwaysLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 2))
        dialogue.look()
        for _ in 0..<2 { dialogue.stall(.seconds(10)) }
        #expect(try dialogue.events().map(\.frameCount) == [2])
    }
}

/// Hazard D12.
@Suite("A record that is unfinished when the rules change")
struct ReloadTests {
    private let log = Dialogue.log

    private func renamedRules(_ project: String = "default") throws -> RuleFile {
        var rules = try World.rules()
        (rules.project, rules.layout.traces) = (project, [])
        rules.layout.start = nil
        return rules
    }

    @Test("finishes under the rules that it began under; what follows is read under the new ones")
    func reload() throws {
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(projects: projects)
        dialogue.look()
        try dialogue.write(line("1") + trace("2", 2))
        dialogue.look()
        dialogue.reload([try renamedRules("elsewhere")])
        try dialogue.write(frames(3...4) + line("3") + line("4"))
        dialogue.wait(.seconds(8))
        #expect(try dialogue.messages() == ["1", "2"])
        #expect(try dialogue.events().last?.frameCount == 4)
        #expect(try dialogue.messages(of: "elsewhere") == ["3", "4"])
        #expect(try dialogue.events(of: "elsewhere").map { $0["data"]?["log"]?["first_line"] } == [8, 9])
    }

    @Test("finishes when it is quiet, and nothing is judged twice", arguments: [false, true])
    func quiet(isKilled: Bool) throws {
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(projects: projects)
        dialogue.look()
        try dialogue.write(line("1", "INFO") + line("2"))
        dialogue.look()
        dialogue.reload([try renamedRules("elsewhere")])
        dialogue.wait(.seconds(4))
        if isKilled { try dialogue.restart() }
        try dialogue.write(line("3"))
        dialogue.wait(.seconds(4))
        #expect(try dialogue.messages() == ["2"] && dialogue.messages(of: "elsewhere") == ["3"])
        #expect(dialogue.pipeline.status.filesTailed == 1)
    }

    @Test("finishes though nothing names its file any more, and the file is closed then")
    func unwanted() throws {
        var other = try World.rules()
        other.files = try World.glob("/other/*.log")
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 2))
        dialogue.look()
        dialogue.reload([other])
        try dialogue.write(frames(3...3))
        dialogue.wait(.seconds(4))
        #expect(try dialogue.events().map(\.frameCount) == [3])
        #expect(dialogue.pipeline.status.filesTailed == 0)
    }

    @Test("is lost by no reload, however many there are, and they leave nothing behind")
    func thousandReloads() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("0"))
        dialogue.look()
        let watched = Set(dialogue.watched)
        for number in 1...1_000 {
            try dialogue.write(trace("\(number)", 2))
            dialogue.look()
            var rules = try World.rules()
            rules.layout.flushAfter = .milliseconds(500 + number)
            dialogue.reload([rules])
            try dialogue.write(frames(3...3))
        }
        dialogue.wait(.seconds(4))
        #expect(try dialogue.messages() == (0...1_000).map(String.init))
        #expect(try dialogue.events().dropFirst().allSatisfy { $0.frameCount == 3 })
        #expect(Set(dialogue.watched) == watched)
        #expect(dialogue.pipeline.status.filesTailed == 1)
    }

    @Test("is lost by no truncation that comes before its end")
    func truncated() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 2))
        dialogue.look()
        dialogue.reload([try World.rules()])
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(line("2"))
        dialogue.wait(.seconds(6))
        #expect(try dialogue.messages() == ["1", "2"])
    }
}
