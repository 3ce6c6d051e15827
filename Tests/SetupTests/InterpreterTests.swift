import Exceptionless
import Model
import Rules
import Setup
import Tailing
import Testing
import WireFormat

/// One log's way from lines to events: chunking does not show, nothing is given twice, and it knows where to resume.
@Suite struct InterpreterTests {
    private let log = """
        2026-11-20T10:00:00Z ERROR order 17 failed
        java.lang.IllegalStateException: no funds
        \tat com.acme.Billing.charge(Billing.java:42)
        Caused by: java.io.IOException: reset
        \tat com.acme.Bank.call(Bank.java:8)

        2026-11-20T10:00:01Z INFO order 18 accepted
        2026-11-20T10:00:02Z WARN order 19 läte
        and one line more

        """

    @Test func howTheBytesWereCutDoesNotShow() throws {
        let file = try ruleFile()
        let whole = run(file, chunk: log.utf8.count)
        #expect(whole.bodies.count == 3)
        for size in 1...64 {
            let cut = run(file, chunk: size)
            #expect(cut.bodies == whole.bodies, "chunks of \(size)")
            #expect(cut.resume == whole.resume)
        }
    }

    @Test func itResumesAtTheUnfinishedRecord() throws {
        var interpreter = interpreter(try ruleFile())
        let lines = Array(log.utf8)
        let made = interpreter.feed(batch(lines), at: moment(0))
        #expect(made.flatMap(\.events).map(\.queued.type) == ["error", "log"])
        let rest = Int(interpreter.resume.offset.value)
        #expect(String(decoding: lines[rest...], as: UTF8.self).hasPrefix("2026-11-20T10:00:02Z WARN"))
        #expect(interpreter.resume.line == 8)
        #expect(interpreter.deadline == moment(2).instant)
        #expect(interpreter.tick(at: moment(1)).isEmpty)
        #expect(interpreter.tick(at: moment(2)).flatMap(\.events).count == 1)
        #expect(interpreter.resume.offset.value == Int64(lines.count))
        #expect(interpreter.recordCount == 3)
    }

    @Test func whatComesToNothingIsGivenOnlyIfAsked() throws {
        let file = try ruleFile("rules: [{ name: failed, when: { has_trace: true }, event: {} }]")
        var interpreter = interpreter(file)
        #expect(interpreter.feed(batch(Array(log.utf8)), at: moment(0)).count == 1)
        interpreter = self.interpreter(file)
        interpreter.givesEveryRecord = true
        #expect(interpreter.feed(batch(Array(log.utf8)), at: moment(0)).count == 2)
        #expect(interpreter.recordCount == 2)
    }

    @Test func whatTheProjectHoldsBackIsALoss() throws {
        let settings = ProjectSettings(version: 1, values: ["@@error:*": "false", "@@log:*": "Warn"])
        var interpreter = interpreter(try ruleFile())
        interpreter.maker = EventMaker(gate: SettingsGate(settings: settings, levelWithoutSetting: .warn))
        let made = interpreter.feed(batch(Array(log.utf8)), at: moment(0)) + interpreter.finish(at: moment(0))
        #expect(made.flatMap(\.events).map(\.queued.level) == [.warn])
        #expect(made.flatMap(\.losses).map(\.reason) == [.gated])
    }

    @Test func whatIsCutIsCounted() throws {
        var limits = Limits()
        limits.recordLinesMax = 2
        var interpreter = interpreter(try ruleFile(), limits: limits)
        let made = interpreter.feed(batch(Array(log.utf8)), at: moment(0))
        #expect(made.flatMap(\.losses).map(\.reason) == [.recordCut])
    }

    @Test func everyRuleSaysWhy() throws {
        let file = try ruleFile(
            "rules: [{ name: a, when: { level: fatal }, drop: true }, { name: b, event: {} }, { name: c, drop: true }]")
        var interpreter = interpreter(file)
        let made = interpreter.feed(batch(Array(log.utf8)), at: moment(0))
        let said = interpreter.evaluation(of: made[0].record).outcomes.map(\.description)
        #expect(said == ["no: it wants level: fatal", "matches", "not reached: an earlier rule decided"])
    }

    /// There is one for each file that is tailed, and most files are quiet.
    @Test func oneThatRestsIsSmall() throws {
        var interpreter = interpreter(try ruleFile())
        _ = interpreter.feed(batch(Array(log.utf8)), at: moment(0))
        #expect(!interpreter.isResting)
        _ = interpreter.finish(at: moment(0))
        #expect(interpreter.isResting && MemoryLayout<Interpreter>.size <= 320)
    }

    // MARK: -

    private func ruleFile(_ rules: String = "") throws -> RuleFile {
        let text = """
            record:
              start: '^\\d{4}-'
              pattern: '^(?<time>\\S+) (?<level>[A-Z]+) (?<message>.*)'
            \(rules)
            """
        let context = RuleContext(surroundings: Surroundings(files: ["/r/x.yaml": text]))
        return try #require(RuleBook.load([Path("/r")], in: context).file(named: "x"))
    }

    private func interpreter(_ file: RuleFile, limits: Limits = Limits()) -> Interpreter {
        let origin = Origin(path: Path("/x.log"), file: FileID(value: 7), ruleFile: "x", project: "default")
        return Interpreter(file, of: origin, maker: EventMaker(), limits: limits, from: .beginning)
    }

    private func run(_ file: RuleFile, chunk: Int) -> (bodies: [String], resume: Position) {
        var interpreter = interpreter(file)
        var framer = LineFramer(limits: Limits(), from: .zero)
        var made: [Interpretation] = []
        let bytes = Array(log.utf8)
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            let batch = framer.feed(Array(bytes[start..<min(start + chunk, bytes.count)]))
            made += interpreter.feed(batch, at: moment(0))
        }
        let resume = interpreter.resume
        made += interpreter.finish(at: moment(0))
        return (made.flatMap(\.events).map { String(decoding: $0.queued.body, as: UTF8.self) }, resume)
    }

    private func batch(_ bytes: [UInt8]) -> LineBatch {
        var framer = LineFramer(limits: Limits(), from: .zero)
        return framer.feed(bytes)
    }

    private func moment(_ seconds: Int64) -> Moment {
        Moment(
            instant: Instant(nanoseconds: seconds * 1_000_000_000),
            wall: Timestamp(seconds: 1_795_168_800 + seconds))
    }
}
