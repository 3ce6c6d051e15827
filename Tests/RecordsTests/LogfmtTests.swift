import Model
import Patterns
import Records
import Testing
import WireFormat

/// Pairs of logfmt, as they are and as they should not be.
@Suite struct LogfmtTests {
    private func record(_ line: String, _ layout: Layout = Layout(parse: .logfmt)) -> Record {
        RecordReader(layout: layout).read(entry(line))
    }

    private func fields(_ line: String) -> [String] {
        record(line).fields.map { "\($0.name): \(string($0.value))" }
    }

    @Test func pairsAreFields() {
        #expect(
            fields(#"a=1 b="x \"y\"\n\t\\" c= d e=C:\new f="C:\dir""#)
                == ["a: 1", "b: x \"y\"\n\t\\", "c: ", "d: true", "e: C:\\new", "f: C:\\dir"])
    }

    @Test func aQuoteThatNobodyClosesIsALetter() {
        #expect(fields(#"a="x y=2"#) == ["a: \"x", "y: 2"])
    }

    @Test(
        "What begins with no pair is no logfmt", arguments: ["listening", "=1 a=2", " a=1", "a==b", "1=2", "", "<a=b>"])
    func others(_ line: String) {
        let record = record(line)
        #expect(record.fields == [])
        #expect(string(record.message) == line.trimmingPrefix(" "))
    }

    @Test func timeLevelSourceAndMessageHaveTheirNames() {
        let one = record("ts=2026-11-20T10:00:00Z lvl=eror caller=a.go:1 msg=hi err=no")
        #expect(one.time == Timestamp(seconds: 1_795_168_800))
        #expect(one.source.map { string($0) } == "a.go:1")
        #expect(string(one.message) == "hi")
        let other = record("date=2026-11-20 time=11:00:00 tz=\"+0100\" severity=warning error=\"no disk\"")
        #expect(other.time == Timestamp(nanoseconds: 1_795_168_800_000_000_000, offsetSeconds: 3_600))
        #expect(other.level == .warn)
        #expect(string(other.message) == "no disk")
    }

    @Test func aTraceBelowJoinsIt() {
        var dialogue = Dialogue(Layout(parse: .logfmt))
        let log = "level=error msg=no\njava.lang.Error: x\n\tat a.B.c(B.java:1)\nlevel=info msg=yes\n"
        let texts = dialogue.feed(log)
        #expect(texts.map(\.lines.count) == [3])
        let found = RecordReader(layout: Layout(parse: .logfmt)).read(texts[0])
        #expect(found.trace?.exception.className == "java.lang.Error")
        #expect(string(found.message) == "no")
    }

    @Test func numbersAndPatternsAreLevels() throws {
        var layout = Layout(parse: .logfmt, levels: ["oops": .fatal])
        layout.levelForms = [
            .range(500...599, .error), .range(400...499, .warn), .pattern(try Pattern("^crit"), .fatal),
        ]
        #expect(record("level=503", layout).level == .error)
        #expect(record("level=oops", layout).level == .fatal)
        #expect(record("level=critter", layout).level == .fatal)
        #expect(record("level=info status=404", layout).level == .info)
        #expect(record("a=b status=404", layout).level == .warn)
        #expect(record("a=b status=200", layout).level == nil)
        #expect(record("a=b status=404").level == nil)
    }

    @Test func aStatusIsTheLevelOfACaptureToo() throws {
        var layout = Layout(parse: .pattern([try Pattern(#"^(?<path>\S+) (?<status>\d+)"#)]))
        layout.levelForms = [.range(500...599, .error)]
        let reader = RecordReader(layout: layout)
        #expect(reader.read(entry("/a 502")).level == .error)
        #expect(reader.level(of: entry("/a 502")) == .error)
        #expect(reader.level(of: entry("/a 200")) == nil)
    }

    @Test(
        "Ranges as they are written",
        arguments: [
            ("500..599", 500...599), ("500..", 500...Int64.max), ("..99", Int64.min...99), ("5xx", 500...599),
            ("50x", 500...509), ("..", nil), ("9..1", nil), ("x5", nil), ("5", nil), ("warn", nil), ("a..b", nil),
        ] as [(String, ClosedRange<Int64>?)])
    func ranges(_ text: String, _ range: ClosedRange<Int64>?) { #expect(LevelForm.range(text) == range) }
}
