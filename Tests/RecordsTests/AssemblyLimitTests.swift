import Model
import Patterns
import Records
import Testing
import WireFormat

private func limits(lines: Int = 2_000, bytes: Int = 1 << 20) -> Limits {
    var limits = Limits()
    (limits.recordLinesMax, limits.recordBytesMax) = (lines, bytes)
    return limits
}

private let head = "2026-11-20 10:00:00,1 a"

@Suite struct LongRecord {
    @Test func keepsItsHeadAndItsTail() throws {
        var log = Dialogue(try log4j(), limits: limits(lines: 6))
        let lines = (1...1_000).map { "line \($0)" }
        _ = log.write(([head] + lines).joined(separator: "\n"))
        let record = try #require(log.feed(head).first)
        #expect(string(record.bytes) == "\(head)\nline 1\nline 2\nline 998\nline 999\nline 1000")
        #expect(record.lines.map { string(record.bytes[$0]) }.last == "line 1000")
        #expect(record.lineCount == 1_001 && record.linesDropped == 995)
        #expect(record.bytesCut == (3...997).reduce(0) { $0 + "line \($1)".utf8.count })
        #expect(record.range.lowerBound == .zero && record.lastLine == 1_001)
    }

    @Test func isNeverLargerThanItsLimit() throws {
        for bytesMax in [1, 10, 30, 100, 1_000] {
            for linesMax in [1, 2, 3, 7, 100] {
                var log = Dialogue(try log4j(), limits: limits(lines: linesMax, bytes: bytesMax))
                let lines = (1...300).map { String(repeating: "x", count: $0 * 37 % 50 + 1) }
                let text = ([head] + lines).joined(separator: "\n")
                let records = log.feed(text) + log.assembler.finish(at: moment())
                for record in records {
                    #expect(record.bytes.count <= bytesMax && record.lines.count <= linesMax)
                    #expect(record.lines.count + record.linesDropped == record.lineCount)
                    #expect(record.lines.last?.upperBound == record.bytes.count)
                }
                let kept = records.flatMap(\.lines).reduce(0) { $0 + $1.count }
                let cut = records.reduce(0) { $0 + $1.bytesCut }
                #expect(records.reduce(0) { $0 + $1.lineCount } == 301)
                #expect(kept + cut == text.utf8.count - 300)
            }
        }
    }

    @Test func whatWasCutOfALineCounts() {
        var log = Dialogue(Layout())
        let line = Line(text: 0..<3, range: .zero..<ByteOffset(100), bytesCut: 96)
        _ = log.assembler.feed(LineBatch(bytes: Array("abc".utf8), lines: [line]), at: moment())
        #expect(log.assembler.finish(at: moment()).map(\.bytesCut) == [96])
    }

    @Test func anEndlessOneIsSplitSoThatReadingCanResume() throws {
        var log = Dialogue(try log4j(), limits: limits(bytes: 100))
        let lines = String(repeating: "0123456789\n", count: 1_000)
        let records = log.feed(head + "\n" + lines + head)
        #expect(records.count == 7)
        #expect(records.allSatisfy { ($0.range.upperBound - $0.range.lowerBound).value <= 1_612 })
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound })
        #expect(records.map(\.hasHead) == [true] + [Bool](repeating: false, count: 6))
    }
}

@Suite struct QuietRecord {
    @Test func isCompleteAfterItsTime() throws {
        var log = Dialogue(try log4j())
        #expect(log.assembler.deadline == nil)
        #expect(log.write(head, at: 1_000) == [])
        #expect(log.assembler.deadline == moment(3_000).instant)
        #expect(log.write("more", at: 2_900) == [])
        #expect(log.tick(at: 4_899) == [])
        #expect(log.tick(at: 4_900) == ["\(head)\nmore"])
        #expect(log.assembler.deadline == nil && log.resume == 29)
        #expect(log.tick(at: 9_000) == [] && log.finish() == [])
    }

    @Test func whatComesTooLateIsARecordOfItsOwn() throws {
        var log = Dialogue(try log4j())
        _ = log.write(head, at: 0)
        #expect(log.tick(at: 2_000) == [head])
        #expect(
            log.write("\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n\(head)", at: 2_100) == [
                "\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)"
            ])
    }

    @Test func aSlowReaderCutsNothing() throws {
        var log = Dialogue(try log4j())
        _ = log.write(head, at: 0)
        #expect(log.write("more", at: 60_000) == [])
        #expect(log.write(head, at: 120_000) == ["\(head)\nmore"])
    }

    @Test func itTellsWhenItsFirstLineWasRead() throws {
        var log = Dialogue(try log4j())
        _ = log.write(head, at: 0)
        #expect(
            log.assembler.finish(at: Moment(instant: moment().instant, wall: Timestamp(seconds: 0)))[0].readAt == noon)
    }
}

/// How lines are cut into batches, and how the clock goes meanwhile, must not show.
@Suite struct Chunking {
    private static let log = """
        banner

        2026-11-20 10:00:00,1 INFO [main] a.B - start
        SELECT *

          FROM t
        2026-11-20 10:00:01,1 ERROR [main] a.B - failed
        java.lang.IllegalStateException: no order
        \tat com.acme.Shop.sell(Shop.java:17)

        Caused by: java.io.IOException: gone
        \tat com.acme.Shop.read(Shop.java:3)

        {"level":"info","msg":"x"}
        Exception in thread "main" java.lang.Error: bad
        \tat com.acme.Shop.sell(Shop.java:17)
        maybe
        com.acme.Declined: no
        \tat com.acme.Shop.sell(Shop.java:17)
        java.lang.Error: a message
        of lines
        Exception in thread "main" java.lang.Error: bad
        \tat com.acme.Shop.sell(Shop.java:17)


        after
        {"level":"info","msg":"y"}
          indented
        2026-11-20 10:00:02,1 INFO [main] a.B - end

        """

    private static func layouts() throws -> [Layout] {
        [
            .generic, Layout(), try log4j(), Layout(continuation: try Pattern(#"^\s"#)), Layout(parse: .json),
            Layout(traces: []),
        ]
    }

    @Test func doesNotShow() throws {
        let lines = Self.log.split(separator: "\n", omittingEmptySubsequences: false)
        var small = Limits()
        (small.recordLinesMax, small.recordBytesMax) = (4, 60)
        for (layout, limits) in try Self.layouts().flatMap({ [($0, Limits()), ($0, small)] }) {
            var whole = Dialogue(layout, limits: limits)
            let expected = whole.feed(Self.log)
            let expectedResume = whole.assembler.resume
            let expectedRest = whole.assembler.finish(at: moment())
            var seed: UInt64 = 1
            for size in 0..<40 {
                var (log, records, place, now) = (Dialogue(layout, limits: limits), [RecordText](), 0, Int64(0))
                while place < lines.count {
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let count = size == 0 ? Int(seed >> 60) % 5 + 1 : size
                    records += log.feed(lines[place..<min(place + count, lines.count)].joined(separator: "\n"), at: now)
                    place += count
                    now += 1_999
                    records += log.assembler.tick(at: moment(now))
                }
                #expect(records == expected && log.assembler.resume == expectedResume)
                #expect(log.assembler.finish(at: moment()) == expectedRest)
            }
        }
    }

    /// From wherever reading may resume, the rest of the file gives the same records again.
    @Test func resumingGivesTheSameRecords() throws {
        let lines = Self.log.split(separator: "\n", omittingEmptySubsequences: false)
        for layout in try Self.layouts() where layout.start != nil || layout.continuation != nil {
            var whole = Dialogue(layout)
            let all = whole.feed(Self.log) + whole.assembler.finish(at: moment())
            for cut in 1..<lines.count {
                var before = Dialogue(layout)
                let first = before.feed(lines[..<cut].joined(separator: "\n"))
                let resume = before.assembler.resume
                var after = Dialogue(layout, from: resume)
                let rest = String(decoding: Array(Self.log.utf8)[Int(resume.offset.value)...], as: UTF8.self)
                let second = after.feed(rest) + after.assembler.finish(at: moment())
                #expect(first + second == all, "cut before line \(cut + 1)")
            }
        }
    }
}
