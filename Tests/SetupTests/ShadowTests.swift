import Model
import Setup
import Testing

@Suite("A rule that never decides is told of, and no other")
struct ShadowTests {
    /// Each with a first and a second rule's conditions.
    @Test(
        "what an earlier rule takes",
        arguments: [
            ("", "message: late"), ("message: a", "message: a"), ("message: a", "message: a, level: error"),
            ("level: warn..", "level: error"), ("level: warn..", "level: warn..error"),
            ("message: timeout", #"message: 'bank: timeout after \d+'"#), ("message: '.*'", "level: warn"),
            ("source: '.*'", "source: shop"), (#"message: 'a\.b'"#, #"message: 'x a\.b (?<y>\d)'"#),
            ("has_trace: true", "has_trace: true, message: x"), ("message: timeout", "message: 'timeouts?'"),
            ("line: ''", "path: x"),
        ])
    func shadowed(first: String, second: String) {
        #expect(warnings("when: { \(first) }", "when: { \(second) }").count == 1, "\(first) takes \(second)")
    }

    @Test(
        "what it leaves to the later one",
        arguments: [
            ("message: late", ""), ("message: a, level: error", "message: a"), ("level: error", "level: warn.."),
            ("source: a", "message: a"), ("has_trace: true", "message: x"), ("has_trace: true", "has_trace: false"),
            // An alternative, an optional letter, flags, a set and a group promise less than they show.
            ("message: timeout", "message: 'timeout|late'"), ("message: timeout", "message: 'timeou[t]'"),
            ("message: timeouts", "message: 'timeouts?'"), ("message: timeout", "message: '(?i)timeout'"),
            ("message: timeout", "message: '[timeout]'"), ("message: timeout", "message: '(timeout)?'"),
            ("message: time.ut", "message: 'the timeout'"), ("message: aab", "message: 'a*b'"),
            ("message: ab", "message: 'a{0,1}b'"), ("message: 'a|b'", "message: 'a'"),
            // Nothing without a source has one to find '.*' in.
            ("source: '.*'", "message: x"),
            // The later rule's exception lets through what the earlier one's does not.
            ("message: '(?<a>x)', a: x", "message: '(?<a>x)', line: '(?<a>y)', a: x"),
        ])
    func free(first: String, second: String) {
        #expect(warnings("when: { \(first) }", "when: { \(second) }").isEmpty, "\(first) leaves \(second)")
    }

    @Test("exceptions count")
    func exceptions() {
        #expect(warnings("unless: { message: a }", "when: { level: warn }").isEmpty)
        #expect(warnings("unless: { message: a }", "unless: { message: a }").count == 1)
        #expect(warnings("unless: { message: a b }", "unless: { message: a }").count == 1)
        #expect(warnings("unless: { message: a }", "unless: { message: a b }").isEmpty)
        #expect(warnings("unless: { level: error.. }", "when: { level: ..warn }").count == 1)
        #expect(warnings("unless: { level: error.. }", "when: { level: warn.. }").isEmpty)
        #expect(warnings("unless: { has_trace: true }", "when: { has_trace: false }").count == 1)
    }

    @Test("a rule that lets others look, too, takes nothing away")
    func also() {
        #expect(warnings("when: { level: warn }, also: true", "when: { level: warn }").isEmpty)
    }

    @Test("both are named, with their places")
    func told() {
        let found = warnings("when: {}", "when: {}")
        #expect(found.first?.line == 4)
        #expect(found.first?.message == "the rule 'second' never decides: 'first' takes all that it would")
    }

    private func warnings(_ first: String, _ second: String) -> [Diagnostic] {
        let text = """
            record: { pattern: '(?<source>shop)? (?<a>x)?(?<message>.*)' }
            rules:
              - { name: first, drop: true, \(first) }
              - { name: second, drop: true, \(second) }
            """
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: ["/r/x.yaml": text])))
        let report = CheckReport(checking: book)
        #expect(!report.diagnostics.hasErrors, "\(report.diagnostics.rendered)")
        return report.diagnostics.filter { $0.severity == .warning }
    }
}

@Suite("A group 'message' that may not take part is told of, and no other")
struct OptionalMessageTests {
    @Test(arguments: [
        "(?<message>a)?", "(?<message>a)*", "(?<message>a){0,2}", "x(?: (?<message>.*))?", "(?<message>a)|b",
        "(?:(?<message>a)|b)c", "((?<message>a)|(b))", "(?|(?<message>a)|(b))", "(?!(?<message>a))b",
    ])
    func optional(pattern: String) { #expect(hints(pattern).count == 1, "\(pattern)") }

    @Test(arguments: [
        "(?<message>.*)", "(?<message>a?)", "(?:x|y)(?<message>a)", "(?<message>a|b)", #"\((?<message>a)\)?"#,
        "[(](?<message>a)[)]?", "[]|](?<message>a)", "[[:alpha:]|](?<message>a)", "(?<message>a){1,2}",
        "(?<message>a)+", "(?#|)(?<message>a)", "(?<=x|y)(?<message>a)", "(?:x)?(?<message>a)", "(?<other>a)?",
        "(?|(?<message>a)|(?<message>b))",
    ])
    func certain(pattern: String) { #expect(hints(pattern).isEmpty, "\(pattern)") }

    private func hints(_ pattern: String) -> [Diagnostic] {
        let text = "record:\n  pattern: '\(pattern)'\n"
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: ["/r/x.yaml": text])))
        let report = CheckReport(checking: book)
        #expect(!report.diagnostics.hasErrors, "\(report.diagnostics.rendered)")
        return report.diagnostics.filter { $0.severity == .hint }
    }
}
