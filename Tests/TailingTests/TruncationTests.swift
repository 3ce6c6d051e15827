import Model
import Tailing
import Testing
import WireFormat

@Suite("Truncation")
struct TruncationTests {
    @Test func growthIsReadOnceAndInOrder() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        #expect(tail.wake() == "one\n")
        #expect(tail.wake() == "")
        log.append("two\n")
        log.append("three\n")
        #expect(tail.wake() == "two\nthree\n")
        #expect(tail.restarts == [])
    }

    @Test func anEmptiedFileBeginsANewGeneration() {
        let log = FakeLog("one\ntwo\n")
        var tail = Tailing(log)
        tail.wake()
        log.truncate()
        #expect(tail.wake() == "")
        #expect(tail.restarts == [Restart(generation: 1, from: .zero, lost: nil)])
        log.append("new\n")
        #expect(tail.wake() == "new\n")
        #expect(tail.tailer.generation == 1)
        #expect(tail.restarts.count == 1)
    }

    @Test("C11: beyond 4 GiB it is read in order, remembered by its last bytes, and read on where it was cut")
    func beyondFourGibibytes() {
        let log = FakeLog("one\n")
        log.hole = 5 << 30
        var tail = Tailing(log, from: 5 << 30)
        #expect(tail.wake() == "one\n")
        let end = ByteOffset(5 << 30 + 4)
        let frontier = tail.tailer.frontier(at: end)
        #expect(frontier == Frontier(endOf: [UInt8](repeating: 0, count: Frontier.bytesMax) + Array("one\n".utf8)))
        log.append("two\n")
        #expect(tail.wake() == "two\n")
        log.truncate(to: 4)
        #expect(tail.wake() == "")
        #expect(tail.restarts == [Restart(generation: 1, from: end, lost: nil)])
        log.append("new\n")
        #expect(tail.wake() == "new\n")
    }

    @Test func aShorterFileWithOtherContentIsReadFromItsBeginning() {
        let log = FakeLog("a long first line\n")
        var tail = Tailing(log)
        tail.wake()
        log.truncate()
        log.append("new\n")
        #expect(tail.wake() == "new\n")
        #expect(tail.tailer.generation == 1)
    }

    @Test("Bytes that were seen and cut away unread are named")
    func lostBytes() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        log.append("two\n")
        _ = tail.tailer.observe(log.status, at: tail.now)  // seen, but the journal is full and nobody reads
        log.truncate()
        tail.wake()
        #expect(tail.restarts == [Restart(generation: 1, from: .zero, lost: ByteOffset(4)..<ByteOffset(8))])
    }

    @Test(
        "Filled again before its first byte was taken, it is another generation, longer than it was or not",
        arguments: ["another\n", "another, and longer than before\n", ""])
    func filledAgainUnread(text: String) {
        let log = FakeLog("one\ntwo\nthree\n")
        var tail = Tailing(log)
        log.truncate()
        log.append(text)
        #expect(tail.wake() == text)
        #expect(tail.restarts == [Restart(generation: 1, from: .zero, lost: .zero..<ByteOffset(14))])
        #expect(tail.tailer.fingerprint.headBytes == text.utf8.count)
        #expect(tail.tailer.fingerprint.headHash == StableHash.of(Array(text.utf8)))
    }

    @Test("Behind the place where it goes on, too, what was seen and is another now begins a generation")
    func filledAgainBehindThePlace() {
        let log = FakeLog("one\ntwo\nthree\n")
        var tail = Tailing(log, from: 4)
        #expect(tail.tailer.fingerprint.headBytes == 14)
        log.truncate(to: 4)
        log.append("2\n3\n4, and more\n")
        #expect(tail.wake() == "2\n3\n4, and more\n")
        #expect(
            tail.restarts == [Restart(generation: 1, from: ByteOffset(4), lost: ByteOffset(4)..<ByteOffset(14))])
        #expect(tail.tailer.fingerprint.headHash == StableHash.of(log.bytes))
    }

    @Test(
        "Cut to its own beginning, the file goes on at the cut", arguments: [1, 3, 100, 700, 1_024, 3_000, 4_990],
        [false, true])
    func cutShort(size: Int, isCommitted: Bool) {
        let log = FakeLog((0..<500).map { "line \($0 + 1_000)" }.joined(separator: "\n"))
        var tail = Tailing(log)
        tail.wake()
        if isCommitted { _ = tail.tailer.frontier(at: tail.tailer.readTo) }
        log.truncate(to: size)
        #expect(tail.wake() == "")
        #expect(tail.restarts == [Restart(generation: 1, from: ByteOffset(Int64(size)), lost: nil)])
        log.append("and more\n")
        #expect(tail.wake() == "and more\n")
        #expect(tail.restarts.count == 1)
        #expect(tail.tailer.fingerprint.headBytes == min(log.bytes.count, 1_024))
        #expect(tail.tailer.fingerprint.headHash == StableHash.of(log.bytes.prefix(1_024)))
    }

    @Test func cutAndWrittenOnAtOnce() {
        let log = FakeLog(String(repeating: "0123456789abcde\n", count: 20))
        var tail = Tailing(log)
        tail.wake()
        log.truncate(to: 32)
        log.append("new\n")
        #expect(tail.wake() == "0123456789abcde\n0123456789abcde\nnew\n")
        #expect(tail.restarts.map(\.from) == [.zero])
    }

    @Test("A description older than the last read is no truncation")
    func staleStatus() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        let old = log.status
        log.append("two\n")
        #expect(tail.wake() == "one\ntwo\n")
        guard case .read(let at, let max) = tail.tailer.observe(old, at: tail.now) else {
            Issue.record("it must look")
            return
        }
        #expect(tail.tailer.take(log.read(at: at, max: max)) == .nothing)
        #expect(tail.wake() == "")
        #expect(tail.restarts == [])
    }

    @Test("C12: A file that shrinks between status and read is looked at again")
    func shrinksUnderTheRead() {
        let log = FakeLog("one\ntwo\n")
        var tail = Tailing(log)
        tail.wake()
        log.append("three\n")
        guard case .read(let at, let max) = tail.tailer.observe(log.status, at: tail.now) else {
            Issue.record("there is something to read")
            return
        }
        log.truncate()
        #expect(tail.tailer.take(log.read(at: at, max: max)) == .nothing)
        log.append("new\n")
        #expect(tail.wake() == "new\n")
        #expect(tail.restarts.count == 1)
    }
}

@Suite("Refilled truncation")
struct RefilledTruncationTests {
    @Test("B06: Written anew past the old place, it is read from the beginning")
    func refilledLonger() {
        let log = FakeLog("old one\nold two\n")
        var tail = Tailing(log)
        tail.wake()
        log.truncate()
        log.append("new one\nnew two\nnew three\n")
        #expect(tail.wake() == "new one\nnew two\nnew three\n")
        #expect(tail.restarts == [Restart(generation: 1, from: .zero, lost: nil)])
    }

    @Test("Also with the very same length")
    func refilledSameLength() {
        let log = FakeLog("old one\n")
        var tail = Tailing(log)
        tail.wake()
        log.truncate()
        log.append("new one\n")
        #expect(tail.wake() == "new one\n")
    }

    @Test("B07: Also under the same banner, longer than any head")
    func sameBanner() {
        let banner = (0..<60).map { "#Field number \($0) of the header\n" }.joined()
        #expect(banner.utf8.count > Fingerprint.headBytesMax)
        let log = FakeLog(banner + "10:00 old\n")
        var tail = Tailing(log)
        tail.wake()
        log.truncate()
        log.append(banner + "11:00 new\n11:01 new\n")
        #expect(tail.wake() == banner + "11:00 new\n11:01 new\n")
        #expect(tail.tailer.generation == 1)
    }

    @Test("Fifty times within a second, each content that a wake-up meets is read")
    func fiftyTimes() {
        let log = FakeLog()
        var tail = Tailing(log)
        for number in 0..<50 {
            log.truncate()
            log.append("\(number)\n")
            log.append("\(number) again\n")
            #expect(tail.wake() == "\(number)\n\(number) again\n")
        }
        #expect(tail.tailer.generation == 49)
    }

    @Test("Changed dates with the same content mean nothing")
    func touched() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        log.touch()
        #expect(tail.wake() == "")
        #expect(tail.restarts == [])
    }

    @Test("A change costs one read, and none where nothing changed")
    func oneReadEach() {
        let log = FakeLog("one\n")
        var tail = Tailing(log)
        tail.wake()
        #expect(tail.readCount == 1)
        tail.wake()
        #expect(tail.readCount == 1)
        log.append("two\n")
        tail.wake()
        #expect(tail.readCount == 2)
    }
}
