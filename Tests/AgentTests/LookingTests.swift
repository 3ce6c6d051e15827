import Agent
import Model
import Platform
import Setup
import Simulation
import Tailing
import Testing

/// Between two full walks: each of these is found by the wake that tells of it, or within a second.
@Suite("What a look finds, and what it costs")
struct LookingTests {
    private let log = Dialogue.log

    @Test("F03: a wake for one file costs no look at the thousands that are quiet")
    func scale() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        for number in 0..<300 { try dialogue.write(line("1"), to: Path("/log/\(number).log")) }
        for _ in 0..<3 { dialogue.stall(.seconds(31)) }
        try dialogue.write(line("2"), to: Path("/log/7.log"))
        let calls = dialogue.files.callCount
        dialogue.notice(written: Path("/log/7.log"))
        #expect(dialogue.files.callCount - calls <= 4)
        let next = try #require(dialogue.pipeline.nextWake(after: dialogue.clock.now()))
        #expect(dialogue.clock.now().instant.duration(to: next) > .milliseconds(900))
        // Where the kernel does not tell, so many are not looked at each second either.
        dialogue.mustPoll(Path("/log"))
        dialogue.clock.advance(by: .seconds(4))
        dialogue.notice(WatchEvents())
        let polled = dialogue.files.callCount
        dialogue.clock.advance(by: .milliseconds(1_500))
        dialogue.notice(WatchEvents())
        #expect(dialogue.files.callCount == polled)
    }

    @Test("F03: twice as many files cost twice as many calls, and never more descriptors than there may be")
    func linear() throws {
        var limits = Limits()
        limits.openFilesMax = 64
        let calls = try [500, 1_000].map { count in
            var dialogue = try Dialogue(limits: limits)
            dialogue.look()
            for number in 0..<count { try dialogue.write(line("x", "DEBUG"), to: Path("/log/\(number).log")) }
            let before = dialogue.files.callCount
            dialogue.lookOnce()
            for _ in 0..<(2 * count / 64) { dialogue.notice(WatchEvents()) }
            #expect(dialogue.pipeline.status.lineCount == count && dialogue.files.mostOpenCount <= 64)
            return dialogue.files.callCount - before
        }
        #expect(calls[1] <= calls[0] * 5 / 2, "\(calls)")
    }

    @Test("F03: the more files there are, the longer the next full walk waits")
    func pacedWalk() throws {
        var pace = PipelinePace()
        pace.perFile = .seconds(1)
        var dialogue = try Dialogue(pace: pace)
        for number in 0..<100 { try dialogue.write(line("1", "DEBUG"), to: Path("/log/\(number).log")) }
        dialogue.look()
        for _ in 0..<3 { dialogue.wait(.seconds(5)) }
        let calls = dialogue.files.callCount
        for _ in 0..<3 {
            dialogue.clock.advance(by: .seconds(20))
            dialogue.notice(WatchEvents())
        }
        #expect(dialogue.files.callCount == calls)
    }

    @Test("F01: a directory that may be listed at last is listed within a second, though nothing tells")
    func permission() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        try dialogue.files.setReadable(false, Path("/log"))
        dialogue.look()
        #expect(dialogue.pipeline.status.filesTroubled == 1 && dialogue.pipeline.status.filesTailed == 0)
        try dialogue.files.setReadable(true, Path("/log"))
        dialogue.clock.advance(by: .milliseconds(1_100))
        dialogue.notice(WatchEvents())
        #expect(dialogue.pipeline.status.filesTroubled == 0 && dialogue.pipeline.status.filesTailed == 1)
    }

    @Test("F06: what is open is read after an overflow, though its directory may not be listed any more")
    func overflowOutOfSight() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        dialogue.look()
        try dialogue.files.setReadable(false, Path("/log"))
        try dialogue.write(line("2"))
        dialogue.lookOnce()
        #expect(dialogue.pipeline.status.lineCount == 2)
    }

    @Test("F15: what came into a new directory between its listing and its watch is found by the next turn")
    func newDirectory() throws {
        var rules = try World.rules()
        rules.files = try World.glob("/log/*/*.log")
        var dialogue = try Dialogue(rules: [rules])
        dialogue.look()
        try dialogue.files.makeDirectories(Path("/log/a"))
        dialogue.notice(changed: Path("/log"))
        try dialogue.write(line("1"), to: Path("/log/a/x.log"))
        let now = dialogue.clock.now()
        #expect(dialogue.pipeline.nextWake(after: now) == now.instant)
        dialogue.notice(WatchEvents())
        #expect(dialogue.pipeline.status.filesTailed == 1)
    }

    @Test("F16: a directory whose watch has ended is watched anew under its name")
    func watchedAnew() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let before = dialogue.watched.count
        var events = WatchEvents()
        (events.gone, events.changed) = ([Path("/log")], [Path("/log")])
        dialogue.notice(events)
        #expect(dialogue.watched.dropFirst(before) == [Path("/log")])
    }

    @Test("B17: a link is watched by its own name, once, and anew when it flips")
    func watchedLink() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let link = Path("/log/current.log")
        for target in ["app-1.txt", "app-2.txt"] {
            try dialogue.write(line("1"), to: Path("/log/\(target)"))
            if target == "app-2.txt" { try dialogue.files.remove(link) }
            try dialogue.files.symbolicLink(link, to: Path(target))
            let before = dialogue.watched.count
            for _ in 0..<2 { dialogue.notice(changed: Path("/log")) }
            #expect(dialogue.watched.dropFirst(before) == [link])
        }
    }

    @Test("B12: two rotations between two looks, and no full walk: the one in the middle is read as well")
    func passed() throws {
        var dialogue = try Dialogue()
        let (first, second) = (Path("/log/app.log.1"), Path("/log/app.log.2"))
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.write(line("2"))
        try dialogue.files.rename(log, to: second)
        try dialogue.write(line("3"))
        try dialogue.files.rename(log, to: first)
        try dialogue.write(line("4"))
        dialogue.notice(changed: Path("/log"))
        for _ in 0..<12 {
            dialogue.clock.advance(by: .milliseconds(500))
            dialogue.notice(WatchEvents())
        }
        #expect(try dialogue.messages() == ["1", "2", "3", "4"])
    }

    @Test("B12: one that came and went long after the last was read to its end is read, with a successor or without")
    func cameAndWent() throws {
        for hasSuccessor in [true, false] {
            var dialogue = try Dialogue()
            try dialogue.write(line("1"))
            dialogue.look()
            try dialogue.rotate(compressing: false)
            for _ in 0..<5 { dialogue.wait() }
            #expect(dialogue.pipeline.status.filesTailed == 0)
            try dialogue.write(line("2"))
            try dialogue.rotate(compressing: false)
            if hasSuccessor {
                try dialogue.write(line("3"))
                dialogue.notice(changed: Path("/log"))
            }
            for _ in 0..<5 { dialogue.wait() }
            #expect(try dialogue.messages() == (hasSuccessor ? ["1", "2", "3"] : ["1", "2"]))
        }
    }

    @Test("B12: two rotations between two looks, and nobody opened a log since: the second one is read as well")
    func passedBehind() throws {
        var dialogue = try Dialogue()
        dialogue.files.keepsBirthTimes = false
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.rename(log, to: Path("/log/app.log.2"))
        try dialogue.write(line("2"))
        try dialogue.files.rename(log, to: Path("/log/app.log.1"))
        dialogue.notice(changed: Path("/log"))
        for _ in 0..<5 { dialogue.wait() }
        #expect(try dialogue.messages() == ["1", "2"])
    }
}
