import Model
import Patterns
import Records
import Rules
import Setup
import Tailing
import Testing
import WireFormat

/// What `explain` says comes from what the agent does.
@Suite("explaining") struct ExplainingTests {
    private static let book = RuleBook.load(
        [Fixtures.shippedRules], in: RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: DiskFiles()))
    )

    @Test("over all tests of the shipped rules, the events are the interpreter's")
    func sameEvents() throws {
        var eventCount = 0
        for file in Self.book.files {
            for test in file.tests {
                let plain = bodies(of: test, by: file)
                let explained = explanations(of: test.log, by: file)
                #expect(explained.flatMap(\.events).compactMap(\.body) == plain, "\(file.name): \(test.name)")
                eventCount += plain.count
            }
        }
        #expect(eventCount > 100)
    }

    @Test("over all of them, what it says of patterns, lines and rules agrees with the record")
    func agreement() throws {
        for file in Self.book.files {
            for explanation in file.tests.flatMap({ explanations(of: $0.log, by: file) }) {
                let place = "\(file.name): \(String(decoding: explanation.record.text.line(0), as: UTF8.self))"
                let captured = explanation.head?.captures.map { name, range in
                    Record.Field(name: name, value: Array(explanation.head?.subject[range] ?? []))
                }
                if let captured, explanation.record.text.heading.isEmpty {
                    #expect(explanation.record.fields == captured, "\(place)")
                }
                for attempt in explanation.attempts { #expect(attempt.progress != nil, "\(place)") }
                #expect(explanation.roles.count == explanation.record.text.lines.count, "\(place)")
                // Colours hide a beginning from `^`; the assembler looks behind them.
                let first = explanation.record.text.line(0)
                if let start = file.layout.start, explanation.roles.first == .matchesStart, !first.contains(0x1B) {
                    #expect(start.matches(first), "\(place)")
                }
                let makers = explanation.verdicts.filter { verdict in
                    if case .event = verdict.rule.action { verdict.isMatch } else { false }
                }
                #expect(makers.count == explanation.events.count, "\(place)")
            }
        }
    }

    private let log4j = """
        name: app
        record:
          start: '^\\d{4}-'
          pattern:
            - '^(?<time>\\S+ \\S+) \\[(?<thread>[^\\]]*)\\] (?<message>.*)'
            - '^(?<time>\\S+ \\S+) (?<level>\\w+) (?<message>.*)'
          time: ['%Y-%m-%d %H:%M:%S,%L', iso8601]
          levels: { AUDIT: warn }
        rules:
          - { name: noise, when: { message: '^GET /(?<what>health)' }, drop: true }
          - { name: declined, when: { message: 'declined: (?<why>.*)', level: error }, event: { type: error } }
          - { name: trouble, when: { level: warn.. }, unless: { message: test }, event: { type: log } }
          - { name: rest, event: { type: log } }
        """

    private func rules(_ text: String) throws -> RuleFile {
        let book = RuleBook.load(
            [], and: [Path("/app.yaml")],
            in: RuleContext(surroundings: Surroundings(files: ["/app.yaml": text])))
        return try #require(book.files.first, "\(book.diagnostics.rendered)")
    }

    private func explain(_ log: String) throws -> [Explanation] {
        explanations(of: Array(log.utf8), by: try rules(log4j))
    }

    @Test("the pattern that failed tells how far it got, the one that matched what it captured")
    func patterns() throws {
        let explanation = try #require(try explain("2026-11-20 10:00:00,123 AUDIT order 17\n").first)
        #expect(explanation.attempts.map(\.expected) == [#"\["#])
        #expect(explanation.attempts.first?.progress?.reached == 24)
        #expect(explanation.head?.captures.map(\.name) == ["time", "level", "message"])
    }

    @Test("time and level tell what read them")
    func facts() throws {
        let explanation = try #require(try explain("2026-11-20 10:00:00,123 AUDIT order 17\n").first)
        guard case .read(_, let form, let zoned, let time) = explanation.time else {
            Issue.record("\(explanation.time)")
            return
        }
        #expect(form == "%Y-%m-%d %H:%M:%S,%L" && !zoned && time.iso8601 == "2026-11-20T10:00:00.123Z")
        guard case .read(let word, .warn, isOwnWord: true) = explanation.level else {
            Issue.record("\(explanation.level)")
            return
        }
        #expect(word == Array("AUDIT".utf8))
    }

    @Test("a second form and a zone in the text are told, and a word that is no level")
    func otherFacts() throws {
        let explanation = try #require(try explain("2026-11-20 10:00:00+01:00 HUMPF order 17\n").first)
        guard case .read(_, "iso8601", zoned: true, _) = explanation.time else {
            Issue.record("\(explanation.time)")
            return
        }
        guard case .unread(let word) = explanation.level else {
            Issue.record("\(explanation.level)")
            return
        }
        #expect(word == Array("HUMPF".utf8))
    }

    @Test("each rule says which condition failed on what, or who decided before it")
    func verdicts() throws {
        let warning = try #require(try explain("2026-11-20 10:00:00,123 WARN declined: no funds\n").first)
        #expect(
            warning.verdicts.map(\.reason) == [
                "it wants message: '^GET /(?<what>health)', and message is 'declined: no funds'",
                "it wants level: error, and the level is warn", "matches", "not looked at, because 'trouble' decided",
            ])
        let excepted = try #require(try explain("2026-11-20 10:00:00,123 WARN a test\n").first)
        #expect(excepted.verdicts[2].reason == "excepted by message: 'test', and message is 'a test'")
        #expect(excepted.verdicts[1].reason == "it wants level: error, and the level is warn")
    }

    @Test("a dropped record has no event")
    func dropped() throws {
        let explanation = try #require(try explain("2026-11-20 10:00:00,123 INFO GET /health\n").first)
        #expect(explanation.events.isEmpty && !explanation.hasEvent && explanation.verdicts[0].isMatch)
    }

    @Test("lines say why they belong to their record")
    func roles() throws {
        let log = """
            in front
            2026-11-20 10:00:00,123 ERROR it failed
            and more
            java.lang.IllegalStateException: no
            \tat com.acme.A.b(A.java:1)
            2026-11-20 10:00:01,123 INFO next

            """
        #expect(
            try explain(log).map(\.roles) == [
                [.withoutStart], [.matchesStart, .notStart, .trace, .trace], [.matchesStart],
            ])
    }

    @Test("redactions that took something are named, and the project's gate is asked")
    func projects() throws {
        let redaction = Redaction(name: "card", pattern: try .init(#"\d{4} \d{4}"#), replacement: "[card]")
        let other = Redaction(name: "token", pattern: try .init("token=.*"), replacement: "[token]")
        let file = try rules(log4j)
        var explainer = Explainer(
            file, of: origin(file), maker: EventMaker(redactions: [redaction, other]),
            project: EventMaker(gate: SettingsGate(levelWithoutSetting: .error)), limits: Limits())
        let made = interpretations(Array("2026-11-20 10:00:00,123 WARN card 1234 5678\n".utf8), &explainer)
        let explanation = explainer.explanation(of: try #require(made.first), at: RuleTest.moment)
        let event = try #require(explanation.events.first)
        #expect(event.redactions == ["card"])
        #expect(event.body.map { String(decoding: $0, as: UTF8.self).contains("1234 5678") } == false)
        guard case .held(let why) = event.gate else {
            Issue.record("\(event.gate)")
            return
        }
        #expect(why.contains("below"))
    }

    // MARK: - Choosing

    @Test("a rule file that names the path comes before one that fits better")
    func choice() throws {
        let files = [
            "/a.yaml": "name: a\nfiles: [/var/log/*.log]\nrecord: { pattern: '^(?<message>.*)' }\n", "/b.yaml": log4j,
        ]
        let context = RuleContext(surroundings: Surroundings(files: files))
        let book = RuleBook.load([], and: [Path("/a.yaml"), Path("/b.yaml")], in: context)
        let sample = Array("2026-11-20 10:00:00,123 WARN it failed\n".utf8)
        let named = RuleChoice(for: sample, at: Path("/var/log/x.log"), in: book, context)
        guard case .namesThePath = named.reason else {
            Issue.record("\(named.reason)")
            return
        }
        let fitted = RuleChoice(for: sample, at: Path("/srv/x.log"), in: book, context)
        #expect(named.file.name == "a" && fitted.file.name == "app")
        let none = RuleChoice(for: Array("what\n".utf8), at: nil, in: book, context)
        #expect(none.file.name == "generic")
    }

    // MARK: - The two ways

    private func origin(_ file: RuleFile) -> Origin {
        Origin(path: Path("test.log"), file: FileID(value: 0), ruleFile: file.name, project: file.project)
    }

    private func bodies(of test: RuleTest, by file: RuleFile) -> [[UInt8]] {
        var interpreter = Interpreter(
            file, of: origin(file), maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made =
            interpreter.feed(framer.feed(test.log), at: RuleTest.moment)
            + interpreter.feed(framer.flushPartial(), at: RuleTest.moment) + interpreter.finish(at: RuleTest.moment)
        return made.flatMap(\.events).map(\.queued.body)
    }

    private func explanations(of log: [UInt8], by file: RuleFile) -> [Explanation] {
        var explainer = Explainer(file, of: origin(file), maker: EventMaker(), project: nil, limits: Limits())
        return interpretations(log, &explainer).map { explainer.explanation(of: $0, at: RuleTest.moment) }
    }

    private func interpretations(_ log: [UInt8], _ explainer: inout Explainer) -> [Interpretation] {
        var framer = LineFramer(limits: Limits(), from: .zero)
        return explainer.feed(framer.feed(log), at: RuleTest.moment)
            + explainer.feed(framer.flushPartial(), at: RuleTest.moment) + explainer.finish(at: RuleTest.moment)
    }
}
