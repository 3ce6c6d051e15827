import Agent
import Journaling
import Model
import Setup
import Simulation
import Testing
import WireFormat

@Suite("B20: lines that are held behind a record that may go on in them")
struct HeldLinesTests {
    private let log = Dialogue.log
    private let old = Path("/log/app.log.1")

    /// Message and frames of each event, in the order of the journal.
    private func outcome(_ dialogue: borrowing Dialogue) throws -> [String] {
        try dialogue.events().map { "\($0["message"]?.text ?? "") \($0.frameCount ?? 0)" }
    }

    @Test("decide nothing while the file that has the record's beginning grows itself")
    func predecessorGrows() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(trace("1", 2))
        dialogue.look()
        try dialogue.files.rename(log, to: old)
        try dialogue.write("")
        dialogue.notice(changed: Path("/log"))
        // The kernel tells of the one and, since the other's name is nobody's, not of the other.
        try dialogue.write(frames(3...3), to: old)
        try dialogue.write(frames(4...4) + line("2") + line("3"))
        dialogue.notice(written: log)
        for _ in 0..<3 { dialogue.wait() }
        expect(try outcome(dialogue), ["1 4", "2 0", "3 0"])
    }

    @Test("are no more than a record may have: beyond, they decide at once")
    func bounded() throws {
        var limits = Limits()
        limits.recordBytesMax = 2_000
        var dialogue = try Dialogue(limits: limits)
        dialogue.look()
        try dialogue.write(trace("1", 30))
        dialogue.look()
        try dialogue.files.rename(log, to: old)
        try dialogue.write(frames(31...200))
        dialogue.look()
        #expect(try dialogue.messages() == ["1"])
    }

    @Test("do not wait for a file that cannot be read")
    func predecessorUnreadable() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.damage(log, from: ByteOffset(Int64(line("1").utf8.count)))
        try dialogue.write(line("2"))
        try dialogue.files.rename(log, to: old)
        try dialogue.write(line("3"))
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1", "3"])
        try dialogue.files.damage(old, from: nil)
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1", "3", "2"])
    }
}
