import Model
import Setup
import Tailing
import Testing

/// What a reload leaves in force.
@Suite struct RulesInForceTests {
    private func book(
        _ files: [String: String], refused: Set<String> = [], in directory: String = "/r"
    ) -> RuleBook {
        let surroundings = Surroundings(variable: { _ in nil }, files: MemoryFiles(files, refused: refused))
        return RuleBook.load([Path(directory)], in: RuleContext(surroundings: surroundings))
    }

    private let good = ["/r/base.yaml": "about: x", "/r/a.yaml": "files: [/a]", "/r/b.yaml": "files: [/b]"]

    private func globs(_ rules: RulesInForce) -> [String] { rules.files.flatMap(\.files.include).map(\.text).sorted() }

    @Test func onlyWhatTailsIsKept() {
        let rules = RulesInForce(book(good))
        #expect(rules.files.map(\.name) == ["a", "b"] && rules.troubles.isEmpty)
    }

    @Test func aFaultyFileStaysAsItWasAndTheOthersChange() {
        var rules = RulesInForce(book(good))
        rules.reload(book(good.merging(["/r/a.yaml": "files: [/a2]\nfils: 1", "/r/b.yaml": "files: [/b2]"]) { $1 }))
        #expect(globs(rules) == ["/a", "/b2"])
        #expect(rules.troubles.map(\.path) == ["/r/a.yaml"] && rules.troubles.map(\.isKept) == [true])
        #expect(rules.troubles.first?.fault == "line 2: unknown field 'fils'")
        // The last good one, over any number of reloads.
        rules.reload(book(["/r/a.yaml": "files: [/a3]\nfils: 1"]))
        #expect(globs(rules) == ["/a"])
        rules.reload(book(["/r/a.yaml": "files: [/a4]"]))
        #expect(globs(rules) == ["/a4"] && rules.troubles.isEmpty)
    }

    @Test func aFileThatNeverWasGoodIsNotInForce() {
        let rules = RulesInForce(book(["/r/a.yaml": "fils: 1", "/r/b.yaml": "files: [/b]"]))
        #expect(globs(rules) == ["/b"])
        #expect(rules.troubles.map(\.isKept) == [false])
        #expect(rules.troubles.first?.text.contains("it is not in force: 'stacktail check /r/a.yaml'") == true)
    }

    @Test func aFileThatIsGoneIsGone() {
        var rules = RulesInForce(book(good))
        rules.reload(book(["/r/a.yaml": "files: [/a]"]))
        #expect(globs(rules) == ["/a"] && rules.troubles.isEmpty)
    }

    @Test func whatCannotBeReadNowStays() {
        var rules = RulesInForce(book(good))
        rules.reload(book(["/r/b.yaml": "files: [/b]"], refused: ["/r/a.yaml"]))
        #expect(globs(rules) == ["/a", "/b"])
        #expect(rules.troubles.map(\.isKept) == [true])
    }

    @Test(arguments: ["/r", "/r/"]) func whatLiesInADirectoryThatCannotBeReadNowStays(directory: String) {
        var rules = RulesInForce(book(good, in: directory))
        rules.reload(book(good, refused: [directory], in: directory))
        #expect(globs(rules) == ["/a", "/b"])
        #expect(rules.troubles.map(\.path) == [directory] && rules.troubles.map(\.isKept) == [true])
    }

    @Test func whatExtendsAFaultyFileStaysToo() {
        var rules = RulesInForce(book(["/r/base.yaml": "encoding: UTF-8", "/r/a.yaml": "extends: base\nfiles: [/a]"]))
        rules.reload(book(["/r/base.yaml": "encodin: UTF-8", "/r/a.yaml": "extends: base\nfiles: [/a2]"]))
        #expect(globs(rules) == ["/a"])
        #expect(rules.troubles.map(\.path) == ["/r/a.yaml", "/r/base.yaml"])
        #expect(rules.troubles.map(\.isKept) == [true, false])
    }

    @Test func anothersNameIsNotTakenTwice() {
        var rules = RulesInForce(book(["/r/a.yaml": "name: x\nfiles: [/a]"]))
        rules.reload(book(["/r/a.yaml": "name: x\nfils: 1", "/r/b.yaml": "name: x\nfiles: [/b]"]))
        #expect(globs(rules) == ["/a"])
        rules.reload(book(["/r/a.yaml": "fils: 1", "/r/b.yaml": "name: x\nfiles: [/b]"]))
        #expect(globs(rules) == ["/b"])
    }

    /// What describes a kind of log costs the agent nothing, unless a file that tails extends it.
    @Test func ofWhatNobodyTailsByOnlyTheOuterShapeIsRead() {
        let files = MemoryFiles([
            "/r/base.yaml": "record: { pattern: '^(?<message>.*)' }", "/r/kind.yaml": "record: { pattern: '(' }",
            "/r/a.yaml": "extends: base\nfiles: [/a]", "/r/shapeless.yaml": "fils: 1",
        ])
        let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files))
        let book = RuleBook.load([Path("/r")], in: context, onlyTailing: true)
        #expect(book.files.map(\.name) == ["a"])
        #expect(book.diagnostics.map(\.file) == ["/r/shapeless.yaml"])
        let whole = RuleBook.load([Path("/r")], in: context)
        #expect(whole.diagnostics.map(\.file) == ["/r/kind.yaml", "/r/shapeless.yaml"])
    }
}
