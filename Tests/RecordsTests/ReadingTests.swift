import Model
import Patterns
import Records
import Testing
import WireFormat

private let trace = "java.lang.IllegalStateException: no order\n\tat com.acme.Shop.sell(Shop.java:17)"

@Suite struct CapturesOfAnEntry {
    @Test func specialOnesMeanWhatTheySay() throws {
        let record = RecordReader(layout: try log4j()).read(
            entry("2026-11-20 10:00:00,123 WARN  [pool-1] com.acme.Billing - order 17 declined "))
        #expect(record.time?.iso8601 == "2026-11-20T10:00:00.123Z")
        #expect(record.level == .warn)
        #expect(record.source.map(string) == "com.acme.Billing")
        #expect(string(record.message) == "order 17 declined")
        #expect(record.fields.map(\.name) == ["time", "level", "thread", "source", "message"])
        #expect(record.field("thread").map(string) == "pool-1")
        #expect(record.trace == nil && record.traceText == nil)
    }

    @Test func theFirstPatternThatMatchesGivesThem() throws {
        let layout = Layout(parse: .pattern([try Pattern("^A(?<a>.)"), try Pattern("^(?<b>.)(?<c>x)?")]))
        #expect(RecordReader(layout: layout).read(entry("AB")).fields == [Record.Field(name: "a", value: [0x42])])
        #expect(RecordReader(layout: layout).read(entry("B")).fields.map(\.name) == ["b"])
    }

    @Test func aMessageGoesOnOverLinesBelow() throws {
        let reader = RecordReader(layout: try log4j())
        let head = "2026-11-20 10:00:00,123 WARN [main] a.B - slow:"
        #expect(string(reader.read(entry("\(head)\nSELECT *\n\n  FROM t\n")).message) == "slow:\nSELECT *\n\n  FROM t")
        #expect(string(reader.read(entry("\(head)\nSELECT *\n\(trace)")).message) == "slow:\nSELECT *")
    }

    @Test func aMessageThatEndsWithinItsLineDoesNot() throws {
        let layout = Layout(parse: .pattern([try Pattern(#"^(?<message>[^|]*)\|(?<rest>.*)"#)]))
        #expect(string(RecordReader(layout: layout).read(entry("one|two\nthree")).message) == "one")
    }

    @Test func whatNoPatternMatchesIsItsOwnMessage() throws {
        let record = RecordReader(layout: try log4j()).read(entry("starting\nnow\n\(trace)"))
        #expect(string(record.message) == "starting\nnow" && record.fields.isEmpty)
        #expect(record.trace?.exception.className == "java.lang.IllegalStateException")
    }

    @Test func coloursDoNotHideCaptures() throws {
        let record = RecordReader(layout: try log4j()).read(
            entry(
                "\u{1B}[2m2026-11-20 10:00:00,1\u{1B}[0m \u{1B}[1;31mERROR\u{1B}[m [main] a.B"
                    + " - \u{1B}[4mbad\u{1B}[0m\nmore"
            ))
        #expect(record.level == .error && string(record.message) == "bad\nmore")
        #expect(record.field("time").map(string) == "2026-11-20 10:00:00,1")
        #expect(record.text.bytes.contains(0x1B))
    }

    @Test(
        arguments: [
            "PHP Warning:  Undefined array key \"a\" in /srv/a.php on line 12",
            "Deprecated: strlen(): is deprecated in /srv/a.php on line 7\r",
        ])
    func anErrorOfPHPInOneLineHasItsPlace(line: String) throws {
        let found = try #require(RecordReader(layout: Layout()).read(entry(line)).trace)
        #expect(found.exception.className == nil && found.exception.location?.file == "/srv/a.php")
        #expect(RecordReader(layout: Layout()).read(entry("moved to /srv/a.php on line 12")).trace == nil)
    }

    @Test(
        arguments: [
            "panic: boom", "free(): invalid pointer", "job.sh: line 10: ROWS: unbound variable",
            "charge failed at /srv/shop/lib/Gateway.pm line 11.", "Fatal error: exception Not_found",
            "libcob: orders.cob:41: error: out of bounds", "main.swift:12: Precondition failed: empty",
            "2026-11-21 04:30:36.961 UTC [1] a@b ERROR:  division by zero", "ORA-00001: unique constraint violated",
            "2026-11-21 04:30:36 ERROR charge failed at /srv/shop/lib/Gateway.pm line 11.",
        ])
    func aTraceOfOneLineIsFound(line: String) throws {
        let record = RecordReader(layout: Layout()).read(entry(line))
        #expect(record.trace != nil && record.traceText.map { line.utf8.suffix($0.count).elementsEqual($0) } == true)
    }

    @Test(
        arguments: [
            "INFO request at line 12 of input", "2026-11-21 04:30:36 INFO request at line 12 of input",
            "2026-11-21 04:30:36 INFO gave up at /etc/shop.conf line 12.", "no panic: all is well", "panics: 0",
            "2026-11-21 04:30:36.961 UTC [1] a@b LOG:  checkpoint complete: wrote 68 buffers",
            "2026-11-21 04:30:36.961 UTC [1] a@b LOG:  still waiting\n"
                + "2026-11-21 04:30:36.961 UTC [1] a@b STATEMENT:  select 1",
        ])
    func anOrdinaryEntryHasNone(text: String) {
        let record = RecordReader(layout: Layout()).read(entry(text))
        #expect(record.trace == nil && record.traceText == nil && string(record.message) == text)
    }

    @Test func aTimeInNoKnownFormIsNone() throws {
        let layout = Layout(parse: .pattern([try Pattern("^(?<time>\\S+) (?<message>.*)")]), times: [.unix, .clf])
        let reader = RecordReader(layout: layout)
        #expect(reader.read(entry("1795168800 x")).time == Timestamp(seconds: 1_795_168_800))
        #expect(reader.read(entry("yesterday x")).time == nil && reader.read(entry("yesterday x")).message == [0x78])
    }

    @Test(
        arguments: [
            ("AUDIT", Level.info), ("schwer", .error), ("Fatal error", .fatal), (" [WARN] ", .warn), ("<6>", nil),
            ("debug5", .debug),
            ("trace8", .trace), ("error2", nil), ("", nil), ("Schwer:", .error),
        ] as [(String, Level?)])
    func levelsOfTheLayoutAndTheUsualOnes(word: String, level: Level?) throws {
        let layout = Layout(
            parse: .pattern([try Pattern("^(?<level>[^;]*);")]), levels: ["schwer": .error, "fatal error": .fatal])
        #expect(RecordReader(layout: layout).read(entry("\(word);")).level == level)
    }
}

@Suite struct LevelAtAGlance {
    @Test func isWhatReadingFinds() throws {
        let reader = RecordReader(layout: try log4j())
        for level in ["INFO", "WARN", "\u{1B}[31mERROR\u{1B}[0m", "NOPE"] {
            let text = entry("2026-11-20 10:00:00,123 \(level) [main] a.B - Eé done")
            #expect(reader.level(of: text) == reader.read(text).level)
        }
        #expect(reader.level(of: entry("starting")) == nil)
    }

    @Test func isLeftToReadingWhereATraceMayBe() throws {
        let reader = RecordReader(layout: try log4j())
        let head = "2026-11-20 10:00:00,123 INFO [main] a.B - x"
        #expect(reader.level(of: entry("\(head)\nmore")) == nil)
        #expect(reader.level(of: entry("\(head) é java.lang.Error: y")) == nil)
        #expect(reader.level(of: entry("\(head) EError")) == nil && reader.level(of: entry("\(head) UEerror")) == .info)
    }
}

@Suite struct TraceOfAnEntry {
    @Test func belowTheHead() throws {
        let record = RecordReader(layout: try log4j()).read(
            entry("2026-11-20 10:00:00,123 ERROR [main] a.B - failed\n\(trace)"))
        #expect(string(record.message) == "failed")
        #expect(record.traceText.map(string) == trace)
        #expect(record.trace?.exception.message == "no order")
        #expect(record.field("message").map(string) == "failed")
    }

    @Test func behindTheMessageInItsLine() throws {
        let record = RecordReader(layout: try log4j()).read(
            entry("2026-11-20 10:00:00,123 ERROR [main] a.B - failed: \(trace)"))
        #expect(string(record.message) == "failed:" && record.level == .error)
        #expect(record.traceText.map(string) == trace)
    }

    @Test func inTheMessagesPlace() throws {
        let record = RecordReader(layout: try log4j()).read(
            entry("2026-11-20 10:00:00,123 ERROR [main] a.B - \(trace)"))
        #expect(record.level == .error && record.traceText.map(string) == trace)
        #expect(string(record.message) == "java.lang.IllegalStateException: no order")
    }

    @Test func alone() throws {
        let record = RecordReader(layout: try log4j()).read(entry("Exception in thread \"main\" \(trace)"))
        #expect(string(record.message) == "java.lang.IllegalStateException: no order")
        #expect(record.traceText?.count == record.text.bytes.count)
    }

    @Test func noneIsLookedForIfTheLayoutSaysSo() throws {
        var layout = try log4j()
        layout.traces = []
        let record = RecordReader(layout: layout).read(
            entry("2026-11-20 10:00:00,123 ERROR [main] a.B - bad\n\(trace)"))
        #expect(record.trace == nil && string(record.message) == "bad\n\(trace)")
    }
}

@Suite struct JSONEntries {
    private func read(_ json: String) -> Record { RecordReader(layout: Layout(parse: .json)).read(entry(json)) }

    @Test(arguments: [
        #"{"@timestamp":"2026-11-20T10:00:00.5Z","log.level":"ERROR","message":"m","log.logger":"a.B"}"#,
        #"{"@timestamp":"2026-11-20T10:00:00.5Z","log":{"level":"error","logger":"a.B"},"message":" m "}"#,
        #"{"@timestamp":"2026-11-20T10:00:00.500+00:00","level":"ERROR","message":"m","#
            + #""logger_name":"a.B","thread_name":"t"}"#,
        #"{"@t":"2026-11-20T10:00:00.5Z","@mt":"m","@l":"Error","SourceContext":"a.B"}"#,
        #"{"level":"error","ts":1795168800.5,"logger":"a.B","msg":"m"}"#,
        #"{"name":"a.B","level":50,"time":1795168800500,"msg":"m","pid":7}"#,
        #"{"name":"a.B","level":50,"time":"2026-11-20T10:00:00.500Z","msg":"m","v":0}"#,
        #"{"timestamp":1795168800500000000,"lvl":"eror","event":"m","logger":"a.B"}"#,
        #"{"t":{"$date":"2026-11-20T10:00:00.500+00:00"},"severity":"ERR","component":"a.B","msg":"m"}"#,
        #"{"version":"1.1","timestamp":1795168800.5,"level":3,"short_message":"m","logger":"a.B"}"#,
        #"{"asctime":"2026-11-20 10:00:00,500","levelname":"ERROR","name":"a.B","message":"m"}"#,
    ])
    func ofManyLoggers(json: String) {
        let record = read(json)
        #expect(record.time == Timestamp(nanoseconds: 1_795_168_800_500_000_000))
        #expect(record.level == .error)
        #expect(string(record.message) == "m" && record.source.map(string) == "a.B")
    }

    @Test func theBetterNameCountsWhereverItStands() {
        let record = read(#"{"t":1,"name":"x","event":"y","logger":"a.B","msg":" ","message":"m","time":1795168800}"#)
        #expect(record.time == Timestamp(seconds: 1_795_168_800))
        #expect(string(record.message) == "m" && record.source.map(string) == "a.B")
    }

    @Test func membersAreFlat() {
        let record = read(#"{"a":{"b":{"c":1},"d":[1,"x"]},"e":true,"f":null,"g":1.50,"a.d":2,"thread_name":"t-1"}"#)
        #expect(
            record.fields.map { "\($0.name)=\(string($0.value))" } == [
                "a.b.c=1", #"a.d=[1,"x"]"#, "e=true", "g=1.5", "thread_name=t-1", "thread=t-1",
            ])
    }

    @Test func aStackInAMemberIsATrace() {
        for name in ["stack_trace", "exc_info", "exception", "err.stack"] {
            let record = read(#"{"level":"error","msg":"bad","\#(name)":"java.lang.Error: x\n\tat a.B.c(B.java:1)"}"#)
            #expect(record.trace?.exception.className == "java.lang.Error")
            #expect(record.traceText.map(string) == "java.lang.Error: x\n\tat a.B.c(B.java:1)")
            #expect(string(record.message) == "bad")
        }
        #expect(read(#"{"error":{"stack":"java.lang.Error: x\n\tat a.B.c(B.java:1)"}}"#).trace != nil)
    }

    @Test func aStackInNoKnownLanguageKeepsItsText() {
        let record = read(#"{"stack":"gadget.go:17\nmain.go:3","exc_info":true}"#)
        #expect(record.trace == nil && record.traceText.map(string) == "gadget.go:17\nmain.go:3")
    }

    @Test func whatIsNoObjectIsText() {
        for text in [#"{"a":"#, "[1]", "plain", #"{"a":1} x"#] {
            let record = read(text)
            #expect(string(record.message) == text && record.fields.isEmpty)
        }
    }

    @Test func serilogsCommonestLevelIsNotWritten() {
        #expect(read(#"{"@t":"2026-11-20T10:00:00Z","@mt":"m"}"#).level == .info)
        #expect(read(#"{"msg":"m"}"#).level == nil)
    }

    @Test func membersAreBounded() {
        let many = (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(read("{\(many)}").fields.count == 256)
    }
}
