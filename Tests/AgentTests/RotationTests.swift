import Agent
import Journaling
import Model
import Platform
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

    @Test("B14: rotated away at the very moment at which it is opened, it is one file, and read once")
    func rotatedWhileOpened() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        dialogue.look()
        try dialogue.files.rename(log, to: rotated(1))
        try dialogue.write(line("2"))
        whenOpen(log, in: dialogue.files) { files in
            try files.rename(rotated(1), to: rotated(2))
            try files.rename(log, to: rotated(1))
        }
        dialogue.look()
        #expect(dialogue.files.beforeListing == nil)
        try dialogue.write(line("3"))
        #expect(try settled(&dialogue) == ["1", "2", "3"])
        #expect(dialogue.files.openCount == 1)
    }

    /// Does it in front of the first listing that finds the file open.
    private func whenOpen(_ path: Path, in files: SimulatedFiles, _ body: @escaping (SimulatedFiles) throws -> Void) {
        files.beforeListing = { [unowned files] in
            guard files.isOpen(path) else { return whenOpen(path, in: files, body) }
            do { try body(files) } catch { Issue.record(error) }
        }
    }

    private func lines(_ numbers: ClosedRange<Int>) -> String { numbers.map { line("\($0)") }.joined() }

    @Test(
        "B01: the application opens its log anew some time after the rename, and each line comes once, in order",
        arguments: [0, 500, 2_000])
    func reopensLate(milliseconds: Int) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        for round in 0..<3 {
            try dialogue.write(lines((round * 8 + 1)...(round * 8 + 3)))
            dialogue.lookOnce()
            try dialogue.files.rename(log, to: rotated(round + 1))
            try dialogue.write(lines((round * 8 + 4)...(round * 8 + 5)), to: rotated(round + 1))
            dialogue.wait(.milliseconds(milliseconds))
            try dialogue.write(lines((round * 8 + 6)...(round * 8 + 7)), to: rotated(round + 1))
            try dialogue.write(lines((round * 8 + 8)...(round * 8 + 8)))
        }
        let came = try settled(&dialogue).compactMap(Int.init)
        expect(came.sorted(), Array(1...24))
        // Round by round: seven lines to the one file, then one to the next, which the round behind it goes on with.
        let files = Dictionary(grouping: came) { $0 / 8 }
        for (_, ofOneFile) in files { expect(ofOneFile, ofOneFile.sorted()) }
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil && dialogue.files.openCount == 1)
    }

    @Test(
        "B02: what is written to the renamed file for ten minutes is read, with pauses beyond its grace too",
        arguments: [9, 60], [false, true])
    func writesOn(pause: Int, isRestarted: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("old 0"))
        dialogue.look()
        try dialogue.files.rename(log, to: rotated(1))
        let rounds = 600 / pause
        var expected = ["old 0"]
        for round in 1...rounds {
            try dialogue.write(line("old \(round)"), to: rotated(1))
            try dialogue.write(line("new \(round)"))
            expected += ["old \(round)", "new \(round)"]
            dialogue.wait(.seconds(pause))
            if isRestarted, round == rounds / 2 { try dialogue.restart() }
        }
        expect(try settled(&dialogue).sorted(), expected.sorted())
        #expect(dialogue.files.openCount == 1 && dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test(
        "B06, B07: cut and filled again past its old end, under the same first lines too, it is read anew",
        arguments: [false, true], [false, true])
    func refilled(isStopped: Bool, hasBanner: Bool) throws {
        let banner = hasBanner ? String(repeating: line("welcome", "INFO"), count: 40) : ""
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(banner + lines(1...2))
        expect(try settled(&dialogue), ["1", "2"])
        if isStopped { try dialogue.restart(stopping: true) }
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(banner + lines(3...9))
        expect(try settled(&dialogue), (3...9).map(String.init))
        #expect(try dialogue.journal.files().map(\.generation) == [1])
    }

    @Test("B11: rotated once while down, the unread rest of the old file is read in front of the new one")
    func rotatedOnce() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...1))
        expect(try settled(&dialogue), ["1"])
        try dialogue.write(lines(2...3))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(4...5))
        try dialogue.restart()
        let came = try settled(&dialogue)
        expect(came.first, "2")
        expect(came.filter { $0 < "4" } + came.filter { $0 > "3" }, ["2", "3", "4", "5"])
    }

    @Test("B16: deleted while most of it is unread, it is read to its end, and let go of a second later")
    func deletedFarBehind() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("first"))
        dialogue.look()
        try dialogue.write(String(repeating: line("x", "DEBUG"), count: 20_000) + line("last"))
        dialogue.lookOnce()
        try dialogue.files.remove(log)
        #expect(dialogue.pipeline.status.bytesBehind > ByteCount(500_000))
        for _ in 0..<12 { dialogue.lookOnce() }
        #expect(dialogue.pipeline.status.bytesBehind == .zero && dialogue.files.openCount == 1)
        dialogue.clock.advance(by: .seconds(1))
        dialogue.notice(WatchEvents())
        #expect(dialogue.files.openCount == 0 && dialogue.pipeline.lossCounts[.vanished] == nil)
        #expect(try dialogue.deliver() == ["first", "last"])
    }
}
