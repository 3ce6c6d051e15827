import Model
import Tailing
import TestSupport
import Testing

@Suite("Rotation")
struct RotationTests {
    @Test func aRenamedFileIsReadUntilItHasBeenQuiet() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        tail.tailer.lostPath(at: tail.now)
        log.append("late\n")
        #expect(tail.wake() == "late\n")
        tail.pass(.seconds(9))
        tail.wake()
        #expect(!tail.isClosed)
        #expect(tail.tailer.deadline == Instant(nanoseconds: 10_000_000_000))
        tail.pass(.seconds(1))
        tail.wake()
        #expect(tail.isClosed)
        #expect(tail.tailer.state == .finished)
    }

    @Test("B02: While it grows it is kept")
    func whileItGrowsItIsKept() {
        let log = FakeLog()
        var tail = Tailing(log)
        tail.tailer.lostPath(at: tail.now)
        for number in 0..<100 {
            tail.pass(.seconds(9))
            log.append("\(number)\n")
            #expect(tail.wake() == "\(number)\n")
        }
        #expect(!tail.isClosed)
        tail.pass(.seconds(10))
        tail.wake()
        #expect(tail.isClosed)
    }

    @Test("B02, B03: What waits to be read keeps it open, however long that takes")
    func notClosedWithABacklog() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        log.append("two\n")
        tail.tailer.lostPath(at: tail.now)
        tail.pass(.seconds(3_600))
        guard case .read = tail.tailer.observe(log.status, at: tail.now) else {
            Issue.record("it must be read first")
            return
        }
        tail.pass(.seconds(3_600))
        #expect(tail.wake() == "two\n")
    }

    @Test("B16: A deleted file is drained and soon closed")
    func aDeletedFileIsDrainedAndSoonClosed() {
        let log = FakeLog(String(repeating: "x", count: 600_000))
        var tail = Tailing(log)
        log.linkCount = 0
        tail.tailer.lostPath(at: tail.now)
        tail.pass(.seconds(1))
        #expect(tail.wake().utf8.count == 600_000)
        tail.pass(.seconds(1))
        tail.wake()
        #expect(tail.isClosed)
    }

    @Test func aPathThatComesBackEndsTheDraining() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        tail.tailer.lostPath(at: tail.now)
        tail.tailer.foundPath()
        tail.pass(.seconds(60))
        tail.wake()
        #expect(!tail.isClosed)
        #expect(tail.tailer.deadline == nil)
    }

    @Test func aLargeBacklogIsReadInTurns() {
        var limits = TailLimits()
        limits.chunkBytesMax = 10
        let log = FakeLog("0123456789abcdefghijABCDE")
        var tail = Tailing(log, limits: limits)
        guard case .read(let at, let max) = tail.tailer.observe(log.status, at: tail.now) else {
            Issue.record("there is something to read")
            return
        }
        #expect(tail.tailer.take(log.read(at: at, max: max)) == .chunk(Array("0123456789".utf8)))
        #expect(tail.tailer.backlog == ByteCount(15))
        #expect(tail.wake() == "abcdefghijABCDE")
        #expect(tail.tailer.backlog == .zero)
    }
}

/// Random writers and wake-ups against the plain truth: each generation's text, as far as a wake-up met it.
@Suite("Tailer against a model")
struct TailerModelTests {
    @Test(arguments: UInt64(1)...60)
    func anySequenceReadsEachGenerationOnceAndInOrder(seed: UInt64) {
        var dice = Seeded(seed)
        let log = FakeLog()
        var limits = TailLimits()
        limits.chunkBytesMax = 7
        var tail = Tailing(log, limits: limits)
        var expected: [UInt8] = [], readOfThis = 0, line = 0
        for _ in 0..<300 {
            switch dice.roll(10) {
            case 0:
                log.truncate()
                readOfThis = 0
                // A generation begins unlike any other, as logs with dates do.
                line += 1
                log.append("g\(line)\n")
            case 1...5:
                line += 1
                log.append("line \(line)\n")
            default:
                tail.wake()
                expected += log.bytes[readOfThis...]
                readOfThis = log.bytes.count
            }
        }
        tail.wake()
        expected += log.bytes[readOfThis...]
        #expect(String(decoding: tail.text, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    }

    @Test("The frontier is that of the file, wherever reading would go on", arguments: UInt64(1)...40)
    func frontiersAreTrue(seed: UInt64) {
        var dice = Seeded(seed)
        let log = FakeLog()
        var tail = Tailing(log)
        for number in 0..<200 {
            log.append(String(repeating: "\(number),", count: dice.roll(200)))
            let from = tail.tailer.readTo.value
            tail.wake()
            // Anywhere in the last chunk or shortly in front of it.
            let low = max(0, Int(from) - 200)
            let resume = low + dice.roll(log.bytes.count - low + 1)
            #expect(
                tail.tailer.frontier(at: ByteOffset(Int64(resume))) == Frontier(endOf: log.bytes.prefix(resume)))
            #expect(tail.tailer.fingerprint.headHash == StableHash.of(log.bytes.prefix(1_024)))
        }
    }

    @Test func aFrontierTooFarBackMustBeReadFromTheFile() {
        let log = FakeLog(String(repeating: "x", count: 5_000))
        var tail = Tailing(log)
        tail.wake()
        #expect(tail.tailer.frontier(at: ByteOffset(5_000)) != nil)
        #expect(tail.tailer.frontier(at: ByteOffset(3_000)) == nil)
        #expect(Frontier.range(before: ByteOffset(3_000)) == ByteOffset(2_744)..<ByteOffset(3_000))
    }
}
