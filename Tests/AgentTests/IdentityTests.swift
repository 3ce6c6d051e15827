import Agent
import Journaling
import Model
import Platform
import Setup
import Simulation
import Testing
import WireFormat

/// Hazards B00, B06 to B10, B15, B17 to B19, B22, B24, B25, A10, A14: what makes a file itself, while the agent runs and
/// while it does not.
@Suite("A file is told apart or recognised")
struct IdentityTests {
    private let log = Dialogue.log

    private func lines(_ numbers: ClosedRange<Int>) -> String { numbers.map { line("order \($0)") }.joined() }

    @Test("B00: a file that grows byte by byte, with a restart at each, is one file and read once")
    func byteByByte() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let text = Array(lines(1...4).utf8)
        for byte in text {
            try dialogue.files.append([byte], to: log)
            dialogue.lookOnce()
            try dialogue.restart()
        }
        expect(try dialogue.settled(), ["order 1", "order 2", "order 3", "order 4"])
        #expect(try dialogue.journal.files().count == 1)
    }

    @Test("B00: also around the sizes of heads and frontiers", arguments: [255, 511, 1_000, 1_023, 4_095])
    func aroundSizes(size: Int) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let first = line("order 1")
        let padding = String(repeating: "x", count: size - first.utf8.count - 1) + "\n"
        try dialogue.write(first + padding)
        for number in 2...5 {
            dialogue.lookOnce()
            try dialogue.restart()
            try dialogue.files.append(number == 2 ? "y" : number == 3 ? "\n" : line("order \(number)"), to: log)
        }
        expect(try dialogue.settled().map { String($0.prefix(7)) }, ["order 1", "order 4", "order 5"])
        #expect(try dialogue.journal.files().count == 1)
    }

    @Test("B08: cut and written anew fifty times within a second, what a look meets is read once")
    func cutFiftyTimes() throws {
        var dialogue = try Dialogue()
        try dialogue.write("")
        dialogue.look()
        for number in 1...50 {
            dialogue.clock.advance(by: .milliseconds(10))
            try dialogue.files.truncate(log, to: .zero)
            try dialogue.files.append(line("order \(number)"), to: log)
            dialogue.look()
        }
        expect(try dialogue.settled(), (1...50).map { "order \($0)" })
    }

    @Test(
        "Written anew in place under the same size and date, the kernel's own date betrays it",
        arguments: [true, false])
    func sameSizeAndDate(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        let modified = try dialogue.files.status(of: log).modified
        if !isRunning { try dialogue.restart() }
        try dialogue.files.overwrite(log, with: Array(lines(4...6).utf8), modified: modified)
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
    }

    @Test(
        "B09: replaced by another of the same size and date, the old one is read to its end and the new one whole",
        arguments: [true, false])
    func replaced(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        let modified = try dialogue.files.status(of: log).modified
        if !isRunning { try dialogue.restart() }
        let new = Path("/log/new")
        try dialogue.write("", to: new)
        try dialogue.files.overwrite(new, with: Array(lines(4...6).utf8), modified: modified)
        try dialogue.files.rename(new, to: log)
        expect(try dialogue.settled().sorted(), ["order 4", "order 5", "order 6"])
    }

    @Test(
        "B10: an editor's save, a new inode with one line more, brings that line alone", arguments: [true, false],
        [true, false])
    func editorsSave(isRunning: Bool, keepsBackup: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        if !isRunning { try dialogue.restart() }
        if keepsBackup { try dialogue.files.rename(log, to: Path("/log/app.log~")) }
        try dialogue.write(lines(1...4), to: Path("/log/4913"))
        try dialogue.files.rename(Path("/log/4913"), to: log)
        expect(try dialogue.settled(), ["order 4"])
        try dialogue.write(line("order 5"))
        expect(try dialogue.settled(), ["order 5"])
        #expect(try dialogue.journal.files().count == 1)
    }

    @Test("B10: what came last and is not in what an editor saved is read from the file that it took the place of")
    func savedWithoutLast() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.write(lines(4...4))
        try dialogue.write(lines(1...3) + line("order 5"), to: Path("/log/4913"))
        try dialogue.files.rename(Path("/log/4913"), to: log)
        expect(Set(try dialogue.settled()).isSuperset(of: ["order 4", "order 5"]), true)
    }

    @Test("B10: what came last and is in what an editor saved comes once")
    func savedWithLast() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.write(lines(4...4))
        try dialogue.write(lines(1...5), to: Path("/log/4913"))
        try dialogue.files.rename(Path("/log/4913"), to: log)
        expect(try dialogue.settled(), ["order 4", "order 5"])
    }

    @Test(
        "B24: two files with the same content are both read; so is a new log that begins as the rotated one did",
        arguments: [true, false])
    func twins(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        try dialogue.write(lines(1...3), to: Path("/log/twin.log"))
        expect(try dialogue.settled().count, 6)
        if !isRunning { try dialogue.restart() }
        try dialogue.rotate(compressing: false)
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled(), ["order 1", "order 2", "order 3"])
    }

    @Test(
        "B15: a deleted file's inode that is used anew is a new file, shorter or longer", arguments: [true, false],
        [1, 9])
    func reusedInode(isRunning: Bool, count: Int) throws {
        for keepsBirth in [true, false] {
            var dialogue = try Dialogue()
            dialogue.files.reusesInodes = true
            dialogue.files.keepsBirthTimes = keepsBirth
            try dialogue.write(lines(1...3))
            expect(try dialogue.settled().count, 3)
            try dialogue.files.remove(log)
            if isRunning { _ = try dialogue.settled() } else { try dialogue.restart() }
            try dialogue.write(lines(11...(10 + count)))
            expect(try dialogue.settled(), (11...(10 + count)).map { "order \($0)" })
        }
    }

    @Test(
        "B17: a link that flips to a dated file, the old one still written to: both complete, once",
        arguments: [true, false])
    func flippedLink(isRunning: Bool) throws {
        var rules = try World.rules()
        rules.files = try globs("/log/current.log")
        var dialogue = try Dialogue(rules: [rules])
        let (link, old, new) = (Path("/log/current.log"), Path("/log/app-1.txt"), Path("/log/app-2.txt"))
        try dialogue.files.symbolicLink(link, to: Path("app-1.txt"))
        dialogue.look()
        try dialogue.write(lines(1...2), to: old)
        expect(try dialogue.settled().count, 2)
        if !isRunning { try dialogue.restart() }
        try dialogue.write(lines(3...3), to: old)
        try dialogue.files.remove(link)
        try dialogue.files.symbolicLink(link, to: Path("app-2.txt"))
        try dialogue.write(lines(4...4), to: new)
        dialogue.look()
        for number in 5...9 {
            dialogue.clock.advance(by: .seconds(1))
            try dialogue.write(line("order \(number)"), to: number % 2 == 0 ? old : new)
            dialogue.look()
        }
        expect(try dialogue.settled().sorted(), (3...9).map { "order \($0)" })
    }

    @Test("B18: one inode by hard link, symbolic link and two names is read once", arguments: [true, false])
    func links(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...1))
        try dialogue.files.link(log, as: Path("/log/hard.log"))
        try dialogue.files.symbolicLink(Path("/log/soft.log"), to: log)
        expect(try dialogue.settled(), ["order 1"])
        if !isRunning { try dialogue.restart() }
        try dialogue.write(lines(2...2), to: Path("/log/hard.log"))
        try dialogue.files.remove(log)
        expect(try dialogue.settled(), ["order 2"])
    }

    @Test("B19: a rotated name that matches too goes on at its place", arguments: [true, false])
    func matchingRotatedName(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        expect(try dialogue.settled().count, 2)
        if !isRunning { try dialogue.restart() }
        try dialogue.write(lines(3...3))
        try dialogue.files.rename(log, to: Path("/log/app-1.log"))
        try dialogue.write(lines(4...4))
        expect(try dialogue.settled().sorted(), ["order 3", "order 4"])
        try dialogue.write(lines(5...5), to: Path("/log/app-1.log"))
        expect(try dialogue.settled(), ["order 5"])
    }

    @Test("B22: moved to another disk, under a name that a rule wants, it goes on there", arguments: [true, false])
    func otherDisk(isRunning: Bool) throws {
        var rules = try World.rules()
        rules.files = try globs("/log/**/*.log")
        var dialogue = try Dialogue(rules: [rules])
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.files.makeDirectories(Path("/log/old"))
        if !isRunning { try dialogue.restart() }
        try dialogue.files.append(dialogue.files.bytes(of: log) ?? [], to: Path("/log/old/app.log"))
        try dialogue.files.remove(log)
        expect(try dialogue.settled(), [])
        try dialogue.write(lines(4...4), to: Path("/log/old/app.log"))
        expect(try dialogue.settled(), ["order 4"])
    }

    @Test(
        "A device that is numbered otherwise after a remount holds the same files, also short ones",
        arguments: ["started\n", line("order 1") + line("order 2")], [true, false])
    func remounted(text: String, keepsBirth: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.files.keepsBirthTimes = keepsBirth
        try dialogue.write(text)
        _ = try dialogue.settled()
        try dialogue.restart()
        dialogue.files.remount(as: 77)
        try dialogue.write(lines(9...9))
        expect(try dialogue.settled(), ["order 9"])
        #expect(try dialogue.journal.files().count == 1)
    }

    @Test("B22, F09: on a device that is numbered otherwise, a file that was cut meanwhile is still the same file")
    func remountedAndCut() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...3))
        expect(try dialogue.settled().count, 3)
        try dialogue.restart()
        dialogue.files.remount(as: 77)
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(7...7))
        expect(try dialogue.settled(), ["order 7"])
        #expect(try dialogue.journal.files().map(\.generation) == [1])
    }

    @Test("A10: a state older than the log sends again, under the same ids")
    func olderState() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        for _ in 0..<4 { dialogue.wait() }
        let snapshot = try dialogue.journal.files()
        try dialogue.write(lines(3...4))
        for _ in 0..<4 { dialogue.wait() }
        let references = try dialogue.references()
        _ = try dialogue.deliver()
        try dialogue.journal.commit(.init(files: snapshot, date: dialogue.clock.now().wall))
        try dialogue.restart()
        for _ in 0..<4 { dialogue.wait() }
        #expect(try dialogue.references() == Array(references.suffix(2)))
    }

    @Test("A10: a state newer than the log is told, is in the ledger, and what is written from then on is read")
    func newerState() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        let snapshot = dialogue.files.bytes(of: log) ?? []
        try dialogue.write(lines(3...6))
        expect(try dialogue.settled().count, 6)
        try dialogue.restart()
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.overwrite(log, with: snapshot, modified: dialogue.clock.now().wall)
        try dialogue.write(lines(7...7))
        expect(try dialogue.settled().last, "order 7")
        #expect(try dialogue.losses(.truncated) == 1 && dialogue.count(ofSaid: "was truncated") == 1)
    }

    @Test("A14: a late acknowledgement moves no place, and a read that fails is tried again from where it was")
    func placesNeverDecrease() throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...2))
        for _ in 0..<4 { dialogue.wait() }
        let late = try dialogue.journal.nextBatch(project: "default", maxEvents: 10, maxBytes: .max)
        try dialogue.write(lines(3...4))
        dialogue.files.fail(call: 1, with: .other, at: log)
        for _ in 0..<4 { dialogue.wait() }
        let before = try #require(try dialogue.journal.files().first).resume
        try dialogue.journal.acknowledge(late.map(\.seq))
        #expect(try dialogue.journal.files().first?.resume == before)
        expect(try dialogue.settled(), ["order 3", "order 4"])
        #expect(try dialogue.journal.files().first?.resume == before)
    }

    @Test(
        "B25: cut to a part of itself it goes on there, cut to something else it is read anew",
        arguments: [true, false])
    func shrunk(isRunning: Bool) throws {
        var dialogue = try Dialogue()
        try dialogue.write(lines(1...20))
        expect(try dialogue.settled().count, 20)
        if !isRunning { try dialogue.restart() }
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: ByteOffset(Int64(lines(1...18).utf8.count)))
        dialogue.look()
        try dialogue.write(lines(77...77))
        expect(try dialogue.settled(), ["order 77"])
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(log, to: .zero)
        try dialogue.write(lines(88...88))
        expect(try dialogue.settled(), ["order 88"])
        #expect(dialogue.count(ofSaid: "was truncated") == 2)
    }

    @Test("B03, B14: ten rotations while nothing can be read, the oldest deleted: all that exists is read, once")
    func blocked() throws {
        let disk = Disk()
        var dialogue = try Dialogue(disk: disk)
        dialogue.look()
        try dialogue.write(lines(1...1))
        dialogue.look()
        disk.isFull = true
        var written = 1
        for _ in 0..<10 {
            written += 2
            try dialogue.write(lines((written - 1)...written))
            dialogue.wait(.seconds(60))
            try dialogue.rotate(compressing: true, keepingPlain: 2)
        }
        try dialogue.files.remove(Path("/log/app.log.10.gz"))
        dialogue.wait(.seconds(3_600))
        disk.isFull = false
        expect(try dialogue.settled().sorted(), (1...written).map { "order \($0)" }.sorted())
        #expect(dialogue.files.openCount == 0)
    }

    @Test("B14: a storm of rotations of thirty files loses and doubles nothing, and leaves nothing open")
    func storm() throws {
        var dialogue = try Dialogue()
        for file in 1...30 { try dialogue.write("", to: Path("/log/a\(file).log")) }
        dialogue.look()
        var expected: Set<String> = []
        for round in 1...20 {
            for file in 1...30 {
                let path = Path("/log/a\(file).log")
                try dialogue.write(line("order \(round) of \(file)"), to: path)
                expected.insert("order \(round) of \(file)")
                if file % 3 == round % 3 { try dialogue.files.rename(path, to: Path("/log/a\(file).log.\(round)")) }
            }
            dialogue.clock.advance(by: .milliseconds(100))
            dialogue.lookOnce()
        }
        let got = try dialogue.settled()
        #expect(Set(got) == expected && got.count == Set(got).count)
        for _ in 0..<6 { dialogue.wait() }
        #expect(dialogue.files.openCount <= 30)
    }
}
