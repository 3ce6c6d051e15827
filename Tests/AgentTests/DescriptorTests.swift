import Agent
import Journaling
import Model
import Platform
import Simulation
import Testing

@Suite("F07: more files than descriptors")
struct DescriptorTests {
    private func path(_ number: Int) -> Path { Path("/log/\(number + 100).log") }

    private func dialogue(openFilesMax: Int, disk: (any CommitFaults)? = nil) throws -> Dialogue {
        var limits = Limits()
        limits.openFilesMax = openFilesMax
        return try Dialogue(limits: limits, disk: disk)
    }

    @Test("all are tailed, in turns, and never more are open than may be")
    func turns() throws {
        var dialogue = try dialogue(openFilesMax: 4)
        dialogue.look()
        for round in 0..<3 {
            for file in 0..<40 { try dialogue.write(line("\(file).\(round)"), to: path(file)) }
            dialogue.wait()
            #expect(dialogue.files.openCount <= 4)
        }
        for _ in 0..<3 { dialogue.wait() }
        let expected = (0..<40).flatMap { file in (0..<3).map { "\(file).\($0)" } }
        #expect(try dialogue.messages().sorted() == expected.sorted())
        #expect(dialogue.files.mostOpenCount <= 4)
        #expect(dialogue.said == [] && dialogue.pipeline.status.filesTailed == 40)
        #expect(dialogue.pipeline.untailed.isEmpty && dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test("the one that was read longest ago gives up its own first")
    func leastRecent() throws {
        var dialogue = try dialogue(openFilesMax: 3)
        dialogue.look()
        for file in [0, 1, 2, 0, 3] {
            try dialogue.write(line("\(file)"), to: path(file))
            dialogue.notice(written: path(file))
        }
        #expect((0...3).map { dialogue.files.isOpen(path($0)) } == [true, false, true, true])
        for file in [2, 1] {
            try dialogue.write(line("\(file)"), to: path(file))
            dialogue.notice(written: path(file))
        }
        #expect((0...3).map { dialogue.files.isOpen(path($0)) } == [false, true, true, true])
    }

    @Test("a file that was closed is found by its inode when it was rotated, and read to its end")
    func rotatedWhileClosed() throws {
        var dialogue = try dialogue(openFilesMax: 4)
        dialogue.look()
        for file in 0..<10 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.wait()
        for file in 0..<10 {
            try dialogue.write(line("\(file).1"), to: path(file))
            try dialogue.files.rename(path(file), to: Path("/log/\(file + 100).log.1"))
            try dialogue.write(line("\(file).2"), to: path(file))
        }
        for _ in 0..<20 { dialogue.wait(.seconds(31)) }
        let expected = (0..<10).flatMap { file in (0..<3).map { "\(file).\($0)" } }
        #expect(try dialogue.messages().sorted() == expected)
        #expect(dialogue.files.mostOpenCount <= 5, "one more while the reconciler looks at what is there")
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test("a file that was closed and is another's name now is never read as what it was")
    func replacedWhileClosed() throws {
        var dialogue = try dialogue(openFilesMax: 2)
        dialogue.files.reusesInodes = true
        dialogue.look()
        for file in 0..<6 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.wait()
        try dialogue.files.remove(path(0))
        try dialogue.write(line("new, and longer than what was there"), to: path(0))
        for _ in 0..<3 { dialogue.wait() }
        let messages = try dialogue.messages()
        #expect(messages.count == 7 && messages.contains("new, and longer than what was there"))
    }

    @Test("one that was rotated while it was closed, and is told of by its name alone, is not the new file")
    func rotatedBehindItsName() throws {
        var dialogue = try dialogue(openFilesMax: 2)
        dialogue.look()
        for file in 0..<6 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.wait()
        try #require(!dialogue.files.isOpen(path(0)))
        try dialogue.write(line("0.1"), to: path(0))
        try dialogue.files.rename(path(0), to: Path("/log/100.log.1"))
        try dialogue.write(line("0.2"), to: path(0))
        for _ in 0..<3 { dialogue.notice(written: path(0)) }
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages().sorted() == ["0.0", "0.1", "0.2", "1.0", "2.0", "3.0", "4.0", "5.0"])
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test("what nothing can find again is in the ledger, with its bytes")
    func deletedWhileClosed() throws {
        var dialogue = try dialogue(openFilesMax: 2)
        dialogue.look()
        for file in 0..<6 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.wait()
        let (before, text) = (line("0.0").utf8.count, line("0.1"))
        try dialogue.write(text, to: path(0))
        // It is seen to have grown, and gone before its turn.
        dialogue.files.fail(call: 1, with: .denied, openOf: path(0))
        dialogue.look()
        try dialogue.files.remove(path(0))
        for _ in 0..<3 { dialogue.wait() }
        let losses = try dialogue.journal.losses().map(\.loss)
        #expect(losses.map(\.reason) == [.vanished] && losses.map(\.path) == [path(0)])
        #expect(losses.map(\.range) == [ByteOffset(Int64(before))..<ByteOffset(Int64(before + text.utf8.count))])
        #expect(try dialogue.messages().count == 6)
        #expect(dialogue.count(ofSaid: "is gone with") == 1)
    }

    @Test("B16: a deleted file keeps its descriptor to its end, though others wait for one")
    func deletedWhileOpen() throws {
        var dialogue = try dialogue(openFilesMax: 2)
        dialogue.look()
        try dialogue.write(line("0.0"), to: path(0))
        dialogue.look()
        let text = (0..<4_000).map { line("0.1 \($0)") }.joined()
        try dialogue.write(text, to: path(0))
        dialogue.notice(written: path(0))
        try dialogue.files.remove(path(0))
        for file in 1..<9 { try dialogue.write(line("\(file).0"), to: path(file)) }
        for _ in 0..<4 { dialogue.wait() }
        #expect(try dialogue.messages().count == 4_009)
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test("more rotated files than may be held wait under the names that they have, and none is lost")
    func heldMax() throws {
        var dialogue = try dialogue(openFilesMax: 4)
        dialogue.look()
        for file in 0..<4 {
            try dialogue.write(line("\(file).0"), to: path(file))
            dialogue.look()
        }
        for file in 0..<4 {
            try dialogue.write(line("\(file).1"), to: path(file))
            try dialogue.files.rename(path(file), to: Path("/log/\(file + 100).log.1"))
        }
        for _ in 0..<20 { dialogue.wait(.seconds(31)) }
        #expect(try dialogue.messages().count == 8)
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil)
        #expect(dialogue.count(ofSaid: "held open") == 1)
    }

    @Test("those that wait by their names follow as soon as others are read, and not with the next full walk")
    func shelf() throws {
        let disk = FailingDisk()
        var dialogue = try dialogue(openFilesMax: 4, disk: disk)
        dialogue.look()
        for file in 0..<4 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.wait()
        // All have grown by a line that ends the record above it, which the journal refuses, when they are rotated.
        disk.error = .disk(reason: "the test's disk")
        for round in 1...2 {
            for file in 0..<4 { try dialogue.write(line("\(file).\(round)"), to: path(file)) }
            dialogue.wait()
        }
        for file in 0..<4 { try dialogue.files.rename(path(file), to: Path("/log/\(file + 100).log.1")) }
        dialogue.notice(changed: Path("/log"))
        #expect(dialogue.files.openCount == 2 && dialogue.count(ofSaid: "held open") == 1)
        disk.error = nil
        for _ in 0..<32 {
            dialogue.clock.advance(by: .milliseconds(250))
            dialogue.notice(WatchEvents())
        }
        let expected = (0..<4).flatMap { file in (0..<3).map { "\(file).\($0)" } }
        #expect(try dialogue.messages().sorted() == expected)
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil && dialogue.files.mostOpenCount <= 4)
    }

    @Test("a kernel that allows fewer than we do: all are tailed, in turns")
    func lowerLimit() throws {
        var dialogue = try dialogue(openFilesMax: 40)
        dialogue.files.openMax = 4
        dialogue.look()
        for round in 0..<3 {
            for file in 0..<10 { try dialogue.write(line("\(file).\(round)"), to: path(file)) }
            dialogue.wait()
        }
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages().sorted() == (0..<10).flatMap { file in (0..<3).map { "\(file).\($0)" } })
        #expect(dialogue.said == [] && dialogue.pipeline.status.filesTailed == 10)
    }

    @Test("the kernel's own limit costs a descriptor and nothing else", arguments: 1..<30)
    func kernelLimit(call: Int) throws {
        var dialogue = try dialogue(openFilesMax: 8)
        dialogue.look()
        for file in 0..<6 { try dialogue.write(line("\(file).0"), to: path(file)) }
        dialogue.look()
        dialogue.files.fail(call: call, with: .tooManyOpen)
        for file in 0..<12 { try dialogue.write(line("\(file).1"), to: path(file)) }
        for _ in 0..<4 { dialogue.wait(.seconds(31)) }
        #expect(try dialogue.messages().count == 18)
    }

    @Test("F08: a stale handle is opened anew, and nothing is read twice")
    func stale() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.look()
        try dialogue.files.makeStale(Dialogue.log)
        try dialogue.write(line("2"))
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1", "2"])
        #expect(dialogue.files.openCount == 1)
    }
}
