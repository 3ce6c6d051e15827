import Agent
import Compression
import Journaling
import Model
import Setup
import Simulation
import Testing
import WireFormat

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

    @Test("A copy of what was read whole is no news, also after a rename and a restart")
    func copyIsRemembered() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...30))
        expect(try dialogue.settled().count, 30)
        try dialogue.copyTruncate(compressing: false)
        try dialogue.write(lines(31...60))
        expect(try dialogue.settled().count, 30)
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(61...61))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 61"])
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(62...62))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 62"])
    }

    @Test("Its copy is found among any number of rotated files, however long after it was last seen it was made")
    func copyAmongMany() throws {
        var dialogue = try Dialogue()
        for number in 1...35 {
            try dialogue.write(lines(number...number))
            dialogue.look()
            try dialogue.rotate(compressing: false)
        }
        try dialogue.write(lines(36...38))
        expect(try dialogue.settled().count, 38)
        dialogue.clock.advance(by: .seconds(3_600))
        try dialogue.write(lines(39...40))
        try dialogue.copyTruncate(compressing: false)
        try dialogue.write(lines(41...41))
        try dialogue.restart()
        expect(try dialogue.settled(), ["order 39", "order 40", "order 41"])
        try dialogue.restart()
        expect(try dialogue.settled(), [])
        #expect(try dialogue.losses(.truncated) == 0)
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

    /// Three lines are read, two more are not, and then the log is copied, cut and filled again.
    private func copied(
        _ dialogue: inout Dialogue, compressing: Bool, disk: Disk, isSeen: Bool
    ) throws {
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        disk.isFull = true
        try dialogue.write(lines(4...5))
        if isSeen { dialogue.wait() }
        try dialogue.copyTruncate(compressing: compressing)
        try dialogue.write(lines(6...7))
        if isSeen { dialogue.wait() }
        disk.isFull = false
    }

    @Test(
        "B04, B05: copytruncate while it runs: what was unread is read from the copy, seen before or not",
        arguments: [true, false], [true, false])
    func copiedWhileRunning(isCompressed: Bool, isSeen: Bool) throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        try copied(&dialogue, compressing: isCompressed, disk: disk, isSeen: isSeen)
        expect(try dialogue.settled().sorted(), (4...7).map { "order \($0)" })
        #expect(try dialogue.losses(.truncated) == 0)
        try dialogue.write(lines(8...8))
        expect(try dialogue.settled(), ["order 8"])
        try dialogue.restart()
        expect(try dialogue.settled(), [])
        #expect(try dialogue.losses(.truncated) == 0 && dialogue.files.openCount <= 1)
    }

    @Test("It dies when the copy was found and not read: the copy is read on, once", arguments: [true, false])
    func diesAmidCopy(isCompressed: Bool) throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        try copied(&dialogue, compressing: isCompressed, disk: disk, isSeen: true)
        dialogue.clock.advance(by: .seconds(2))
        dialogue.lookOnce()
        try dialogue.restart()
        expect(try dialogue.settled().sorted(), (4...7).map { "order \($0)" })
        #expect(try dialogue.losses(.truncated) == 0)
    }

    @Test("A trace that was copied half read is one event")
    func traceInCopy() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.write(line("order 4") + "java.lang.IllegalStateException: no\n\tat com.acme.A.a(A.java:1)\n")
        dialogue.look()
        try dialogue.write("\tat com.acme.B.b(B.java:2)\n" + lines(5...5))
        try dialogue.copyTruncate(compressing: false)
        try dialogue.write(lines(6...6))
        for _ in 0..<8 { dialogue.wait() }
        let events = try dialogue.events()
        expect(events.map { $0["message"]?.text ?? "" }.sorted(), ["order 4", "order 5", "order 6"])
        expect(events.compactMap(\.frameCount), [2])
    }

    @Test(
        "Without a copy, or with one that ends sooner, the ledger has what was lost",
        arguments: zip([0, 3, 4], [3, 3, 4]))
    func copyIsShort(copied: Int, read: Int) throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        disk.isFull = true
        try dialogue.write(lines(4...5))
        dialogue.wait()
        if copied > 0 { try dialogue.write(lines(1...copied), to: Path("/log/app.log.1")) }
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(6...6))
        disk.isFull = false
        expect(try dialogue.settled().sorted(), (read == 4 ? [4, 6] : [6]).map { "order \($0)" })
        let lost = try dialogue.journal.losses().map(\.loss)
        let start = ByteOffset(Int64(lines(1...read).utf8.count))
        expect(lost.map(\.range), [start..<ByteOffset(Int64(lines(1...5).utf8.count))])
    }

    @Test("A copy that was made when all was read is no news, and an older one neither")
    func nothingUnread() throws {
        var dialogue = try Dialogue()
        for round in 0..<3 {
            try dialogue.write(lines((round * 3 + 1)...(round * 3 + 3)))
            expect(try dialogue.settled().count, 3)
            try dialogue.copyTruncate(compressing: false)
        }
        expect(try dialogue.settled(), [])
        #expect(dialogue.count(ofSaid: "from its copy") == 0)
        #expect(try dialogue.losses(.truncated) == 0)
        // Each is remembered as read, beside the log itself.
        let files = try dialogue.journal.files()
        #expect(files.count == 4 && files.count { $0.isFinished } == 3)
    }

    private func size(_ text: String) -> ByteOffset { ByteOffset(Int64(text.utf8.count)) }

    @Test("B06: filled and cut twice while the journal refuses, each time past the old end: the ledger has both")
    func filledTwiceUnread() throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        try dialogue.write("")
        dialogue.look()
        disk.isFull = true
        try dialogue.write(lines(1...3))
        dialogue.look()
        for numbers in [11...16, 21...29] {
            dialogue.clock.advance(by: .seconds(1))
            try dialogue.files.truncate(log, to: .zero)
            try dialogue.write(lines(numbers))
            dialogue.look()
        }
        disk.isFull = false
        expect(try dialogue.settled(), (21...29).map { "order \($0)" })
        let lost = try dialogue.journal.losses().filter { $0.loss.reason == .truncated }.compactMap(\.loss.range)
        expect(
            lost.sorted { $0.upperBound < $1.upperBound }, [.zero..<size(lines(1...3)), .zero..<size(lines(11...16))])
    }

    @Test("B06: cut again after the commit that begins a generation, and before its first line was committed")
    func cutBehindBeginning() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        dialogue.look()
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(4...5))
        dialogue.lookOnce()
        let stored = try #require(try dialogue.journal.files().first)
        #expect(stored.generation == 1 && stored.resume == .zero && stored.fingerprint.headBytes > 0)
        try dialogue.restart()
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(6...9))
        expect(try dialogue.settled(), [1, 2, 3, 6, 7, 8, 9].map { "order \($0)" })
        #expect(try dialogue.losses(.truncated) == 1)
    }
}
