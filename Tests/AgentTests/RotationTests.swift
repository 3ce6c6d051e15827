import Agent
import Model
import Simulation
import Testing

@Suite("Rotation and truncation, as the agent meets them")
struct RotationTests {
    private let log = Dialogue.log

    private func rotated(_ number: Int) -> Path { Path("/log/app.log.\(number)") }

    /// Everything that has come, the quiet last records included.
    private func settled(_ dialogue: inout Dialogue) throws -> [String] {
        for _ in 0..<6 { dialogue.wait() }
        return try dialogue.deliver()
    }

    @Test("files that came and were rotated away in between are read, though no rule names them")
    func between() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("order 1"))
        #expect(try settled(&dialogue) == ["order 1"])
        try dialogue.write(line("order 2"))
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 3"))
        try dialogue.files.rename(rotated(1), to: rotated(2))
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 4"))
        try dialogue.restart()
        #expect(try settled(&dialogue).sorted() == ["order 2", "order 3", "order 4"])
    }

    @Test("a file that came in between with a deleted file's inode is no old acquaintance")
    func reusedInode() throws {
        var dialogue = try Dialogue()
        dialogue.files.reusesInodes = true
        try dialogue.write(line("order 1"))
        dialogue.look()
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 2"))
        dialogue.look()
        try dialogue.files.remove(rotated(1))
        #expect(try settled(&dialogue).sorted() == ["order 1", "order 2"])
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 3"))
        try dialogue.files.rename(rotated(1), to: rotated(2))
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 4"))
        try dialogue.restart()
        #expect(try settled(&dialogue).sorted() == ["order 3", "order 4"])
    }

    @Test("the last record before a truncation is not lost, though no line followed it")
    func lastBeforeTruncation() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("order 1"))
        dialogue.look()
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(line("order 2"))
        #expect(try settled(&dialogue) == ["order 1", "order 2"])
    }

    @Test("a predecessor whose records were begun and not finished is found again after a second death")
    func secondDeath() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("order 1"))
        dialogue.look()
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("order 2"))
        try dialogue.restart()
        dialogue.look()
        try dialogue.restart()
        #expect(try settled(&dialogue).sorted() == ["order 1", "order 2"])
    }
}
