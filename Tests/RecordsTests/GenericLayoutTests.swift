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
