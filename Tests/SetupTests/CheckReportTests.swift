import Model
import Setup
import Testing
import WireFormat

/// What `check` gives to machines.
@Suite struct CheckReportTests {
    private let report: CheckReport = {
        let good = """
            record: { pattern: '^(?<level>[A-Z]+) (?<message>.*)' }
            tests:
              - { name: 'a & b', log: WARN x, expect: [{ level: warn }] }
              - name: wrong
                log: WARN x
                expect: [{ level: error }]
            """
        let files = Surroundings(files: ["/r/bad.yaml": "recrod: <", "/r/good.yaml": good])
        return CheckReport(checking: RuleBook.load([Path("/r")], in: RuleContext(surroundings: files)))
    }()

    @Test func theSummaryCounts() {
        #expect(report.summary == "2 files, 2 tests: 2 errors")
        #expect(!report.isGood)
        #expect(CheckReport(files: []).summary == "no files, no tests: all good")
    }

    @Test func json() {
        let json = report.json
        #expect(json["good"] == .bool(false))
        let bad = json["files"]?.elements?.first
        #expect(bad?["path"]?.text == "/r/bad.yaml")
        #expect(
            bad?["diagnostics"]?.elements == [
                [
                    "severity": "error", "file": "/r/bad.yaml", "line": 1, "column": 1, "length": 6,
                    "message": "unknown field 'recrod'", "help": "did you mean 'record'?",
                ]
            ])
        let tests = json["files"]?.elements?.last?["tests"]?.elements
        #expect(tests?.map { $0["passed"] } == [.bool(true), .bool(false)])
    }

    @Test func junit() {
        let told = """
            /r/good.yaml:6:23: error: test 'wrong': event 1 has another level
                6 |     expect: [{ level: error }]
                  |                       ^~~~~ - expected, + what came
                  | - level: error
                  | + level: warn
            """
        #expect(
            report.junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites>
                  <testsuite name="/r/bad.yaml" tests="1" failures="1">
                    <testcase classname="/r/bad.yaml" name="is well formed">
                      <failure message="unknown field 'recrod'">/r/bad.yaml:1:1: error: unknown field 'recrod'
                    1 | recrod: &lt;
                      | ^~~~~~ did you mean 'record'?</failure>
                    </testcase>
                  </testsuite>
                  <testsuite name="/r/good.yaml" tests="3" failures="1">
                    <testcase classname="/r/good.yaml" name="is well formed"/>
                    <testcase classname="/r/good.yaml" name="a &amp; b"/>
                    <testcase classname="/r/good.yaml" name="wrong">
                      <failure message="test 'wrong': event 1 has another level">\(told)</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }
}
