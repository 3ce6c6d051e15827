import Model
import Setup
import Testing

@Suite("A rule file that is not in force says why")
struct IdleRuleFilesTests {
    private let path = Path("/var/log/app.log")

    private func idle(_ files: [String: String], projects: [String]? = ["default"]) -> FileFacts.IdleRules? {
        let context = RuleContext(projects: projects, surroundings: Surroundings(files: files))
        return RuleBook.idle(naming: path, in: [Path("/r"), Path("/s")], context)
    }

    @Test func aFaultyOneThatNamesTheFile() {
        let found = idle(["/r/a.yaml": "files: [/var/log/*.log]\nfils: 1", "/s/b.yaml": "fils: 2"])
        #expect(found == .faulty(rules: "/r/a.yaml", fault: "line 2: unknown field 'fils'"))
    }

    @Test func aFaultyOneThatNamesOthersIsNotToBlame() {
        #expect(idle(["/r/a.yaml": "files: [/var/lib/*.log]\nfils: 1", "/s/b.yaml": "about: x"]) == nil)
    }

    @Test func oneThatIsNoYAMLAtAll() {
        guard case .faulty(let rules, _) = idle(["/r/a.yaml": "files: [/var/log/*.log\nrecord: {", "/s/x": ""]) else {
            Issue.record("not found")
            return
        }
        #expect(rules == "/r/a.yaml")
    }

    @Test func oneWhoseProjectIsNotConfigured() {
        let text = "files: [/var/log/*.log]\nproject: legacy"
        let found = idle(["/r/a.yaml": text, "/s/b.yaml": "about: x"])
        #expect(found == .missingProject(rules: "/r/a.yaml", project: "legacy"))
    }

    @Test func oneThatALaterDirectoryReplaces() {
        let found = idle(["/r/a.yaml": "files: [/var/log/*.log]", "/s/a.yaml": "files: [/srv/*.log]"])
        #expect(found == .shadowed(rules: "/r/a.yaml", by: "/s/a.yaml"))
    }

    /// Another one's fault does not keep it out.
    @Test func oneThatAnAgentHasNotTakenOver() {
        let found = idle(["/r/a.yaml": "files: [/var/log/*.log]", "/s/b.yaml": "fils: 2"])
        #expect(found == .notTakenOver(rules: "/r/a.yaml"))
    }

    @Test func nothingNamesIt() {
        #expect(idle(["/r/a.yaml": "files: [/srv/*.log]", "/s/b.yaml": "about: x"]) == nil)
    }
}

@Suite("The control socket's place")
struct SocketPlaceTests {
    private func places(_ text: String) throws -> [String] {
        let files = MemoryFiles(["/c.yaml": text])
        let surroundings = Surroundings(variable: { _ in nil }, files: files)
        let found = try #require(Configuration.places(Path("/c.yaml"), in: surroundings))
        return found.socketPlaces.map(\.description)
    }

    @Test func byTheConfigurationAlone() throws {
        let state = "/var/lib/stacktail/stacktail.sock"
        #expect(try places("log: { level: info }") == ["/run/stacktail/stacktail.sock", state])
        #expect(try places("state: /srv/s") == ["/srv/s/stacktail.sock"])
        #expect(try places("status: { socket: /run/x.sock }\nstate: /srv/s") == ["/run/x.sock"])
    }

    /// Who asks the agent need not be able to read its keys.
    @Test func withoutTheKeysAndWhateverElseIsWrong() throws {
        let key = "projects: { default: { exceptionless: { api_key: '${NOT_SET}' } } }"
        #expect(try places("state: /srv/s\n\(key)\nlimits: { line: 7 parsecs }") == ["/srv/s/stacktail.sock"])
    }

    @Test(arguments: ["run/x.sock", "/" + String(repeating: "x", count: 101)])
    func onlyWholeAndShortPaths(socket: String) {
        let checked = Configuration.read(
            Array("projects: { a: { local: {} } }\nstatus: { socket: \(socket) }".utf8), name: "c.yaml",
            in: Surroundings())
        #expect(checked.diagnostics.count == 1 && checked.diagnostics.hasErrors)
    }
}
