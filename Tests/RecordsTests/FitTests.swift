import Model
import Patterns
import Records
import Testing
import WireFormat

@Suite struct GenericLayout {
    @Test(
        arguments: [
            (
                "2026-11-20 10:00:00,123 WARN  [pool-1] com.acme.Billing - declined", Level.warn,
                "[pool-1] com.acme.Billing - declined"
            ),
            ("2026-11-20T10:00:00.123+01:00  INFO 17 --- [main] c.a.App : up", .info, "17 --- [main] c.a.App : up"),
            ("[2026-11-20 10:00:00] production.ERROR: bad", nil, "production.ERROR: bad"),
            ("2026-11-20 10:00:00 [7] ERROR a.B: x", .error, "a.B: x"),
            ("2026/11/20 10:00:00 [crit] 17#0: gone", .fatal, "17#0: gone"),
            ("2026-11-20 10:00:00.123 +01:00 [WRN] slow", .warn, "slow"),
            ("2026-11-20 10:00:00 info: up", .info, "up"),
            ("2026-11-20 10:00:00 connection error, level=ERROR", nil, "connection error, level=ERROR"),
            ("20-Nov-2026 10:00:00.123 SEVERE [main] a.B.c bad", .error, "[main] a.B.c bad"),
            ("Nov 20 10:00:00 vm shop[4242]: starting", nil, "starting"),
            ("Nov 20 10:00:00 vm shop[4242]: ", nil, ""),
            (#"10.0.0.1 - bob [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 17"#, nil, #""GET / HTTP/1.1" 200 17"#),
            ("ERROR: bad", .error, "bad"), ("[error] bad", .error, "bad"), ("info: up", .info, "up"),
            ("WARNING|slow", .warn, "slow"), ("No errors found", nil, "No errors found"),
            ("INFORMATION DESK", nil, "INFORMATION DESK"),
        ] as [(String, Level?, String)])
    func knowsCommonHeads(line: String, level: Level?, message: String) {
        let record = RecordReader(layout: .generic).read(entry(line))
        #expect(record.level == level)
        #expect(string(record.message) == message)
        #expect((record.time != nil) == line.contains("10:00:00"))
    }

    @Test func noneOfItsPatternsIsFaulty() {
        guard case .pattern(let patterns) = Layout.generic.parse else { return #expect(Bool(false)) }
        #expect(patterns.count == 13)
    }
}

@Suite struct Fitting {
    private let java = """
        2026-11-20 10:00:00,123 INFO [main] com.acme.Billing - up
        2026-11-20 10:00:01,123 ERROR [main] com.acme.Billing - bad
        java.lang.IllegalStateException: no order
        \tat com.acme.Shop.sell(Shop.java:17)

        2026-11-20 10:00:02,123 INFO [main] com.acme.Billing - down
        """

    private func fit(_ layout: Layout, _ text: String) -> LayoutFit {
        layout.fit(lines: text.split(separator: "\n").map { bytes(String($0)) })
    }

    @Test func theCloserLayoutWins() throws {
        let scores = [fit(try log4j(), java), fit(.generic, java), fit(Layout(parse: .json), java)]
        #expect(scores == scores.sorted(by: >))
        #expect(scores[0].lineCount == 3 && scores[0].matchCount == 3 && scores[0].score == 2)
        #expect(scores[2].score == 0)
    }

    @Test func objectsFitJSON() throws {
        let json = #"{"ts":1795168800,"level":"info","msg":"a","logger":"x"}"#
        #expect(fit(Layout(parse: .json), json) > fit(.generic, json))
        #expect(fit(try log4j(), json).matchCount == 0)
    }

    @Test func capturesThatMakeNoSenseCountAgainstIt() throws {
        let wrong = Layout(parse: .pattern([try Pattern("^(?<level>\\S+) (?<time>\\S+) (?<message>.*)")]))
        let right = Layout(parse: .pattern([try Pattern("^(?<time>\\S+ \\S+) (?<level>\\S+) (?<message>.*)")]))
        #expect(fit(wrong, java) < fit(right, java))
    }

    @Test func aTimeThatDoesNotReadCountsAgainstIt() throws {
        let pattern = try Pattern("^(?<time>\\S+ \\S+) (?<level>\\S+) (?<message>.*)")
        let scores = [[TimeForm.iso8601], [.clf]].map { fit(Layout(parse: .pattern([pattern]), times: $0), java) }
        #expect(scores[0].captureCount - scores[1].captureCount == 2 * scores[0].lineCount)
    }

    @Test func linesThatBeginNoRecordDoNotMatch() throws {
        let layout = Layout(start: try Pattern("^#"), parse: .pattern([try Pattern("(?<message>.*)")]))
        #expect(fit(layout, "#a\nb\n#c\nd").matchCount == 2 && fit(layout, "#a\nb\n#c\nd").lineCount == 4)
    }

    @Test func noLinesFitNothing() {
        #expect(Layout.generic.fit(lines: []).score == 0 && fit(.generic, "\n \n").lineCount == 0)
    }
}
