import Model
import Patterns
import Rules
import Setup
import Tailing
import Testing
import WireFormat

@Suite("a pattern that costs too much is switched off") struct PatternBudgetTests {
    private let text = """
        name: billing
        record:
          pattern: '^(?<level>[A-Z]+) (?<message>.*)'
        rules:
          - { name: slow, when: { message: '^(a+)+$' }, event: { type: error } }
          - { name: rest, event: { type: log } }
        """

    private func rules(_ text: String) throws -> RuleFile {
        let book = RuleBook.load(
            [], and: [Path("/r/billing.yaml")],
            in: RuleContext(surroundings: Surroundings(files: ["/r/billing.yaml": text])))
        return try #require(book.files.first, "\(book.diagnostics.rendered)")
    }

    private let hostile = "WARN " + String(repeating: "a", count: 40) + " pin 1234\n"

    /// A log's lines, fed one by one at moments of the test's choice.
    private struct Feeding {
        let rules: ReadyRules
        private var interpreter: Interpreter
        private var framer = LineFramer(limits: Limits(), from: .zero)

        init(_ file: RuleFile) throws {
            rules = ReadyRules(file)
            let origin = Origin(
                path: Path("/log"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
            let pin = Redaction(name: "pin", pattern: try Pattern(#"\d{4}"#), replacement: "[pin]")
            interpreter = Interpreter(
                rules, of: origin, maker: EventMaker(redactions: [pin]), limits: Limits(), from: .beginning)
        }

        /// The rules that made events of it.
        mutating func feed(_ line: String, atMinute minute: Int64) -> [String] {
            let moment = Moment(
                instant: Instant(nanoseconds: minute * 60_000_000_000), wall: RuleTest.moment.wall)
            let made = interpreter.feed(framer.feed(Array(line.utf8)), at: moment) + interpreter.finish(at: moment)
            return made.flatMap(\.events).map(\.draft.rule)
        }
    }

    @Test("the third time within an hour, with an alarm that names file, rule, line and cost; no line is lost")
    func thrice() throws {
        var feeding = try Feeding(try rules(text))
        #expect(feeding.feed("WARN aaa\n", atMinute: 0) == ["slow"])
        #expect(feeding.feed(hostile, atMinute: 1) == ["rest"])
        #expect(feeding.feed(hostile, atMinute: 2) == ["rest"] && feeding.rules.budget.takeAlarms().isEmpty)
        #expect(feeding.feed(hostile, atMinute: 3) == ["rest"])
        let alarm = try #require(feeding.rules.budget.takeAlarms().first)
        #expect(alarm.place == "rule 'slow', message" && alarm.count == 3 && alarm.byteCount == 49)
        #expect(alarm.line == String(repeating: "a", count: 40) + " pin [pin]")
        #expect(
            alarm.description.hasPrefix("rule file 'billing' (/r/billing.yaml): the pattern of rule 'slow', message"))
        #expect(alarm.description.contains("\(alarm.steps) steps on 49 bytes") && alarm.steps >= 100_000)
        #expect(feeding.rules.budget.takeAlarms().isEmpty, "told once")
        #expect(feeding.feed("WARN aaa\n", atMinute: 4) == ["rest"], "switched off, so the next rule takes it")
    }

    @Test("not where the times lie more than an hour apart")
    func seldom() throws {
        var feeding = try Feeding(try rules(text))
        for minute: Int64 in [1, 40, 80, 120] { #expect(feeding.feed(hostile, atMinute: minute) == ["rest"]) }
        #expect(feeding.rules.budget.takeAlarms().isEmpty)
        #expect(feeding.feed("WARN aaa\n", atMinute: 130) == ["slow"])
    }

    @Test("at once, where one search uses up all the room there is")
    func extreme() throws {
        var feeding = try Feeding(try rules(text.replacing("'^(a+)+$'", with: "'(?:a+)+[bc]|needle'")))
        let line = "WARN " + String(repeating: "aaaaaaaaaaaaaa ", count: 4_000) + "!\n"
        #expect(feeding.feed(line, atMinute: 1) == ["rest"])
        #expect(feeding.rules.budget.takeAlarms().count == 1)
    }

    @Test("a pattern of the record is one like any other: its line is an entry without captures")
    func layout() throws {
        let slow = text.replacing("'^(?<level>[A-Z]+) (?<message>.*)'", with: "'^(?<level>WARN) (?<message>(a+)+)$'")
        var feeding = try Feeding(try rules(slow))
        for minute: Int64 in 1...3 { #expect(feeding.feed(hostile, atMinute: minute).count == 1) }
        #expect(feeding.rules.budget.takeAlarms().first?.place == "record.pattern")
    }

    @Test("rules that are loaded anew have it again")
    func reload() throws {
        var feeding = try Feeding(try rules(text))
        for minute: Int64 in 1...3 { _ = feeding.feed(hostile, atMinute: minute) }
        #expect(feeding.feed("WARN aaa\n", atMinute: 4) == ["rest"])
        feeding = try Feeding(try rules(text))
        #expect(feeding.feed("WARN aaa\n", atMinute: 5) == ["slow"])
    }

    @Test("check warns where a test meets it, and goes on with the pattern")
    func check() throws {
        let tests = """

            tests:
              - name: hostile
                log: |
            \(String(repeating: "      " + hostile, count: 4))
                expect: [{ rule: rest }, { rule: rest }, { rule: rest }, { rule: rest }]
              - { name: good, log: WARN aaa, expect: [{ rule: slow }] }
            """
        let run = try rules(text + tests).runTests()
        #expect(run.outcomes.flatMap(\.failures).rendered == "")
        let warning = try #require(run.warnings.first)
        #expect(warning.severity == .warning && warning.message.hasPrefix("test 'hostile': the pattern of rule 'slow'"))
        #expect(warning.message.contains("on 49 bytes, and matched nothing"))
    }
}
