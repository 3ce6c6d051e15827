import Model
import Patterns
import Platform
import Records
import TestSupport
import Testing
import WireFormat

/// Whatever lines come, however cut and mixed: no line is lost or given twice, what is kept is bounded, and a restart
/// gives what is left.
///
/// `STACKTAIL_SEEDS=1000000` for as many cases; a failure names its seed.
@Suite("Any lines in any envelope") struct StreamFuzzTests {
    @Test func linesAreInOneRecordEach() throws {
        let count = HostEnvironment.value("STACKTAIL_SEEDS").flatMap { UInt64($0) } ?? 3_000
        let layouts = try Self.layouts()
        for seed in 1...count {
            var run = FuzzCase(seed, layouts)
            guard let fault = run.fault() else { continue }
            Issue.record("seed \(seed): \(fault); \(run.shown)")
            return
        }
    }

    private static func layouts() throws -> [Layout] {
        let pattern = try Pattern(#"^(?:\d\d )?\[(?<thread>\w+)\] (?<message>.*)"#)
        var tagged = Layout(start: try Pattern(#"^\d\d "#), parse: .pattern([pattern]))
        tagged.streamBy = ["thread"]
        var plainTagged = Layout(continuation: try Pattern(#"^\s"#), parse: .pattern([pattern]))
        plainTagged.streamBy = ["thread"]
        return [
            Layout(), .generic, Layout(start: try Pattern("^(?:ERROR|INFO)")),
            Layout(continuation: try Pattern(#"^\s"#)),
            Layout(parse: .json), Layout(traces: []), tagged, plainTagged,
        ]
    }
}

/// One log, some limits, and how it comes in.
private struct FuzzCase {
    private var random: Seeded
    private let layout: Layout
    private var lines: [[UInt8]] = []
    /// Whether no limit is reached, so that every mark must come out.
    private let isRoomy: Bool
    private let limits: Limits

    init(_ seed: UInt64, _ layouts: [Layout]) {
        random = Seeded(seed)
        var layout = layouts[random.roll(layouts.count)]
        layout.envelope = Envelope.allCases[random.roll(Envelope.allCases.count)]
        self.layout = layout
        isRoomy = random.roll(4) > 0
        var limits = Limits()
        if !isRoomy {
            limits.recordLinesMax = 1 + random.roll(6)
            limits.recordBytesMax = 1 + random.roll(300)
            limits.lineBytesMax = 1 + random.roll(100)
        }
        self.limits = limits
        let count = 1 + random.roll(24)
        for number in 0..<count { lines.append(line(number)) }
    }

    /// Nil if all is well.
    mutating func fault() -> String? {
        let batch = batch()
        var streams = Streams(layout: layout, limits: limits, from: .beginning)
        var made = feed(batch, to: &streams)
        if let fault = faultOfPlace(streams, batch) { return fault }
        made += streams.finish(at: moment)
        let resume = streams.resume
        let end = Position(
            offset: batch.lines.last?.range.upperBound ?? .zero, line: lines.count + 1, streams: resume.streams)
        // Only whose the last line was may be left to tell.
        if resume != end || resume.streams.count > 1 || resume.streams.contains(where: { $0.offset != end.offset }) {
            return "it ends at \(resume)"
        }
        if streams.keptBytes != 0 { return "it keeps \(streams.keptBytes) bytes of nothing" }
        return (isRoomy ? faultOfMarks(made) : nil) ?? faultOfRestart(batch, made)
    }

    /// What a person needs to see the fault.
    var shown: String {
        "envelope \(layout.envelope), \(limits), layout \(layout)\n"
            + lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }

    private let moment = Moment(instant: Instant(nanoseconds: 0), wall: Timestamp(seconds: 1_795_168_800))

    /// In batches of any size.
    private mutating func feed(_ batch: LineBatch, to streams: inout Streams) -> [RecordText] {
        var (made, from) = ([RecordText](), 0)
        while from < batch.lines.count {
            let end = min(batch.lines.count, from + 1 + random.roll(8))
            made += streams.feed(LineBatch(bytes: batch.bytes, lines: Array(batch.lines[from..<end])), at: moment)
            from = end
        }
        return made
    }

    private func faultOfPlace(_ streams: Streams, _ batch: LineBatch) -> String? {
        let longest = lines.map(\.count).max() ?? 0
        if streams.keptBytes > 4 * limits.recordBytesMax + 2 * longest, isRoomy || layout.hasStreamsForTests {
            return "it keeps \(streams.keptBytes) bytes"
        }
        let starts = batch.lines.map(\.range.lowerBound) + [batch.lines.last?.range.upperBound ?? .zero]
        return starts.contains(streams.resume.offset) ? nil : "it resumes within a line, at \(streams.resume)"
    }

    /// Each line has a mark, unless it was cut in front of it.
    private func faultOfMarks(_ made: [RecordText]) -> String? {
        let text = made.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
        for (number, line) in lines.enumerated() {
            let mark = "§\(number)§"
            let wanted = String(decoding: line, as: UTF8.self).ranges(of: mark).count
            let got = text.ranges(of: mark).count
            if got != wanted { return "line \(number) comes \(got) times, not \(wanted)" }
        }
        return nil
    }

    /// Stops anywhere, and goes on where it resumes.
    private mutating func faultOfRestart(_ batch: LineBatch, _ whole: [RecordText]) -> String? {
        let cut = random.roll(batch.lines.count + 1)
        var streams = Streams(layout: layout, limits: limits, from: .beginning)
        var made = streams.feed(LineBatch(bytes: batch.bytes, lines: Array(batch.lines[..<cut])), at: moment)
        let place = streams.resume
        streams = Streams(layout: layout, limits: limits, from: place)
        let rest = batch.lines.filter { $0.range.lowerBound >= place.offset }
        made += streams.feed(LineBatch(bytes: batch.bytes, lines: rest), at: moment) + streams.finish(at: moment)
        guard isRoomy, made.sorted != whole.sorted else { return nil }
        let other = zip(made.sorted, whole.sorted).first { $0 != $1 }
        return "a restart after \(cut) lines, at \(place), gives \(made.count) records, not \(whole.count): "
            + (other.map { "\($0.shown), not \($1.shown)" } ?? "one more or less")
    }

    private func batch() -> LineBatch {
        var (batch, end) = (LineBatch(), Int64(0))
        for line in lines {
            let start = batch.bytes.count
            batch.bytes += line
            let next = end + Int64(line.count) + 1
            batch.lines.append(Line(text: start..<batch.bytes.count, range: ByteOffset(end)..<ByteOffset(next)))
            end = next
        }
        return batch
    }
}

// MARK: - Lines

extension FuzzCase {
    private static let texts = [
        "ERROR §", "INFO §", "java.lang.AException: §", "Exception in thread \"a\" java.lang.BException: §",
        "\tat a.B.c§(B.java:1)", "Caused by: java.io.CException: §", "Traceback (most recent call last): §",
        "  File \"§\", line 1, in x", "ValueError: §", "com.acme.Declined: §", "plain §", "  indented §",
        "{\"a\":\"§\"}", "", "   ",
        "Stack trace: §", "#0 /srv/a.php(1): §", "PHP Fatal error:  Uncaught E: § in /a.php:1",
        "   at A.B.§() in /a.cs:line 3",
    ]
    private static let tags = ["", "", "[a] ", "[b] ", "10 [a] ", "11 [b] "]

    private mutating func line(_ number: Int) -> [UInt8] {
        let text = (Self.tags[random.roll(Self.tags.count)] + Self.texts[random.roll(Self.texts.count)])
            .replacing("§", with: "§\(number)§")
        var line = Array(wrapped(text).utf8)
        if random.roll(12) == 0, let mark = text.firstIndex(of: "§") {
            // Cut or disturbed, but not within its mark.
            let front = Array(wrapped(String(text[..<mark])).utf8)
            line = Array(line.prefix(random.roll(front.count + 1)))
            if String(decoding: line, as: UTF8.self).contains("§") { line = [] }
        }
        if random.roll(20) == 0 { line.insert(UInt8(random.roll(256)), at: 0) }
        return line.filter { $0 != UInt8(ascii: "\n") }
    }

    private mutating func wrapped(_ text: String) -> String {
        let (pid, part, isMessage) = (random.roll(3), random.roll(4) == 0, random.roll(6) == 0)
        let stream = pid == 0 ? "stdout" : "stderr"
        switch random.roll(6) {
        case 0: return "Nov 20 10:00:00 h p[\(pid)]: \(isMessage ? "one#012" : "")\(text)"
        case 1: return "<11>1 2026-11-20T10:00:00Z h p \(pid) - - \(text)"
        case 2:
            let escaped = text.replacing("\"", with: "\\\"").replacing("\t", with: "\\t")
            return #"{"log":"\#(escaped)\#(part ? "" : "\\n")","stream":"\#(stream)","time":"2026-11-20T10:00:00Z"}"#
        case 3, 4: return "2026-11-20T10:00:00Z \(stream) \(part ? "P" : "F") \(text)"
        default: return text
        }
    }
}

extension Layout {
    fileprivate var hasStreamsForTests: Bool { envelope != .none || !streamBy.isEmpty }
}

extension [RecordText] {
    fileprivate var sorted: [RecordText] {
        sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    }
}

extension RecordText {
    fileprivate var shown: String { "\(range): \(String(decoding: bytes, as: UTF8.self).debugDescription)" }
}
