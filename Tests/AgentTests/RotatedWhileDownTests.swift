import Agent
import Compression
import Journaling
import Model
import Platform
import Setup
import Simulation
import TestSupport
import Testing
import WireFormat

/// Hazards B11 to B13, B21: what was rotated while nobody looked.
@Suite("Rotated while down")
struct RotatedWhileDownTests {
    private let log = Dialogue.log

    /// With so many lines of an hour's log, content alone can prove what a file is.
    private func lines(_ numbers: ClosedRange<Int>) -> String { numbers.map { line("order \($0)") }.joined() }

    @Test("B12: a predecessor that was compressed is read on where reading stopped")
    func compressed() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled(), ["order 1", "order 2", "order 3"])
        let id = try #require(try dialogue.journal.files().first).id
        try dialogue.write(lines(4...5))
        try dialogue.rotate(compressing: true)
        try dialogue.write(lines(6...6))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
        #expect(try dialogue.journal.files().contains { $0.id == id && $0.isFinished && $0.generation == 0 })
    }

    @Test(
        "B11, B12: any number of generations, delayed compression or not, each unread byte once", arguments: 1...6,
        [0, 1])
    func manyGenerations(count: Int, plain: Int) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        expect(try dialogue.settled().count, 2)
        var written = 2
        for _ in 0..<count {
            try dialogue.write(lines((written + 1)...(written + 3)))
            written += 3
            try dialogue.rotate(compressing: true, keepingPlain: plain)
        }
        try dialogue.write(lines((written + 1)...(written + 1)))
        try dialogue.restart()
        let expected = (3...(written + 1)).map { "order \($0)" }
        expect(try dialogue.settled().sorted(), expected.sorted())
        // Numbers shift and more is compressed; nothing of it is news, also to a process that starts anew.
        try dialogue.restart()
        try dialogue.rotate(compressing: true)
        expect(try dialogue.settled(), [])
        try dialogue.restart()
        expect(try dialogue.settled(), [])
    }

    @Test("B11, B18: a generation that came and went meanwhile, and has two names, is read once")
    func linkedGeneration() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(4...5))
        try dialogue.rotate(compressing: false)
        try dialogue.files.link(Path("/log/app.log.1"), as: Path("/log/app.log.1.bak2"))
        try dialogue.write(lines(6...6))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
    }

    @Test("B18: what is open by a name of its own is not taken for another that is gone and had the same content")
    func openTwin() throws {
        var rules = try World.rules()
        rules.files = try globs("/log/app.log*")
        var dialogue = try Dialogue(rules: [rules])
        let twin = Path("/log/app.log.1")
        try dialogue.write(lines(1...3))
        try dialogue.write(lines(1...3), to: twin)
        expect(try dialogue.settled().count, 6)
        try dialogue.files.remove(log)
        try dialogue.restart()
        try dialogue.write(lines(9...9), to: twin)
        expect(try dialogue.settled(), ["order 9"])
        #expect(try dialogue.losses(.vanished) == 1)
    }

    @Test("B12: a death amid the reading of compressed files, at each commit, loses and doubles nothing")
    func deathInTheMiddle() throws {
        for looks in 1...12 {
            var dialogue = try Dialogue()
            try dialogue.write(lines(1...2))
            var got = try dialogue.settled()
            for first in [3, 2_003, 4_003] {
                try dialogue.write(lines(first...(first + 1_999)))
                try dialogue.rotate(compressing: true)
            }
            try dialogue.restart()
            for _ in 0..<looks { dialogue.lookOnce() }
            got += try dialogue.deliver()
            try dialogue.restart()
            try dialogue.rotate(compressing: true)
            got += try dialogue.settled()
            #expect(got.count == 6_002 && Set(got).count == 6_002, "after \(looks) looks: \(got.count)")
        }
    }

    @Test("B12: its events have the ids that the file would have given")
    func sameIDs() throws {
        var references: [[String]] = []
        for isCompressed in [false, true] {
            var dialogue = try Dialogue()
            try dialogue.write(lines(1...2))
            _ = try dialogue.settled()
            try dialogue.write(lines(3...4))
            try dialogue.rotate(compressing: isCompressed)
            try dialogue.restart()
            for _ in 0..<6 { dialogue.wait() }
            references.append(try dialogue.references())
        }
        #expect(references[0].count == 2 && references[0] == references[1])
    }

    @Test("B12: the predecessor is deleted, and what came after it is read all the same")
    func predecessorDeleted() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(4...5))
        try dialogue.rotate(compressing: true)
        try dialogue.write(lines(6...6))
        try dialogue.files.remove(Path("/log/app.log.2.gz"))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
        #expect(try dialogue.losses(.vanished) == 1)
    }

    @Test("B12: little was read, too little to prove anything, and the oldest unknown file goes on with it")
    func shortBeginning() throws {
        var dialogue = try Dialogue()
        try dialogue.write("started\n")
        _ = try dialogue.settled()
        try dialogue.write(lines(1...2))
        try dialogue.rotate(compressing: true)
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 1", "order 2"])
        #expect(try dialogue.losses(.vanished) == 0)
        #expect(try dialogue.journal.files().count == 1)
    }

    @Test("B12: a rotated file that cannot be opened is told of, and read when it can be")
    func unreadable() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        try dialogue.write(lines(4...5))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(6...6))
        try dialogue.files.setReadable(false, Path("/log/app.log.1"))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 6"])
        #expect(dialogue.count(ofSaid: "if it holds unread lines") == 1)
        try dialogue.files.setReadable(true, Path("/log/app.log.1"))
        expect(try dialogue.settled(), ["order 4", "order 5"])
    }

    @Test("B12: a compressed file that begins otherwise is not unpacked as far as the log was read")
    func othersCompressed() throws {
        var dialogue = try Dialogue()
        var dice = Seeded(7)
        let noise = (0..<4_000).map { _ in "\(dice.next()) \(dice.next()) \(dice.next()) \(dice.next())\n" }.joined()
        for number in 1...4 {
            try dialogue.files.append(gzip(Array("\(number)\(noise)".utf8)), to: Path("/log/app.log.\(number).gz"))
        }
        dialogue.clock.advance(by: .seconds(1))
        try dialogue.write(noise)
        expect(try dialogue.settled(), [])
        try dialogue.files.remove(log)
        try dialogue.restart()
        let calls = dialogue.files.callCount
        dialogue.lookOnce()
        #expect(dialogue.files.callCount - calls < 40)
        #expect(try dialogue.losses(.vanished) == 1)
    }

    @Test("B13: a pattern that names compressed files too doubles nothing, and reads none of them as text")
    func globbed() throws {
        var rules = try World.rules()
        rules.files = try globs("/log/app.log*")
        var dialogue = try Dialogue(rules: [rules])
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        try dialogue.files.append(gzip(Array(lines(90...99).utf8)), to: Path("/log/app.log.9.gz"))
        expect(try dialogue.settled(), [])
        dialogue.files.fail(call: 1, with: .denied, openOf: Path("/log/app.log.9.gz"))
        expect(try dialogue.settled(), [])
        #expect(dialogue.count(ofSaid: "Permission denied") == 0, "it is not opened again")
        try dialogue.write(lines(4...5))
        try dialogue.rotate(compressing: true)
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 4", "order 5"])
        try dialogue.rotate(compressing: true)
        expect(try dialogue.settled(), [])
        #expect(dialogue.count(ofSaid: "app.log.9.gz is compressed") == 1)
        #expect(dialogue.files.openCount == 0)
    }

    @Test("B21: a compressed name with plain text in it is read as text")
    func plainText() throws {
        var rules = try World.rules()
        rules.files = try globs("/log/*")
        var dialogue = try Dialogue(rules: [rules])
        dialogue.look()
        try dialogue.write(lines(1...2), to: Path("/log/odd.gz"))
        expect(try dialogue.settled(), ["order 1", "order 2"])
    }

    @Test("B21: members one after the other are one log, and a file without bytes is nothing")
    func members() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        let (first, second) = (Array(lines(1...4).utf8), Array(lines(5...6).utf8))
        try dialogue.files.remove(log)
        try dialogue.files.append(gzip(first) + gzip(second), to: Path("/log/app.log.1.gz"))
        try dialogue.files.append([], to: Path("/log/app.log.2.gz"))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
        #expect(try dialogue.losses(.unreadable) == 0)
    }

    @Test(
        "B21: what of a damaged or cut file is whole is read, the rest is in the ledger and told once",
        arguments: [true, false])
    func damaged(isCut: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        let (good, bad) = (gzip(Array(lines(1...5).utf8)), gzip(Array(lines(6...900).utf8)))
        let broken = isCut ? Array(bad.prefix(bad.count / 2)) : Array(bad.dropLast(8)) + [1, 2, 3, 4, 5, 6, 7, 8]
        try dialogue.files.remove(log)
        try dialogue.files.append(good + broken, to: Path("/log/app.log.1.gz"))
        try dialogue.restart()
        let got = try dialogue.settled()
        #expect(got.starts(with: ["order 4", "order 5", "order 6"]))
        #expect(got == (4..<(4 + got.count)).map { "order \($0)" } || isCut)
        #expect(try dialogue.losses(.unreadable) == 1)
        #expect(dialogue.count(ofSaid: "and no further") == 1)
        try dialogue.restart()
        expect(try dialogue.settled(), [])
        #expect(try dialogue.losses(.unreadable) == 1)
    }

    @Test("B21: a file that is still being compressed is read on as it grows, each line once")
    func growing() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        let whole = gzip(Array(lines(1...4_000).utf8))
        try dialogue.files.remove(log)
        let path = Path("/log/app.log.1.gz")
        try dialogue.files.append(Array(whole.prefix(whole.count / 2)), to: path)
        try dialogue.restart()
        for _ in 0..<3 { dialogue.look() }
        dialogue.clock.advance(by: .seconds(1))
        try dialogue.files.append(Array(whole.dropFirst(whole.count / 2)), to: path)
        expect(try dialogue.settled(), (4...4_000).map { "order \($0)" })
        #expect(try dialogue.losses(.unreadable) == 0)
    }

    @Test(
        "B04: copytruncate while down: the unread rest is in the copy, the new lines in the file",
        arguments: [false, true])
    func copyTruncated(isCompressed: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        try dialogue.write(lines(4...5))
        try dialogue.copyTruncate(compressing: isCompressed)
        try dialogue.write(lines(6...7))
        try dialogue.copyTruncate(compressing: isCompressed)
        try dialogue.write(lines(8...8))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), (4...8).map { "order \($0)" })
        #expect(try dialogue.losses(.truncated) == 0)
        try dialogue.restart()
        expect(try dialogue.settled(), [])
    }

    @Test("B22: moved to a directory below, which no rule names, it is found there", arguments: [false, true])
    func olddir(isOtherDisk: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        _ = try dialogue.settled()
        try dialogue.write(lines(4...5))
        try dialogue.files.makeDirectories(Path("/log/old"))
        if isOtherDisk {
            try dialogue.files.append(dialogue.files.bytes(of: log) ?? [], to: Path("/log/old/app.log"))
            try dialogue.files.remove(log)
        } else {
            try dialogue.files.rename(log, to: Path("/log/old/app.log-20261121"))
        }
        try dialogue.write(lines(6...6))
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
    }

    @Test("A backup copy beside it is no generation of its own")
    func backup() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...30))
        _ = try dialogue.settled()
        dialogue.clock.advance(by: .seconds(1))
        try dialogue.files.append(dialogue.files.bytes(of: log) ?? [], to: Path("/log/app.log.bak"))
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(31...31))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 31"])
    }

    @Test("A short file that says the same as the one before it is read, too: it need not be a copy")
    func twin() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        _ = try dialogue.settled()
        for _ in 0..<2 {
            try dialogue.rotate(compressing: false)
            dialogue.clock.advance(by: .seconds(1))
            try dialogue.write(lines(1...2))
        }
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), ["order 1", "order 1", "order 2", "order 2"])
    }

    @Test("What was read to its end costs a restart no look into it")
    func boundedCost() throws {
        var dialogue = try Dialogue()
        for number in 1...20 {
            try dialogue.write(lines(number...number))
            _ = try dialogue.settled()
            try dialogue.rotate(compressing: false)
        }
        try dialogue.write(lines(21...21))
        _ = try dialogue.settled()
        // Those of the last hour are looked at with each walk, should their writers have slept.
        dialogue.clock.advance(by: .seconds(7_200))
        try dialogue.restart()
        let before = dialogue.files.callCount
        dialogue.lookOnce()
        #expect(dialogue.files.callCount - before < 60, "\(dialogue.files.callCount - before) calls")
        #expect(dialogue.files.openCount == 1)
        // One that was written to after all is not forgotten.
        try dialogue.write(lines(22...22), to: Path("/log/app.log.3"))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 22"])
    }
}
