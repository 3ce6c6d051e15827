import Model
import Setup
import Testing

/// Which rule files explain a log, one reason at a time; `ShippedRulesTests` has all reasons at once.
@Suite struct RuleChooserTests {
    private func ranking(_ files: [String: String], of log: String) -> [RuleFit] {
        let context = RuleContext(surroundings: Surroundings(files: files))
        let book = RuleBook.load([], and: files.keys.sorted().map { Path($0) }, in: context)
        #expect(book.diagnostics.rendered == "")
        return RuleChooser(book.files).ranking(for: Array(log.utf8), at: nil)
    }

    @Test(arguments: [("Nov 20 10:00:00 web1 shop[17]: ", ["a"]), ("", [])])
    func aLogWithoutTheEnvelopeIsNotOfThatKind(envelope: String, names: [String]) {
        let file = "envelope: syslog\nrecord: { pattern: '^(?<level>ERROR|WARN) (?<source>\\w+): (?<message>.*)' }\n"
        let fits = ranking(["/a.yaml": file], of: "\(envelope)ERROR shop: no route\n\(envelope)WARN shop: slow\n")
        #expect(fits.map(\.file.name) == names)
    }

    @Test func linesOfAQuotedValueAreOneEntry() {
        let file = "record: { parse: csv, columns: [level, source, message] }\n"
        let log = String(repeating: "ERROR,shop,\"no\nroute\nto\nthe bank\"\n", count: 3)
        #expect(ranking(["/a.yaml": file], of: log).map(\.confidence) == [1])
    }

    @Test func aMessageOfSeveralLinesThatAPatternKnowsIsOneEntry() {
        let file = #"record: { start: '^--', pattern: '^--\n(?<level>\w+)\n(?<source>\w+)\n(?<message>.*)' }"#
        let log = String(repeating: "--\nERROR\nshop\nno route\n", count: 3)
        #expect(ranking(["/a.yaml": file], of: log).map(\.confidence) == [1])
    }

    @Test func aLogMayBeginWithWhatAnotherFileKnowsBetter() {
        let files = [
            "/a.yaml": #"record: { pattern: '^(?<level>INFO|WARN) (?<source>\w+): (?<message>.*)' }"#,
            "/b.yaml": #"record: { pattern: '^(?<level>INFO) (?<source>\w+): (?<x>\w+) (?<message>.*)' }"#,
        ]
        let beginning = String(repeating: "INFO shop: order taken\n", count: 20)
        #expect(ranking(files, of: beginning).first?.file.name == "b")
        let whole = beginning + String(repeating: "WARN shop: slow\n", count: 60)
        #expect(ranking(files, of: whole).map(\.file.name) == ["a"])
    }
}
