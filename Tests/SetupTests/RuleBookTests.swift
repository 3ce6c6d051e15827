import Model
import Patterns
import Records
import Setup
import Tailing
import Testing

/// Directories of rule files: what is read, what replaces what, and that one bad file stops no other.
@Suite struct RuleBookTests {
    private let base = """
        record:
          start: '^\\d{4}-'
          pattern: '^(?<time>\\S+) (?<level>[A-Z]+) (?<message>.*)'
        """

    @Test func twoLinesAreARuleFile() throws {
        let book = load(["/r/base.yaml": base, "/r/mine.yaml": "extends: base\nfiles: [/var/log/app.log]"])
        let mine = try #require(book.file(named: "mine"))
        #expect(book.diagnostics.rendered == "")
        #expect(mine.files.matches(Path("/var/log/app.log")))
        #expect(mine.layout.start?.text == "^\\d{4}-")
        #expect(book.file(named: "base")?.files.matches(Path("/var/log/app.log")) == false)
    }

    @Test func keysReplaceKeysAlsoWithinRecord() throws {
        let mine = """
            extends: base
            record: { timezone: UTC, flush_after: 7s, continue: '^ ' }
            """
        let file = try #require(load(["/r/base.yaml": base, "/r/mine.yaml": mine]).file(named: "mine"))
        #expect(file.layout.flushAfter == .seconds(7))
        #expect(file.layout.start == nil && file.layout.continuation?.text == "^ ")
        guard case .pattern(let patterns) = file.layout.parse else { Issue.record("no patterns"); return }
        #expect(patterns.count == 1)
    }

    @Test func whatIsWrongWithABaseIsToldOnce() {
        let book = load(["/r/base.yaml": "record: { strat: x }", "/r/mine.yaml": "extends: base"])
        #expect(book.files.isEmpty)
        #expect(
            book.diagnostics.map(\.message) == ["unknown field 'strat'", "the rule file 'base' has errors itself"])
    }

    @Test func unknownBasesAndCirclesAreTold() {
        let book = load([
            "/r/a.yaml": "extends: b", "/r/b.yaml": "extends: c", "/r/c.yaml": "extends: a",
            "/r/d.yaml": "extends: log4",
            "/r/e.yaml": "extends: e", "/r/log4j.yaml": base,
        ])
        #expect(book.files.map(\.name) == ["log4j"])
        let messages = book.diagnostics.map(\.message)
        #expect(messages.contains("'a' extends itself: a → b → c → a"))
        #expect(messages.contains("'e' extends itself: e → e"))
        #expect(
            book.diagnostics.contains {
                $0.message == "there is no rule file 'log4'" && $0.help == "did you mean 'log4j'?"
            })
    }

    @Test func aLaterDirectoryReplacesAnEarlierOne() throws {
        let book = load(
            ["/r/app.yaml": "about: shipped", "/etc/app.yaml": "about: mine", "/r/other.yaml": "about: other"],
            in: ["/r", "/etc"])
        #expect(book.files.map(\.about) == ["mine", "other"])
        #expect(book.paths == ["/etc/app.yaml", "/r/other.yaml"])
    }

    @Test func leftoversArePassedOver() {
        let names = [
            "a.yaml~", ".a.yaml.swp", ".#a.yaml", "#a.yaml#", "a.yaml.dpkg-new", "a.dpkg-old.yaml", "README",
            "a.yaml.bak",
        ]
        let files = Dictionary(uniqueKeysWithValues: names.map { ("/r/\($0)", "nonsense: [") })
        let book = load(files.merging(["/r/a.yaml": "about: good", "/r/b.yml": "about: too"]) { first, _ in first })
        #expect(book.files.map(\.name) == ["a", "b"])
        #expect(book.diagnostics.isEmpty)
    }

    @Test func oneBadFileStopsNoOther() {
        let files = MemoryFiles(
            [
                "/r/a.yaml": "about: good", "/r/bad.yaml": "about: [", "/r/bom.yaml": "\u{FEFF}about: good\r\n",
                "/r/z.yaml": "about: good",
            ], refused: ["/r/secret.yaml"])
        let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files))
        let book = RuleBook.load([Path("/r"), Path("/none")], in: context)
        #expect(book.files.map(\.name) == ["a", "bom", "z"])
        #expect(book.diagnostics.map(\.file) == ["/none", "/r/bad.yaml", "/r/secret.yaml"])
        #expect(book.diagnostics.map(\.severity) == [.warning, .error, .error])
    }

    @Test func twoFilesOfOneNameAreTold() {
        let book = load(["/r/a.yaml": "name: x", "/r/b.yaml": "name: x"])
        #expect(book.files.map(\.path) == ["/r/a.yaml"])
        #expect(book.diagnostics.map(\.help) == ["/r/a.yaml has it: choose another"])
    }

    @Test func aFileByItsPathMayExtendTheOthers() {
        let files = MemoryFiles(["/r/base.yaml": base, "/home/x.yaml": "extends: base"])
        let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files))
        let book = RuleBook.load([Path("/r")], and: [Path("/home/x.yaml"), Path("/home/none.yaml")], in: context)
        #expect(book.files.map(\.name) == ["base", "x"])
        #expect(book.diagnostics.map(\.file) == ["/home/none.yaml"])
    }

    @Test func rulesOfAnExtendingFileComeFirst() throws {
        let own = """
            extends: base
            rules:
              - { name: declined, when: { message: declined }, drop: true }
            tests:
              - log: |
                  2026-11-20T10:00:00Z WARN order declined
                  2026-11-20T10:00:00Z WARN order late
                expect:
                  - { type: log, message: order late }
            """
        let book = load(["/r/base.yaml": base, "/r/mine.yaml": own])
        let report = CheckReport(checking: book)
        #expect(report.diagnostics.rendered == "")
        #expect(report.testCount == 1)
    }

    private func load(_ files: [String: String], in directories: [String] = ["/r"]) -> RuleBook {
        RuleBook.load(directories.map { Path($0) }, in: RuleContext(surroundings: Surroundings(files: files)))
    }
}
