import Model
import Patterns
import Records
import Testing
import WireFormat

/// What is in front of a line comes off, and tells time, level, program and host; what does not fit stays as it is.
@Suite("What a transport put in front of a line") struct Envelopes {
    @Test(
        "syslog, in all its forms",
        arguments: [
            ("Nov 20 10:00:00 web1 app[7]: hello", "hello"), ("Nov  3 10:00:00 web1 app: hello", "hello"),
            ("<11>Nov 20 10:00:00 web1 app[7]: hello", "hello"), ("Nov 20 10:00:00.123 web1 app[7]: hello", "hello"),
            ("2026-11-20T10:00:00.123456+01:00 web1 app[7]: hello", "hello"),
            ("2026-11-20T10:00:00+0100 web1 app[7]: hello", "hello"), ("Nov 20 10:00:00 app[7]: hello", "hello"),
            ("Nov 20 10:00:00 web1 postfix/smtpd[7]: hello: you", "hello: you"), ("Nov 20 10:00:00 web1 app[7]:", ""),
            ("Nov 20 10:00:00 web1 app[7]:   File \"a.py\"", "  File \"a.py\""),
            ("<11>1 2026-11-20T10:00:00.003Z web1 app 7 - - hello", "hello"),
            ("<11>1 - web1 app - ID47 [a b=\"]\\\"\"][c] \u{FEFF}hello", "hello"), ("<11>1 - - - - - -", ""),
            ("Nov 20 10:00:00 web1 -- MARK --", "-- MARK --"),
        ])
    func syslog(line: String, text: String) { #expect(records(line, .syslog) == (text.isEmpty ? [] : [text])) }

    @Test("rsyslog's escapes of control characters are undone, and nothing else")
    func escapes() {
        #expect(
            records("Nov 20 10:00:00 web1 app[7]: a#011b#033[31mc#177d #1234 #400 #01 #", .syslog)
                == ["a\tb\u{1B}[31mc\u{7F}d #1234 #400 #01 #"])
        #expect(
            records("Nov 20 10:00:00 web1 app[7]: order failed#012  one#012#012two#015#012", .syslog)
                == ["order failed\n  one\n\ntwo"])
    }

    @Test("A message of several lines is one record, at the place of its line")
    func severalLines() throws {
        var log = StreamDialogue(.syslog, Layout(start: try Pattern("^#")))
        _ = log.write("Nov 20 10:00:00 web1 app[7]: #a#012#b#012c\nNov 20 10:00:00 web1 app[7]: #d")
        let made = log.streams.finish(at: moment())
        #expect(log.all.map { string($0.bytes) } == ["#a\n#b\nc"])
        #expect(log.all.map(\.firstLine) == [1] && log.all.map(\.lastLine) == [1] && made.map(\.firstLine) == [2])
    }

    @Test(
        "docker, with its escapes",
        arguments: [
            (#"{"log":"hello\n","stream":"stdout","time":"2026-11-20T10:00:00Z"}"#, "hello"),
            (
                #"{"log":"a\u003cb\u0026c \ud83d\ude00 \ud83d \"q\\\t\r\n","stream":"stderr","time":"-"}"#,
                "a<b&c 😀 \u{FFFD} \"q\\\t"
            ),
            (#"{"time":"2026-11-20T10:00:00Z","attrs":{"a":"b"},"stream":"stdout","log":"hello\n"}"#, "hello"),
        ])
    func docker(line: String, text: String) { #expect(records(line, .docker) == [text]) }

    @Test(
        "containers of CRI",
        arguments: [
            ("2026-11-20T10:00:00.123456789Z stdout F hello", "hello"),
            ("2026-11-20T10:00:00.123456789+01:00 stderr F   hello ", "  hello "),
            ("2026-11-20T10:00:00Z stdout F:tag hello", "hello"),
        ])
    func cri(line: String, text: String) { #expect(records(line, .cri) == [text]) }

    @Test(
        "A line that does not fit is taken as it is",
        arguments: [
            (Envelope.syslog, "hello"), (.syslog, "<192>Nov 20 10:00:00 web1 app: x"), (.syslog, "<11"),
            (.syslog, "<11>1 2026-11-20T10:00:00Z web1 app 7 - [a b=\"c"), (.syslog, "Nov 20 10:00 web1 app: x"),
            (.docker, "{\"log\":\"cut off"), (.docker, "{\"log\":\"a\\n\"}"), (.docker, "hello"),
            (.cri, "2026-11-20T10:00:00Z stdout hello"), (.cri, "2026-11-20T10:00:00Z both F hello"), (.cri, "hello"),
            (.auto, "2026-11-20T10:00:00Z ERROR order: failed"), (.auto, "2026-11-20T10:00:00 web1 app: no zone"),
            (.auto, "Nov 20 10:00:00 WARN pool: x"), (.auto, "2026-11-20T10:00:00Z [main] INFO: x"),
            (.auto, "{\"log\":\"a\\n\",\"level\":\"info\"}"), (.auto, "hello"), (.auto, "<11"), (.auto, "{"),
        ])
    func noEnvelope(envelope: Envelope, line: String) { #expect(records(line, envelope) == [line]) }

    @Test("What it tells counts where the entry does not tell it itself")
    func whatItTells() throws {
        let layout = Layout(parse: .pattern([try Pattern("^(?<level>[A-Z]+) (?<source>[a-z]+) (?<message>.*)")]))
        let syslog = read("<12>Nov 20 10:00:00 web1 app[7]: hello", .syslog, layout)
        #expect(syslog?.level == .warn && syslog?.host.map(string) == "web1" && syslog?.source.map(string) == "app")
        #expect(syslog?.time?.seconds == 1_795_168_800 && syslog.map { string($0.message) } == "hello")
        #expect(syslog?.fields.map(\.name) == ["host", "program", "pid"])
        let own = read("<12>Nov 20 10:00:00 web1 app[7]: FATAL shop hello", .syslog, layout)
        #expect(own?.level == .fatal && own?.source.map(string) == "shop")
        let container = read(#"{"log":"hello\n","stream":"stderr","time":"2026-11-20T10:00:00.5Z"}"#, .docker, layout)
        #expect(
            container?.field("stream").map(string) == "stderr"
                && container?.time?.nanoseconds == 1_795_168_800_500_000_000)
        let timed = read("2026-11-20T10:00:00.5Z WARN hello", .time, layout)
        #expect(timed?.time?.nanoseconds == 1_795_168_800_500_000_000)
        let new = read(#"<9>1 2026-11-20T10:00:00Z web1 app 7 ID [a b="c"] hello"#, .syslog, layout)
        #expect(new?.level == .fatal && new?.field("message_id").map(string) == "ID")
        #expect(new?.field("structured_data").map(string) == #"[a b="c"]"#)
    }

    @Test("Colours within an envelope are colours")
    func colours() throws {
        let layout = Layout(parse: .pattern([try Pattern("^(?<level>[A-Z]+) (?<message>.*)")]))
        for line in [
            "Nov 20 10:00:00 web1 app[7]: #033[31mERROR#033[0m hello",
            #"{"log":"\u001b[31mERROR\u001b[0m hello\n","stream":"stderr","time":"2026-11-20T10:00:00.5Z"}"#,
            "2026-11-20T10:00:00Z stdout F \u{1B}[31mERROR\u{1B}[0m hello",
        ] {
            let record = read(line, .auto, layout)
            #expect(record?.level == .error && record.map { string($0.message) } == "hello", "\(line)")
        }
    }

    private func records(_ line: String, _ envelope: Envelope) -> [String] {
        var log = StreamDialogue(envelope, Layout())
        return log.write(line) + log.streams.finish(at: moment()).map { string($0.bytes) }
    }

    private func read(_ line: String, _ envelope: Envelope, _ layout: Layout) -> Record? {
        var log = StreamDialogue(envelope, layout)
        _ = log.write(line)
        return log.streams.finish(at: moment()).first.map { RecordReader(layout: layout).read($0) }
    }
}

/// Streams and the file that is written to them, in a form that reads as a dialogue.
struct StreamDialogue {
    let layout: Layout
    var streams: Streams
    /// All that came out.
    var all: [RecordText] = []
    private var end: Int64 = 0

    init(_ envelope: Envelope, _ layout: Layout, limits: Limits = Limits()) {
        var layout = layout
        layout.envelope = envelope
        (self.layout, self.limits) = (layout, limits)
        streams = Streams(layout: layout, limits: limits, from: .beginning)
    }

    private let limits: Limits

    /// Feeds the lines of `text`; what comes out, as texts.
    mutating func write(_ text: String, at milliseconds: Int64 = 0) -> [String] {
        let batch = LineBatch(lines: text, from: end)
        end = batch.lines.last?.range.upperBound.value ?? end
        let made = streams.feed(batch, at: moment(milliseconds))
        all += made
        return made.map { string($0.bytes) }
    }

    mutating func finish() -> [String] { streams.finish(at: moment()).map { string($0.bytes) } }

    /// Dies, and goes on with the lines of `text`, which is all that the file has, where it would resume.
    mutating func restart(with text: String) -> [String] {
        let position = streams.resume
        streams = Streams(layout: layout, limits: limits, from: position)
        var batch = LineBatch(lines: text, from: 0)
        batch.lines.removeAll { $0.range.lowerBound < position.offset }
        return streams.feed(batch, at: moment()).map { string($0.bytes) }
    }
}
