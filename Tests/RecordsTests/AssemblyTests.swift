import Model
import Patterns
import Records
import Testing
import Traces

private let trace = "java.lang.IllegalStateException: no order\n\tat com.acme.Shop.sell(Shop.java:17)"
private let uncaught = "Exception in thread \"main\" \(trace)"

@Suite struct MessageOfSeveralLines {
    @Test func linesThatDoNotBeginARecordContinueIt() throws {
        var log = Dialogue(try log4j())
        #expect(log.write("2026-11-20 10:00:00,1 INFO a\nSELECT *\n  FROM t") == [])
        #expect(log.resume == 0)
        #expect(log.write("2026-11-20 10:00:01,1 INFO b") == ["2026-11-20 10:00:00,1 INFO a\nSELECT *\n  FROM t"])
        #expect(log.resume == 47)
        #expect(log.finish() == ["2026-11-20 10:00:01,1 INFO b"])
        #expect(log.resume == 76)
    }

    @Test func orTheOtherWayAbout() throws {
        var log = Dialogue(Layout(continuation: try Pattern(#"^\s"#)))
        #expect(log.write("one\n  more\n\tand more\ntwo\nthree") == ["one\n  more\n\tand more", "two"])
        #expect(log.finish() == ["three"])
    }

    @Test func textBeforeTheFirstBeginningIsARecordALine() throws {
        var log = Dialogue(try log4j())
        let records = log.feed("starting\nversion 3\n2026-11-20 10:00:00,1 INFO a\nmore\n2026-11-20 10:00:01,1 INFO b")
        #expect(records.map { string($0.bytes) } == ["starting", "version 3", "2026-11-20 10:00:00,1 INFO a\nmore"])
        #expect(records.map(\.hasHead) == [false, false, true])
        #expect(records.map(\.firstLine) == [1, 2, 3] && records.map(\.lastLine) == [1, 2, 4])
    }

    @Test func linesAndOffsetsAreTheFiles() throws {
        var log = Dialogue(try log4j(), from: Position(offset: ByteOffset(1_000), line: nil))
        let records = log.feed("2026-11-20 10:00:00,1 a\nmore\n2026-11-20 10:00:01,1 b")
        #expect(records.map(\.range) == [ByteOffset(1_000)..<ByteOffset(1_029)])
        #expect(records.map(\.firstLine) == [nil] && records.map(\.lineCount) == [2])
        #expect(records.map { $0.lines } == [[0..<23, 24..<28]])
        #expect(log.assembler.resume == Position(offset: ByteOffset(1_029), line: nil))
    }

    @Test func colouredHeadsAreHeads() throws {
        var log = Dialogue(try log4j())
        #expect(log.write("\u{1B}[32m2026-11-20 10:00:00,1 a\nb\n\u{1B}[1;31m2026-11-20 10:00:01,1 c").count == 1)
    }

    @Test func aLineOfNothingButColoursIsBlank() {
        var log = Dialogue(Layout())
        #expect(log.write("one\n \u{1B}[0m\t\ntwo\n\u{1B}[0mthree") == ["one", "two"])
        #expect(log.finish() == ["\u{1B}[0mthree"])
    }
}

@Suite struct TraceBelowItsHead {
    @Test func joinsWithoutAnyBeginningKnown() {
        var log = Dialogue(.generic)
        let head = "2026-11-20 10:00:00 ERROR order failed"
        #expect(log.write("ready\n\(head)\n\(trace)\nready") == ["ready", "\(head)\n\(trace)"])
    }

    @Test func aFrameMakesTheLineAboveTheHead() {
        var log = Dialogue(Layout())
        #expect(
            log.write("hello\nsomething broke\n\tat com.acme.Shop.sell(Shop.java:17)\nbye") == [
                "hello", "something broke\n\tat com.acme.Shop.sell(Shop.java:17)",
            ])
    }

    @Test func soDoesAnErrorForEachLineOfTheSourceAboveIt() {
        var log = Dialogue(Layout())
        let excerpt = " 9 | function connect() {\n10 |   throw new TypeError(\"no order\");\n            ^"
        let record = "\(excerpt)\nTypeError: no order\n      at connect (/srv/shop/app.ts:10:9)"
        #expect(log.write("hello\n\(record)\nbye") == ["hello", record])
    }

    @Test func aPatternTellsWhatIsAHead() throws {
        var log = Dialogue(Layout(parse: .pattern([try Pattern("^#(?<message>.*)")])))
        #expect(
            log.write("#failed\n\(trace)\nplain 10:00 ERROR\n\(trace)\n#end") == [
                "#failed\n\(trace)", "plain 10:00 ERROR", trace,
            ])
    }

    @Test func belowAnIndentedContinuation() throws {
        var log = Dialogue(Layout(continuation: try Pattern(#"^\s"#)))
        #expect(log.write("ERROR: one\n  more\n\(trace)\nERROR: two") == ["ERROR: one\n  more\n\(trace)"])
    }

    @Test func withinAHeadedRecordAllGoesOn() throws {
        var log = Dialogue(try log4j())
        let record = "2026-11-20 10:00:00,1 ERROR a\n\(trace)\nafterword\n\(trace)"
        #expect(log.write(record) == [])
        #expect(log.finish() == [record])
    }
}

@Suite struct BareTrace {
    @Test func standsAloneBelowAnOrdinaryLine() {
        var log = Dialogue(.generic)
        #expect(log.write("listening on port 80\n\(trace)\nbye") == ["listening on port 80", trace])
    }

    @Test func anUncaughtOneStandsAloneEvenBelowAHead() throws {
        for layout in [Layout.generic, try log4j(), Layout(continuation: try Pattern(#"^\s"#))] {
            var log = Dialogue(layout)
            let records = log.feed("2026-11-20 10:00:00,1 INFO a\n\(uncaught)\nbye\n2026-11-20 10:00:01,1 INFO b")
            #expect(records.map { string($0.bytes) } == ["2026-11-20 10:00:00,1 INFO a", uncaught, "bye"])
            #expect(records[1].hasHead == false)
        }
    }

    @Test func anOrdinaryLineBehindItIsARecord() throws {
        var log = Dialogue(try log4j())
        #expect(log.write("\(uncaught)\none\ntwo\n2026-11-20 10:00:00,1 a") == [uncaught, "one", "two"])
    }

    @Test func leftOverFramesAreARecord() throws {
        var log = Dialogue(try log4j())
        #expect(
            log.write("\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n2026-11-20 10:00:00,1 a") == [
                "\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)"
            ])
    }

    @Test func noneIsLookedForIfTheLayoutSaysSo() {
        var log = Dialogue(Layout(traces: []))
        #expect(log.write("ERROR: a\n\tat a.B.c(B.java:1)\n\(uncaught)").count == 3)
    }
}

@Suite struct TwoTracesBackToBack {
    @Test func areTwoRecords() throws {
        for layout in [Layout.generic, try log4j()] {
            var log = Dialogue(layout)
            #expect(log.write("\(uncaught)\n\(uncaught)\n") == [uncaught])
            #expect(log.finish() == [uncaught])
        }
    }

    @Test func theSecondOneBelowAHeadIsItsOwn() {
        var log = Dialogue(.generic)
        let record = "2026-11-20 10:00:00 ERROR order failed\n\(trace)"
        #expect(log.write("\(record)\n\(trace)\nend") == [record, trace])
    }
}

@Suite struct BlankLines {
    @Test func withinARecordAreKeptAndAtItsEndLeftOut() throws {
        var log = Dialogue(try log4j())
        #expect(
            log.write("2026-11-20 10:00:00,1 a\n\nb\n\n  \n2026-11-20 10:00:01,1 c") == ["2026-11-20 10:00:00,1 a\n\nb"]
        )
    }

    @Test func betweenHeadAndTraceAreKept() {
        var log = Dialogue(.generic)
        let record = "2026-11-20 10:00:00 ERROR order failed\n\n\(trace)"
        #expect(log.write("\(record)\n\nend") == [record])
    }

    @Test func areNoRecordsAndCountAsRead() {
        var log = Dialogue(Layout())
        #expect(log.write("\n  \n\t\r\n") == [])
        #expect(log.resume == 8 && log.assembler.deadline == nil)
        #expect(log.write("one\n\n") == [])
        #expect(log.resume == 8)
        let records = log.assembler.finish(at: moment())
        #expect(records.map { $0.range } == [ByteOffset(8)..<ByteOffset(12)] && records.map(\.lineCount) == [1])
        #expect(records.map(\.firstLine) == [5])
        #expect(log.resume == 14)
    }

    @Test func aWideGapEndsABareTrace() {
        var log = Dialogue(.generic)
        let gap = String(repeating: "\n", count: 200)
        #expect(log.write("\(uncaught)\(gap)") == [uncaught])
        #expect(log.write("\tat a.B.c(B.java:1)\nend") == ["\tat a.B.c(B.java:1)"])
    }
}

@Suite struct MessageOfATrace {
    private let frame = "\tat com.acme.Shop.sell(Shop.java:17)"
    private let next = "2026-11-20 10:00:09 INFO next"
    private let uncaughtHeader = "Exception in thread \"main\" java.lang.IllegalStateException: no order"

    @Test func ofSeveralLinesIsOneWithItsFrames() {
        var log = Dialogue(.generic)
        let record = "java.lang.IllegalStateException: no\nsuch\n\norder\n\(frame)"
        #expect(log.write("\(record)\n\(next)") == [record])
    }

    @Test func textThatNoFrameFollowsIsARecordALine() {
        var log = Dialogue(.generic)
        let header = "java.lang.IllegalStateException: no order"
        #expect(log.write("\(header)\nretrying\n\nretried\n\(next)") == [header, "retrying", "retried"])
        #expect(log.write("\(header)\nretrying") == [])
        #expect(log.finish() == ["\(next)\n\(header)", "retrying"])
    }

    @Test func textThatNoFrameFollowsIsNotLostAboveAHead() throws {
        var log = Dialogue(try log4j())
        let head = "2026-11-20 10:00:00,1 INFO a"
        #expect(log.write("\(uncaughtHeader)\nretrying\n\n\(head)") == [uncaughtHeader, "retrying"])
        var objects = Dialogue(Layout(parse: .json))
        #expect(objects.write("\(uncaughtHeader)\nretrying\n{\"a\":1}") == [uncaughtHeader, "retrying"])
    }

    @Test func aWeakHeaderIsOneIfAFrameFollows() {
        var log = Dialogue(.generic)
        #expect(
            log.write("ready\ncom.acme.Declined: no\n\(frame)\n\(next)") == [
                "ready", "com.acme.Declined: no\n\(frame)",
            ])
        #expect(log.write("com.acme.Declined: no\n\(frame)\n\(next)") == ["\(next)\ncom.acme.Declined: no\n\(frame)"])
        #expect(log.write("com.acme.Declined: no\nbye\n") == [next, "com.acme.Declined: no"])
    }
}

@Suite struct JSONLines {
    @Test func eachObjectIsARecord() {
        var log = Dialogue(Layout(parse: .json))
        let records = log.feed("starting\n{\"a\":1}\n{\"a\":2}\n\(trace)\n{\"a\":3}")
        #expect(records.map { string($0.bytes) } == ["starting", #"{"a":1}"#, #"{"a":2}"#, trace])
        #expect(records.map(\.hasHead) == [false, true, true, false])
    }

    @Test func aFrameIsNoPartOfAnObject() {
        var log = Dialogue(Layout(parse: .json))
        #expect(log.write("{\"a\":1}\n\tat a.B.c(B.java:1)\n{\"a\":2}") == [#"{"a":1}"#, "\tat a.B.c(B.java:1)"])
    }
}
