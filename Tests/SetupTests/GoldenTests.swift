import Model
import Setup
import Testing

/// What people are told about their mistakes, word for word: `x.bad.yaml` has its full text in `x.bad.txt`;
/// `x.good.yaml` has none.
@Suite struct GoldenTests {
    @Test func badRuleFilesAreToldInFull() throws {
        for name in try Fixtures.names(in: "rules", ending: ".bad.yaml") {
            let report = try check(name)
            #expect(!report.isGood, "\(name)")
            try Fixtures.expectGolden(report.diagnostics.rendered, for: name, in: "rules")
        }
    }

    @Test func goodRuleFilesAreNotTalkedAbout() throws {
        for name in try Fixtures.names(in: "rules", ending: ".good.yaml") {
            let report = try check(name)
            #expect(report.diagnostics.rendered == "", "\(name)")
            #expect(report.testCount > 0)
        }
    }

    @Test func badConfigurationsAreToldInFull() throws {
        for name in try Fixtures.names(in: "configuration", ending: ".bad.yaml") {
            let checked = Configuration.read(
                try Fixtures.bytes(name, in: "configuration"), name: name, in: surroundings)
            #expect(checked.value == nil, "\(name)")
            try Fixtures.expectGolden(checked.diagnostics.rendered, for: name, in: "configuration")
        }
    }

    @Test func goodConfigurationsAreNotTalkedAbout() throws {
        for name in try Fixtures.names(in: "configuration", ending: ".good.yaml") {
            let checked = Configuration.read(
                try Fixtures.bytes(name, in: "configuration"), name: name, in: surroundings)
            #expect(checked.diagnostics.rendered == "", "\(name)")
            #expect(checked.value != nil)
        }
    }

    private let surroundings = Surroundings(["EXCEPTIONLESS_API_KEY": "0123456789abcdef"])

    private func check(_ name: String) throws -> CheckReport {
        var files = MemoryFiles()
        files.files["/r/\(name)"] = try Fixtures.bytes(name, in: "rules")
        let surroundings = Surroundings(variable: { _ in nil }, files: files)
        let context = RuleContext(projects: ["default", "legacy"], surroundings: surroundings)
        return CheckReport(checking: RuleBook.load([Path("/r")], in: context))
    }
}
