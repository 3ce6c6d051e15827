import Agent
import Journaling
import Model
import Platform
import Setup
import Simulation
import Synchronization
import Tailing
import Testing
import WireFormat

@Suite("The journal's disk refuses, or its file was begun anew")
struct JournalTroubleTests {
    @Test(
        "A06: whatever it refuses with is told of at its begin and its end, shows in the status, and costs nothing",
        arguments: [JournalError.disk(reason: "fsync: Input/output error"), .diskFull(reason: "Disk quota exceeded")])
    func refuses(error: JournalError) throws {
        let disk = FailingDisk()
        var dialogue = try Dialogue(disk: disk)
        dialogue.look()
        try dialogue.write(line("1"))
        disk.error = error
        for _ in 0..<20 { dialogue.wait(.seconds(1)) }
        try dialogue.write(line("2"))
        for _ in 0..<20 { dialogue.wait(.seconds(1)) }
        #expect(try dialogue.messages().isEmpty)
        #expect(dialogue.count(ofSaid: "Reading waits") == 1)
        #expect(dialogue.pipeline.status.journalTrouble == error.description)
        disk.error = nil
        for _ in 0..<9 { dialogue.wait(.seconds(1)) }
        #expect(try dialogue.messages() == ["1", "2"], "within ten seconds")
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1)
        #expect(dialogue.said.count == 2)
        #expect(dialogue.pipeline.status.journalTrouble == nil)
    }

    @Test("it is told to be over though nothing is written to any log")
    func quiet() throws {
        let disk = FailingDisk()
        var dialogue = try Dialogue(disk: disk)
        try dialogue.write("neither an error nor a record\n")
        dialogue.look()
        disk.error = .disk(reason: "gone")
        try dialogue.write("nor this\n")
        for _ in 0..<8 { dialogue.wait(.seconds(1)) }
        #expect(dialogue.pipeline.status.journalTrouble != nil)
        disk.error = nil
        for _ in 0..<9 { dialogue.wait(.seconds(1)) }
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1)
        #expect(dialogue.pipeline.status.journalTrouble == nil)
    }

    @Test("A06: it is told to be over by an agent that had nothing to save")
    func idle() throws {
        let disk = FailingDisk()
        var dialogue = try Dialogue(disk: disk, duplicateWindow: .seconds(60))
        dialogue.look()
        for _ in 0..<2 { try dialogue.write(line("1")) }
        dialogue.wait(.seconds(30))
        try #require(try dialogue.messages() == ["1"])
        // What the window holds is all that there is to do.
        disk.error = .disk(reason: "gone")
        dialogue.wait(.seconds(40))
        #expect(dialogue.count(ofSaid: "Reading waits") == 1)
        disk.error = nil
        for _ in 0..<9 { dialogue.wait(.seconds(1)) }
        #expect(try dialogue.messages() == ["1", "1"])
        #expect(dialogue.count(ofSaid: "the journal takes events again") == 1)
        #expect(dialogue.pipeline.status.journalTrouble == nil)
    }

    @Test("A05: places that a damaged journal had lost are followed by what read_from says, told of, and in the ledger")
    func lostPlaces() throws {
        var end = try World.rules()
        (end.name, end.readFrom, end.files) = ("end", .end, try GlobSet(include: [Glob("/log/end.log")]))
        var beginning = try World.rules()
        (beginning.name, beginning.files) = ("beginning", try GlobSet(include: [Glob("/log/beginning.log")]))
        beginning.readFrom = .beginning
        var dialogue = try Dialogue(rules: [end, beginning])
        let damage = Loss(reason: .journalDamaged, count: 0, path: Path("/state/journal.db.damaged-1"))
        try dialogue.journal.commit(Commit(losses: [damage], date: Timestamp(seconds: 1)))
        try dialogue.restart()
        for name in ["end", "beginning"] {
            try dialogue.write(line("before"), to: Path("/log/\(name).log"))
        }
        dialogue.look()
        try dialogue.write(line("after"), to: Path("/log/end.log"))
        dialogue.wait()
        #expect(try dialogue.messages().sorted() == ["after", "before"])
        let lost = try dialogue.journal.losses(LossFilter(reason: .placeLost)).map(\.loss)
        let size = ByteOffset(Int64(line("before").utf8.count))
        #expect(lost.map(\.range) == [.zero..<size] && lost.map(\.path) == [Path("/log/end.log")])
        #expect(dialogue.count(ofSaid: "the place in /log/end.log was lost with the journal") == 1)
        #expect(dialogue.count(ofSaid: "/log/beginning.log was lost with the journal: it is read anew") == 1)
        #expect(dialogue.pipeline.lossCounts[.placeLost] == 1)
        try dialogue.restart()
        dialogue.wait()
        #expect(dialogue.count(ofSaid: "was lost with the journal") == 2, "once")
    }

    @Test("A07: what a journal that was written anew does not have any more, it gets from memory")
    func writtenAnew() throws {
        let directory = try TemporaryDirectory("agent-tests")
        defer { try? directory.remove() }
        let state = directory.path.appending("state")
        try OwnFiles.makeDirectories(state)
        var dialogue = try Dialogue(place: .directory(state))
        try dialogue.write(line("1"))
        dialogue.wait()
        _ = try dialogue.journal.forgetFiles(lastSeenBefore: Timestamp(seconds: 1 << 33))
        try OwnFiles.removeTree(state)
        try dialogue.write(line("2"), to: Path("/log/other.log"))
        dialogue.wait()
        #expect(try dialogue.journal.files().count == 2)
        #expect(try dialogue.messages() == ["1", "2"])
    }

    @Test("a file that is gone before it could be opened is in the ledger; one that was only renamed is not")
    func vanished() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        let size = ByteOffset(Int64(line("1").utf8.count))
        dialogue.files.fail(call: 2, with: .notFound, at: Dialogue.log)
        dialogue.look()
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil, "its directory still has it")
        dialogue.wait()
        #expect(try dialogue.messages() == ["1"])
        try dialogue.write(line("2"), to: Path("/log/other.log"))
        dialogue.files.fail(call: 2, with: .notFound, at: Path("/log/other.log"))
        dialogue.files.fail(call: 2, with: .notFound, at: Path("/log"))
        dialogue.look()
        dialogue.wait(.seconds(6))
        let lost = try dialogue.journal.losses(LossFilter(reason: .vanished)).map(\.loss)
        #expect(lost == [Loss(reason: .vanished, path: Path("/log/other.log"), range: .zero..<size)])
        #expect(dialogue.count(ofSaid: "/log/other.log is gone") == 1)
    }

    @Test("what is truncated while the journal refuses is in the ledger, as far as the file was seen to reach")
    func truncated() throws {
        let disk = FailingDisk()
        var dialogue = try Dialogue(disk: disk)
        try dialogue.write(line("1"))
        dialogue.wait()
        disk.error = .diskFull(reason: "the test's disk")
        try dialogue.write(line("2"))
        dialogue.wait()
        try dialogue.write(line("3"))
        dialogue.wait(.milliseconds(500))
        // The second line's record was read already, and is whole when the file is cut.
        let (start, end) = (2 * line("1").utf8.count, 3 * line("1").utf8.count)
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        disk.error = nil
        try dialogue.write(line("4"))
        for _ in 0..<5 { dialogue.wait(.seconds(1)) }
        #expect(try dialogue.messages() == ["1", "2", "4"])
        let lost = try dialogue.journal.losses().map(\.loss)
        #expect(lost.map(\.range) == [ByteOffset(Int64(start))..<ByteOffset(Int64(end))])
        #expect(lost.map(\.generation) == [0] && lost.map(\.reason) == [.truncated])
    }

    @Test("a truncation is durable at once, since nobody would find it again")
    func truncationIsCommitted() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        dialogue.wait(.seconds(6))
        // Two lines are seen, and cannot be read, before the file is cut.
        dialogue.files.fail(call: 3, with: .other, at: Dialogue.log)
        try dialogue.write(line("2"))
        dialogue.look()
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        dialogue.clock.advance(by: .seconds(2))
        dialogue.look()
        #expect(try dialogue.journal.losses().map(\.loss.reason) == [.truncated])
        #expect(try dialogue.journal.files().map(\.generation) == [1])
    }

    @Test("dead files are forgotten after a week, but not while their disk, or a look at it, is missing")
    func deadFiles() throws {
        var rules = try World.rules()
        rules.files = try GlobSet(include: [Glob("/log/**/*.log")])
        var dialogue = try Dialogue(rules: [rules])
        for name in ["a", "b", "c", "d"] {
            try dialogue.files.makeDirectories(Path("/log/\(name)"))
            try dialogue.write(line("1"), to: Path("/log/\(name)/x.log"))
        }
        dialogue.wait()
        #expect(try dialogue.journal.files().count == 4)
        for name in ["a", "b", "c", "d"] { try dialogue.files.remove(Path("/log/\(name)/x.log")) }
        // One directory goes with its file, one cannot be read, and of one the disk is not mounted any more.
        try dialogue.files.remove(Path("/log/b"))
        try dialogue.files.setReadable(false, Path("/log/c"))
        try dialogue.files.setDevice(7, of: Path("/log/d"))
        // Those that are gone are closed; then come the days.
        for _ in 0..<4 { dialogue.wait() }
        dialogue.wait(.seconds(6 * 86_400))
        #expect(try dialogue.journal.files().count == 4, "within its grace")
        dialogue.wait(.seconds(86_400))
        dialogue.wait(.seconds(7_200))
        #expect(try dialogue.journal.files().map(\.path) == [Path("/log/c/x.log"), Path("/log/d/x.log")])
        try dialogue.files.setReadable(true, Path("/log/c"))
        try dialogue.files.setDevice(1, of: Path("/log/d"))
        for _ in 0..<4 { dialogue.wait() }
        dialogue.wait(.seconds(8 * 86_400))
        dialogue.wait(.seconds(7_200))
        #expect(try dialogue.journal.files().isEmpty)
    }
}

/// A disk that refuses with `error`, while there is one.
final class FailingDisk: CommitFaults {
    private let state = Mutex<JournalError?>(nil)

    var error: JournalError? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func beforeCommit(of transaction: Int) throws(JournalError) { if let error { throw error } }
    func afterCommit(of transaction: Int) throws(JournalError) {}
}
