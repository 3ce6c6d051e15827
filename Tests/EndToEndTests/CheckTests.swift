import Foundation
import Testing

@Suite("check finds a mistake before it is live", .timeLimit(.minutes(10)))
struct CheckTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("the shipped rules pass their own tests")
    func shipped() async throws {
        let outcome = try await Program.run(["check"], in: folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a misspelt key is shown with its place and the right one")
    func misspelt() async throws {
        try folder.write("name: x\nrecord:\n  strat: '^a'\n", to: "rules/x.yaml")
        let outcome = try await Program.run(["check", folder.path("rules")], in: folder)
        #expect(outcome.status == 1)
        let text = outcome.output + outcome.errors
        #expect(text.contains("x.yaml:3:3: error: unknown"))
        #expect(text.contains("did you mean 'start'?"))
    }

    @Test("of two files with the same name both are checked")
    func namesakes() async throws {
        try folder.write("extends: log4j\nfils: []\n", to: "a/x.yaml")
        try folder.write("extends: log4j\nexclud: []\n", to: "b/x.yaml")
        let paths = [folder.path("a"), folder.path("b/x.yaml")]
        let outcome = try await Program.run(["check"] + paths, in: folder)
        let text = outcome.output + outcome.errors
        #expect(text.contains("did you mean 'files'?"))
        #expect(text.contains("did you mean 'exclude'?"))
        let both = try await Program.run(["check", folder.path("a"), folder.path("b")], in: folder)
        #expect((both.output + both.errors).contains("did you mean 'files'?"))
    }

    @Test("a rule's failing test is a problem")
    func failingTest() async throws {
        try folder.write(
            """
            extends: log4j
            tests:
              - name: wrong
                log: "2026-11-20 10:00:00,123 WARN  [a] b - c"
                expect: []
            """, to: "x.yaml")
        let outcome = try await Program.run(["check", folder.path("x.yaml")], in: folder)
        #expect(outcome.status == 1)
        #expect((outcome.output + outcome.errors).contains("wrong"))
    }

    @Test("--update lets a failing test expect what comes, and leaves the rest of the file as it is")
    func update() async throws {
        let text = """
            # mine
            extends: log4j
            tests:
              - name: wrong   # not for long
                log: "2026-11-20 10:00:00,123 WARN  [a] b.C - d"
                expect: []

            """
        let file = try folder.write(text, to: "x.yaml")
        let outcome = try await Program.run(["check", "--update", file], in: folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("1 test renewed: wrong"))
        let event = "{ type: log, level: warn, source: b.C, message: d }"
        #expect(
            try String(contentsOfFile: file, encoding: .utf8)
                == text.replacing("expect: []", with: "expect: [\(event)]"))
        #expect(try folder.names().filter { $0.hasSuffix(".new") }.isEmpty)
    }

    @Test("hints and warnings fail nothing, unless --strict says so; one's own files are counted apart")
    func severities() async throws {
        try folder.write("extends: log4j\nfiles: [\(folder.path("none.log"))]\n", to: "rules/a.yaml")
        let hinted = try await Program.run(["check", "--rules", folder.path("rules")], in: folder)
        #expect(hinted.status == 0 && hinted.errors.contains("a.yaml:2:9: hint: no file here matches"))
        #expect(hinted.output.hasPrefix("1 file of yours, ") && hinted.output.hasSuffix("all good, 1 hint\n"))
        try folder.write("extends: log4j\nfiles: [\(folder.path("none.log"))]\n", to: "rules/b.yaml")
        let warned = try await Program.run(["check", folder.path("rules")], in: folder)
        #expect(warned.status == 0 && warned.errors.contains("b.yaml:2:9: warning: the rule file 'a' reads"))
        #expect(warned.output == "2 files, no tests: 1 warning, 2 hints\n")
        let strict = try await Program.run(["check", "--strict", folder.path("rules")], in: folder)
        #expect(strict.status == 1)
        let json = try await Program.run(["check", "--json", folder.path("rules")], in: folder)
        #expect(json.output.hasPrefix(#"{"good":true,"errors":0,"warnings":1,"hints":2,"#))
    }

    @Test("a faulty configuration is a problem, and its rules are checked all the same")
    func faultyConfiguration() async throws {
        try folder.write("fils: []\n", to: "rules/a.yaml")
        let text = "rules: [\(folder.path("rules")), \(folder.path("ruls"))]\nstat: x\n"
        let file = try folder.write(text, to: "stacktail.yaml")
        let outcome = try await Program.run(["check", "--config", file, "--json"], in: folder)
        #expect(outcome.status == 1)
        for fault in ["unknown field 'stat'", "unknown field 'fils'"] { #expect(outcome.output.contains(fault)) }
        try folder.write(text.replacing("stat: x", with: ""), to: "stacktail.yaml")
        let missing = try await Program.run(["check", file], in: folder)
        #expect(missing.status == 1 && missing.errors.contains("stacktail.yaml:1:"))
        #expect(missing.errors.contains("error: the directory of rules"))
        let none = try await Program.run(["check", "--config", folder.path("none.yaml")], in: folder)
        #expect(none.status == 3)
    }

    @Test("a key that everybody can read is warned of")
    func openKey() async throws {
        try folder.write("0123456789abcdef", to: "key")
        let key = folder.path("key")
        let text = "projects: { default: { exceptionless: { api_key: '${file:\(key)}' } } }\n"
        let file = try folder.write(text, to: "stacktail.yaml")
        for (mode, isTold) in [("644", true), ("640", false)] {
            try await Tool.run("/bin/chmod", [mode, key])
            let outcome = try await Program.run(["check", file], in: folder)
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("every user of this host can read '\(key)'") == isTold)
        }
    }

    @Test("schema and reference are printed", arguments: [["--schema", "rule-file"], ["--reference"]])
    func definitions(arguments: [String]) async throws {
        let outcome = try await Program.run(["check"] + arguments, in: folder)
        #expect(outcome.status == 0 && outcome.output.contains("flush_after"))
    }

    @Test("a usage error that is found late points to the command's own help")
    func lateUsageError() async throws {
        let outcome = try await Program.run(["send", "x", "--project", "none"], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("See 'stacktail send --help'"))
    }

    @Test("a limit that is not whole is refused, not ignored")
    func halfALimit() async throws {
        try folder.write(
            """
            extends: log4j
            rules:
              - { name: a, when: { message: x }, limit: { events: 1 }, event: { type: log } }
            """, to: "x.yaml")
        let outcome = try await Program.run(["check", folder.path("x.yaml")], in: folder)
        #expect(outcome.status == 1)
        #expect((outcome.output + outcome.errors).contains("'limit' needs 'per'"))
    }

    @Test(
        "a malformed configuration stops run with status 3 and says where", arguments: ["projects: [", "stat: /tmp\n"])
    func configuration(text: String) async throws {
        let file = try folder.write(text, to: "stacktail.yaml")
        let outcome = try await Program.run(["run", "--config", file], in: folder)
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("stacktail.yaml:"))
    }

    @Test("a configuration that is not there is named")
    func absent() async throws {
        let outcome = try await Program.run(["run", "--config", folder.path("none.yaml")], in: folder)
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("none.yaml"))
    }
}
