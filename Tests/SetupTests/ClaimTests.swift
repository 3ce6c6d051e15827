import Model
import Platform
import Setup
import Testing

/// What `check` says of the logs that are there, on a real disk.
@Suite("Globs and the files of this host")
struct ClaimTests {
    @Test("a glob that names nothing here is a hint")
    func idle() throws {
        let found = try diagnostics(["a.yaml": "files: [LOGS/app.log, LOGS/none*.log, LOGS/no/x.log]"])
        #expect(found.map(\.severity) == [.hint, .hint])
        #expect(found.map(\.column).count == 2)
        #expect(found.last?.help?.contains("there is no directory") == true)
        #expect(try report(["a.yaml": "files: [LOGS/none*.log]"]).isGood)
    }

    @Test("a file that was excluded is none")
    func excluded() throws {
        #expect(try diagnostics(["a.yaml": "files: [LOGS/*.log]\nexclude: [app*]"]).count == 1)
    }

    @Test("two rule files that name one file are told of, with both places")
    func shared() throws {
        let found = try diagnostics(["a.yaml": "files: [LOGS/*.log]", "b.yaml": "\nfiles: [LOGS/app.log]"])
        #expect(found.map(\.severity) == [.warning, .note])
        #expect(found.map(\.line) == [2, 1])
        #expect(found.first?.file.hasSuffix("b.yaml") == true && found.last?.file.hasSuffix("a.yaml") == true)
    }

    @Test("the same glob is told of though no such file is there")
    func same() throws {
        let text = "files: [LOGS/later.log]"
        let found = try diagnostics(["a.yaml": text, "b.yaml": text])
        #expect(found.filter { $0.severity == .warning }.map(\.line) == [1])
        #expect(found.filter { $0.severity == .hint }.count == 2)
    }

    @Test("globs that only could meet are not")
    func apart() throws {
        let found = try diagnostics(["a.yaml": "files: [LOGS/*.log]\nexclude: [app.log]", "b.yaml": "files: [LOGS/a*]"])
        #expect(found.filter { $0.severity == .warning }.isEmpty)
    }

    @Test("a file that reads nothing and that no other extends")
    func aimless() throws {
        let found = try diagnostics(["a.yaml": "about: x", "b.yaml": "extends: a\nfiles: [LOGS/app.log]"])
        #expect(found.isEmpty)
        let alone = try diagnostics(["a.yaml": "about: x"])
        #expect(alone.map(\.severity) == [.hint])
    }

    @Test("nobody is told to mend what came with the program")
    func shipped() throws {
        let found = try report(["a.yaml": "files: [LOGS/none.log]"], isShipped: true)
        #expect(found.diagnostics.isEmpty)
        #expect(found.summary == "1 shipped file, no tests: all good")
    }

    private func diagnostics(_ files: [String: String]) throws -> [Diagnostic] { try report(files).diagnostics }

    private func report(_ files: [String: String], isShipped: Bool = false) throws -> CheckReport {
        let place = try TemporaryDirectory()
        defer { try? place.remove() }
        let (logs, rules) = (place.path.appending("logs"), place.path.appending("rules"))
        for directory in [logs, rules] { try OwnFiles.makeDirectories(directory) }
        try FileWriter(appendingTo: logs.appending("app.log")).write("x\n")
        for (name, text) in files {
            try FileWriter(appendingTo: rules.appending(name)).write(text.replacing("LOGS", with: logs.description))
        }
        let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: DiskFiles()))
        return CheckReport(
            checking: RuleBook.load([rules], in: context), shipped: isShipped ? rules : nil, look: HostLogs.scan)
    }
}
