import Agent
import Journaling
import Model
import Platform
import Setup
import Simulation
import Tailing
import Testing

@Suite("What the host does to the agent")
struct EnvironmentTests {
    private let log = Dialogue.log
    private let quiet = Path("/log/quiet.log")

    @Test(
        "F04: a file with a line now and then does not wait for another's backlog", arguments: [1, 20], [true, false])
    func fairness(backlogs: Int, isQuietFirst: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        if isQuietFirst { try dialogue.write(line("0"), to: quiet) }
        for number in 0..<backlogs { try dialogue.write(line("x", "DEBUG"), to: Path("/log/big\(number).log")) }
        dialogue.look()
        if !isQuietFirst { try dialogue.write(line("0"), to: quiet) }
        dialogue.look()
        let backlog = Array(String(repeating: line("x", "DEBUG"), count: 5_000).utf8)
        for number in 0..<backlogs {
            for _ in 0..<5 { try dialogue.files.append(backlog, to: Path("/log/big\(number).log")) }
        }
        dialogue.notice(changed: Path("/log"))
        // So many turns until each has had its 256 KiB.
        let turns = 1 + (backlogs * (256 << 10)) / (4 << 20)
        for number in 1...2 {
            try dialogue.write(line("\(number)"), to: quiet)
            for _ in 0..<turns {
                let before = dialogue.pipeline.status.bytesRead
                dialogue.notice(written: quiet)
                let read = dialogue.pipeline.status.bytesRead - before
                #expect(read <= ByteCount((4 << 20) + (256 << 10)), "a turn has an end")
            }
            #expect(try dialogue.messages().last == "\(number - 1)", "the line behind it has ended its record")
        }
        #expect(dialogue.pipeline.status.bytesBehind > .zero)
    }

    @Test("F18: a place that the disk cannot read stops one file alone, with an alarm, and it is read when it can be")
    func badSector() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.damage(log, from: ByteOffset(Int64(line("1").utf8.count)))
        try dialogue.write(line("2"))
        try dialogue.write(line("other"), to: quiet)
        for _ in 0..<3 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1", "other"])
        #expect(dialogue.count(ofSaid: "Input/output error; it is tried again") == 1)
        #expect(dialogue.pipeline.untailed[log]?.cause == .failing && dialogue.pipeline.status.filesTroubled == 1)
        let next = try #require(dialogue.pipeline.nextWake(after: dialogue.clock.now()))
        #expect(next > dialogue.clock.now().instant, "it waits in between")
        try dialogue.files.damage(log, from: nil)
        dialogue.clock.advance(by: .seconds(2))
        dialogue.notice(WatchEvents())
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "other", "2"])
        #expect(dialogue.pipeline.untailed.isEmpty)
    }

    @Test("C10, G06: what is no log, or the agent's own, has its reason, and is forgiven when it is another file")
    func refused() throws {
        let own = OwnPlaces(state: Path("/log/state"))
        var rules = try World.rules()
        rules.files = try GlobSet(include: [Glob("/log/**/*.log")])
        var dialogue = try Dialogue(rules: [rules], own: own)
        try dialogue.files.append([0x1F, 0x8B, 0x08, 0], to: log)
        try dialogue.files.makeDirectories(Path("/log/state"))
        try dialogue.write(line("journal"), to: Path("/log/state/x.log"))
        dialogue.files.makeSpecial(Path("/log/pipe.log"), kind: .fifo)
        for _ in 0..<3 { dialogue.wait(.seconds(31)) }
        let causes = dialogue.pipeline.untailed.mapValues(\.cause)
        #expect(causes == [log: .binary, Path("/log/state/x.log"): .own, Path("/log/pipe.log"): .noLogFile])
        #expect(dialogue.said.count == 3 && dialogue.pipeline.status.filesTailed == 0)
        // A write to one of them costs no walk.
        let calls = dialogue.files.callCount
        dialogue.notice(written: log)
        #expect(dialogue.files.callCount == calls)
        try dialogue.files.remove(log)
        try dialogue.write(line("1"))
        for _ in 0..<2 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1"] && dialogue.pipeline.untailed[log] == nil)
    }

    @Test("F20: a file that was filled and deleted before it could be opened is counted as lost")
    func passed() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        var events = WatchEvents()
        events.passed = [log, Path("/elsewhere/x.log")]
        dialogue.notice(events)
        dialogue.wait(.seconds(6))
        let losses = try dialogue.journal.losses().map(\.loss)
        #expect(losses.map(\.reason) == [.vanished] && losses.map(\.path) == [log])
        #expect(dialogue.pipeline.lossCounts[.vanished] == 1)
    }

    @Test("F20: a file that was filled and rotated away, twice, before anybody saw it is read from its other name")
    func rotatedUnseen() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("old"), to: Path("/log/app.log.1"))
        dialogue.clock.advance(by: .seconds(1))
        dialogue.look()
        try dialogue.files.rename(Path("/log/app.log.1"), to: Path("/log/app.log.3"))
        dialogue.clock.advance(by: .seconds(1))
        try dialogue.write(line("1"))
        try dialogue.files.rename(log, to: Path("/log/app.log.2"))
        dialogue.clock.advance(by: .seconds(1))
        try dialogue.write(line("2"))
        try dialogue.files.rename(log, to: Path("/log/app.log.1"))
        var events = WatchEvents()
        (events.left, events.changed) = ([log, Path("/log/app.log.1")], [Path("/log")])
        dialogue.notice(events)
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"])
        try dialogue.restart()
        try dialogue.write(line("3"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2", "3"])
        #expect(dialogue.pipeline.lossCounts[.vanished] == nil)
    }

    @Test("F20: also where the kernel dates it a tick before the look that it was made behind")
    func rotatedUnseenWithinTick() throws {
        var dialogue = try Dialogue()
        dialogue.files.dateTick = .milliseconds(4)
        dialogue.clock.advance(by: .milliseconds(3))
        dialogue.look()
        try dialogue.write(line("1"))
        try dialogue.files.rename(log, to: Path("/log/app.log.1"))
        var events = WatchEvents()
        (events.left, events.changed) = ([log], [Path("/log")])
        dialogue.notice(events)
        dialogue.wait()
        #expect(try dialogue.messages() == ["1"])
    }

    @Test("A12, F09: a file is forgotten a week after it went, and not while its mount is away")
    func unmounted() throws {
        for isAway in [true, false] {
            var dialogue = try Dialogue()
            dialogue.look()
            try dialogue.write(line("1"))
            dialogue.wait()
            try dialogue.files.rename(Path("/log"), to: Path("/away"))
            try dialogue.files.makeDirectories(Path("/log"))
            if isAway { try dialogue.files.setDevice(2, of: Path("/log")) }
            for _ in 0..<10 { dialogue.wait(.seconds(86_400)) }
            #expect(try dialogue.journal.files().count == (isAway ? 1 : 0))
            guard isAway else { continue }
            try dialogue.files.remove(Path("/log"))
            try dialogue.files.rename(Path("/away"), to: Path("/log"))
            try dialogue.write(line("2"))
            dialogue.wait()
            #expect(try dialogue.messages() == ["2"], "the first has expired, and is not read again")
        }
    }

    @Test("A12: what is gone as far as can be told, and cannot be looked for, is not forgotten")
    func unlistable() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.remove(log)
        for _ in 0..<4 { dialogue.wait() }
        #expect(dialogue.pipeline.status.filesTailed == 0)
        for isReadable in [false, true] {
            try dialogue.files.setReadable(isReadable, Path("/log"))
            for _ in 0..<9 { dialogue.wait(.seconds(86_400)) }
            #expect(try dialogue.journal.files().isEmpty == isReadable)
        }
    }

    @Test("A12, F09: started while a mount is away, it takes nothing for lost, and goes on when the mount is back")
    func startedUnmounted() throws {
        for isAway in [true, false] {
            var dialogue = try Dialogue()
            try dialogue.write(line("1"))
            dialogue.wait()
            try dialogue.files.rename(Path("/log"), to: Path("/away"))
            try dialogue.files.makeDirectories(Path("/log"))
            if isAway { try dialogue.files.setDevice(2, of: Path("/log")) }
            try dialogue.restart()
            dialogue.wait()
            #expect(try dialogue.losses(.vanished) == (isAway ? 0 : 1))
            try dialogue.files.remove(Path("/log"))
            try dialogue.files.rename(Path("/away"), to: Path("/log"))
            try dialogue.write(line("2"))
            dialogue.wait()
            #expect(try dialogue.messages() == ["1", "2"])
        }
    }

    @Test("F08: after overlayfs has copied a file up, the copy is read on")
    func copiedUp() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.copyUp(log)
        try dialogue.write(line("2"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"])
    }

    @Test("B18: hard links and symbolic links of a file are read once, and every rule file sees it")
    func aliases() throws {
        var other = try World.rules()
        (other.name, other.files) = ("other", try GlobSet(include: [Glob("/link/*.log")]))
        (other.project) = "elsewhere"
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(rules: [World.rules(), other], projects: projects)
        try dialogue.files.makeDirectories(Path("/link"))
        dialogue.look()
        try dialogue.write(line("1"))
        try dialogue.files.link(log, as: Path("/log/twin.log"))
        try dialogue.files.symbolicLink(Path("/link/soft.log"), to: log)
        try dialogue.files.link(log, as: Path("/link/hard.log"))
        dialogue.wait()
        try dialogue.write(line("2"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"] && dialogue.messages(of: "elsewhere") == ["1", "2"])
        #expect(dialogue.pipeline.status.filesTailed == 1 && dialogue.files.openCount == 1)
    }

    @Test("F05: a directory of which the kernel does not tell is listed every second, and no other")
    func polled() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        dialogue.mustPoll(Path("/log"))
        for number in 1...3 {
            try dialogue.write(line("\(number)"))
            dialogue.clock.advance(by: .milliseconds(1_100))
            dialogue.notice(WatchEvents())
        }
        #expect(dialogue.pipeline.status.lineCount == 3)
        #expect(dialogue.count(ofSaid: "is looked at every") == 1)
        // The next full walk asks the kernel again, which has a watch now.
        dialogue.wait(.seconds(31))
        let calls = dialogue.files.callCount
        dialogue.clock.advance(by: .milliseconds(1_100))
        dialogue.notice(WatchEvents())
        #expect(dialogue.files.callCount == calls)
    }

    /// Three directories that the rules want, with a file each.
    private func threeDirectories() throws -> Dialogue {
        var rules = try World.rules()
        rules.files = try World.glob("/log/*/*.log")
        var dialogue = try Dialogue(rules: [rules])
        dialogue.look()
        for name in ["a", "b", "c"] {
            try dialogue.files.makeDirectories(Path("/log/\(name)"))
            try dialogue.write(line(name), to: Path("/log/\(name)/x.log"))
        }
        return dialogue
    }

    @Test("F02: a directory amid a glob that may not be read keeps nobody from the others")
    func unreadableDirectory() throws {
        var dialogue = try threeDirectories()
        try dialogue.files.setReadable(false, Path("/log/b"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["a", "c"])
        #expect(dialogue.pipeline.status.filesTroubled == 1)
    }

    @Test(
        "F02: a directory amid a glob that vanishes while it is looked at keeps nobody from the others",
        arguments: 1...3)
    func vanishingDirectory(call: Int) throws {
        var dialogue = try threeDirectories()
        dialogue.files.fail(call: call, with: .notFound, at: Path("/log/b"))
        dialogue.lookOnce()
        #expect(dialogue.pipeline.status.filesTailed >= 2 && dialogue.pipeline.status.filesTroubled == 0)
        try dialogue.files.rename(Path("/log/b"), to: Path("/away"))
        try dialogue.write(line("2"), to: Path("/log/c/x.log"))
        dialogue.wait()
        #expect(try Set(dialogue.messages()).isSuperset(of: ["a", "c", "2"]))
    }

    @Test("F06: rotations of which the kernel dropped every word are found by one look, and nothing is missed")
    func overflow() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        for number in 2...6 {
            try dialogue.write(line("\(number)"))
            try dialogue.rotate(compressing: false)
        }
        try dialogue.write(line("7"))
        let before = dialogue.clock.now().instant
        dialogue.lookOnce()
        for _ in 0..<12 { dialogue.notice(WatchEvents()) }
        #expect(dialogue.pipeline.status.lineCount == 7)
        #expect(before.duration(to: dialogue.clock.now().instant) < .seconds(1))
        dialogue.wait()
        #expect(try dialogue.messages() == (1...7).map(String.init))
    }

    @Test("F13: slower than its writer, it falls behind, says how far, and loses nothing")
    func slow() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("0"))
        dialogue.look()
        var behind = ByteCount.zero
        for _ in 0..<4 {
            try dialogue.write(String(repeating: line("x", "DEBUG"), count: 8_000))
            dialogue.notice(written: log)
            let now = dialogue.pipeline.status.bytesBehind
            #expect(now > behind)
            behind = now
        }
        try dialogue.write(line("1"))
        for _ in 0..<2 { dialogue.wait() }
        #expect(try dialogue.messages() == ["0", "1"])
        #expect(dialogue.pipeline.status.bytesBehind == .zero && dialogue.pipeline.status.lineCount == 32_002)
    }
}
