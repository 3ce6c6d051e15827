import Model
import Records
import Testing

/// Streams with nothing at hand keep their place, and go on as if they had kept all.
@Suite("Resting streams") struct RestingStreams {
    @Test("They rest when the last entry is complete, not before")
    func afterTheLastEntry() throws {
        var log = StreamDialogue(.none, try log4j())
        #expect(log.streams.isResting)
        _ = log.write("\(head)one")
        #expect(!log.streams.isResting)
        #expect(log.streams.tick(at: moment(2_000)).count == 1)
        #expect(log.streams.isResting && log.streams.keptBytes == 0 && log.streams.deadline == nil)
        let size = Int64("\(head)one\n".utf8.count)
        #expect(log.streams.resume == Position(offset: ByteOffset(size), line: 2) && log.streams.end.line == 2)
        #expect(log.write("\(head)two") == [] && log.finish() == ["\(head)two"])
        #expect(log.streams.isResting)
    }

    @Test("A line that comes too late for its entry is still known to be late")
    func late() throws {
        var log = StreamDialogue(.none, try log4j())
        _ = log.write("\(head)one")
        _ = log.streams.tick(at: moment(2_000))
        try #require(log.streams.isResting)
        _ = log.write("and more of it")
        #expect(log.streams.finish(at: moment(3_000)).map(\.isLate) == [true])
        _ = log.write("\(head)two\n\(head)three")
        _ = log.finish()
        try #require(log.streams.isResting)
        _ = log.write("of nothing that waited")
        #expect(log.streams.finish(at: moment(4_000)).map(\.isLate) == [false])
    }

    @Test("They do not rest amid a trace, of which more frames may come too late")
    func amidATrace() throws {
        var log = StreamDialogue(.none, Layout())
        _ = log.write("Exception in thread \"main\" java.lang.Error: no\n\tat a.A.b(A.java:1)")
        _ = log.streams.tick(at: moment(2_000))
        #expect(!log.streams.isResting)
        _ = log.write("\tat a.A.c(A.java:2)")
        #expect(log.streams.finish(at: moment(3_000)).map(\.isLate) == [true])
    }

    @Test("A line that tells nothing still belongs to the stream of the line above")
    func streamAbove() {
        var log = StreamDialogue(.syslog, Layout())
        _ = log.write("Nov 20 10:00:00 web1 app[1]: one")
        #expect(log.streams.tick(at: moment(2_000)).count == 1)
        #expect(log.streams.isResting && log.streams.isInterleaved)
        let place = log.streams.resume
        #expect(place.streams.map(\.offset) == [log.streams.end.offset] && log.streams.end.streams.isEmpty)
        _ = log.write("bare")
        #expect(log.streams.finish(at: moment(3_000)).map { string($0.bytes) } == ["bare"])
        #expect(log.streams.resume.streams.map(\.stream) == place.streams.map(\.stream))
    }
}

private let head = "2026-11-20 10:00:00,000 INFO [main] a.B - "
