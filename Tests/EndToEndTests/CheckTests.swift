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
