import Agent
import Compression
import Journaling
import Model
import Setup
import Simulation
import Testing

/// Hazards B04 to B06: what truncations and copies do to lines that were not read yet.
@Suite("Truncated before it was read")
struct TruncatedTests {
    private let log = Dialogue.log

    private func lines(_ numbers: ClosedRange<Int>) -> String { numbers.map { line("order \($0)") }.joined() }

    @Test(
        "Cut, filled again and renamed while down: what it holds now is read, what it lost is in the ledger",
        arguments: [true, false], [1, 9])
    func renamedWhileDown(keepsBirth: Bool, count: Int) throws {
        var dialogue = try Dialogue()
        dialogue.files.keepsBirthTimes = keepsBirth
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(11...(10 + count)))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(31...31))
        try dialogue.restart()
        let expected = (11...(10 + count)).map { "order \($0)" } + ["order 31"]
        expect(try dialogue.settled(), expected)
        #expect(try dialogue.losses(.truncated) == 1)
        try dialogue.restart()
        expect(try dialogue.settled(), [])
        #expect(try dialogue.losses(.truncated) == 1)
    }

    @Test("The same after copytruncate: the copy has the rest of what was cut, and nothing is lost")
    func copiedAndRenamedWhileDown() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.write(lines(4...5))
        try dialogue.copyTruncate(compressing: false)
        try dialogue.write(lines(6...7))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(8...8))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), (4...8).map { "order \($0)" })
        #expect(try dialogue.losses(.truncated) == 0)
        try dialogue.restart()
        expect(try dialogue.settled(), [])
    }

    @Test("A log that took a deleted one's inode and was rotated is read whole, where no birth time tells")
    func reusedInodeRenamedWhileDown() throws {
        var dialogue = try Dialogue()
        (dialogue.files.keepsBirthTimes, dialogue.files.reusesInodes) = (false, true)
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.restart()
        try dialogue.files.remove(log)
        try dialogue.write(lines(4...9))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(10...10))
        expect(try dialogue.settled(), (4...10).map { "order \($0)" })
    }

    @Test("Another program's file that took a deleted log's inode is not read, where no birth time tells")
    func reusedInodeOfAnother() throws {
        var dialogue = try Dialogue()
        (dialogue.files.keepsBirthTimes, dialogue.files.reusesInodes) = (false, true)
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.restart()
        try dialogue.files.remove(log)
        try dialogue.write(lines(4...9), to: Path("/log/others.txt"))
        try dialogue.write(lines(10...10))
        expect(try dialogue.settled(), ["order 10"])
    }
}
