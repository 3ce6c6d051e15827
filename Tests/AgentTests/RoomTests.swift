import Agent
import Journaling
import Model
import Setup
import Testing
import WireFormat

@Suite("A journal without room")
struct RoomTests {
    private let padding = String(repeating: "x", count: 3_000)

    private func number(_ message: String) -> Int { Int(message.prefix { $0.isNumber }) ?? 0 }

    @Test("F12: a turn ends with the file that made as many bytes of events as it may")
    func boundedTurn() throws {
        var pace = PipelinePace()
        pace.turnEventBytesMax = 1
        var dialogue = try Dialogue(pace: pace)
        dialogue.look()
        for number in 1...3 { try dialogue.write(line("\(number)") + line("end"), to: Path("/log/\(number).log")) }
        dialogue.lookOnce()
        #expect(try dialogue.messages() == ["1"])
        dialogue.wait()
        #expect(try dialogue.messages().sorted() == ["1", "2", "3", "end", "end", "end"])
    }

    @Test("a full journal stops reading, is told of once, and loses nothing")
    func full() throws {
        var dialogue = try Dialogue(journalSize: .mebibytes(1))
        dialogue.look()
        for order in 1...160 {
            try dialogue.write(line("\(order) \(padding)"))
            dialogue.look()
        }
        for _ in 0..<3 { dialogue.wait() }
        #expect(dialogue.said.count == 1)
        #expect(dialogue.count(ofSaid: "deliver what waits, or raise journal.max_size. Reading waits") == 1)
        let behind = dialogue.pipeline.status.bytesBehind
        var delivered = try dialogue.deliver().map(number)
        #expect(behind >= ByteCount((160 - delivered.count) * padding.utf8.count))
        #expect(!delivered.isEmpty && delivered.count < 160)
        for _ in 0..<5 {
            dialogue.wait()
            delivered += try dialogue.deliver().map(number)
        }
        #expect(delivered == Array(1...160))
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1 && dialogue.said.count == 2)
        #expect(dialogue.pipeline.lossCounts[.journalFull] == nil)
    }

    @Test("if low levels may be dropped, they are dropped and counted, and the last room is for the others")
    func dropsLowLevels() throws {
        var project = Project(name: "default", destination: .local(LocalStore()))
        project.levelWithoutSetting = .trace
        var dialogue = try Dialogue(projects: [project], whenFull: .dropLowLevels, journalSize: .kibibytes(512))
        dialogue.look()
        for order in 1...120 {
            try dialogue.write(line("\(order) \(padding)", "INFO"))
            dialogue.look()
        }
        try dialogue.write(line("200 \(padding)", "WARN"))
        dialogue.wait(.seconds(6))
        let text = "Until then events below warn are dropped and counted"
        #expect(dialogue.said.count == 1 && dialogue.count(ofSaid: text) == 1)
        let kept = try dialogue.messages().map(number)
        let dropped = try #require(dialogue.pipeline.lossCounts[.journalFull])
        #expect(dropped > 0 && kept.count + dropped == 121 && kept.last == 200)
        #expect(try dialogue.journal.losses().map { $0.loss.count } == [dropped])

        // Others than low levels fill the last room, and then wait.
        for order in 201...230 {
            try dialogue.write(line("\(order) \(padding)"))
            dialogue.look()
        }
        #expect(dialogue.count(ofSaid: "Reading waits") == 1)
        var delivered: [Int] = []
        for _ in 0..<5 {
            delivered += try dialogue.deliver().map(number)
            dialogue.wait()
        }
        #expect(delivered == kept + Array(201...230))
        try dialogue.write(line("300", "INFO"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["300"])
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1)
        #expect(dialogue.pipeline.lossCounts[.journalFull] == dropped)
    }

    @Test("a full disk is told of once, and nothing is lost")
    func diskFull() throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        dialogue.look()
        try dialogue.write(line("1"))
        disk.isFull = true
        for _ in 0..<4 { dialogue.wait(.seconds(6)) }
        #expect(try dialogue.messages().isEmpty)
        #expect(dialogue.count(ofSaid: "free some, or move 'state' to another disk. Reading waits") == 1)
        disk.isFull = false
        dialogue.wait()
        try dialogue.write(line("2"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"])
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1)
        #expect(dialogue.pipeline.status.recordCount == 2 && dialogue.pipeline.status.lineCount == 2)
    }
}
