import Model
import Platform
import Rules
import Setup
import Testing
import WireFormat

/// What `discover` makes of a directory of logs.
@Suite final class DiscoveryTests {
    private let folder: TemporaryDirectory
    private let now = SystemClock().now().wall
    private let context = RuleContext(surroundings: .ofThisProcess)

    init() throws { folder = try TemporaryDirectory("stacktail-test-discover") }
    deinit { try? folder.remove() }

    private func write(_ text: String, to name: String) throws {
        let path = folder.path.appending(name)
        try OwnFiles.makeDirectories(path.directory)
        try FileWriter(appendingTo: path).write(text)
    }

    private func walk(byName: Bool = false) -> LogWalk {
        var walk = LogWalk()
        walk.add(folder.path, in: LinuxFiles(), byName: byName)
        return walk
    }

    private func names(_ walk: LogWalk) -> [String] {
        walk.logs.map { String($0.path.description.dropFirst(folder.path.description.count + 1)) }
    }

    /// `own`: rule files beside the shipped ones, by name.
    private func found(own: [String: String] = [:]) throws -> [(finding: Discovery.Finding, glob: String)] {
        for (name, text) in own { try write(text, to: "rules.d/\(name)") }
        var sources = RuleSources(in: [Fixtures.shippedRules], files: DiskFiles())
        for name in own.keys.sorted() { sources.add(folder.path.appending("rules.d").appending(name)) }
        let book = RuleBook(sources, in: context)
        #expect(book.diagnostics.isEmpty)
        let discovery = Discovery(book, maker: EventMaker(), in: context, now: now)
        return try LogGroup.groups(of: walk().logs.filter { !$0.path.hasSuffix(".yaml") }).compactMap { group in
            try discovery.finding(group, in: LinuxFiles()).map { ($0, group.glob) }
        }
    }

    private func kinds(_ found: [(finding: Discovery.Finding, glob: String)]) -> [String] {
        found.map { found in
            switch found.finding.kind {
            case .tailed(let file): "tailed by \(file.name)"
            case .fits(let fit): fit.file.name
            case .generic: "generic"
            case .unknown: "unknown"
            }
        }
    }

    private func date(_ secondsAgo: Int64) -> String {
        String(Timestamp(seconds: now.seconds - secondsAgo).iso8601.prefix(19)).replacing("T", with: " ")
    }

    private func java(_ level: String, _ secondsAgo: Int64, _ message: String) -> String {
        "\(date(secondsAgo)),123 \(level)  [main] com.acme.Shop - \(message)\n"
    }

    @Test func copiesAndWhatIsEmptyAreNoLogs() throws {
        for name in [
            "a.log", "a.log.1", "a.log-20261120", "a.log.2026-11-20.1", "b.log.gz", "c.old", "d.log~",
            "e.log.dpkg-dist",
            "catalina.2026-11-19.log", "sub/deep/f.log", "access.2026-11-20",
        ] { try write("x\n", to: name) }
        try write("", to: "empty.log")
        #expect(names(walk()) == ["a.log", "access.2026-11-20", "catalina.2026-11-19.log", "sub/deep/f.log"])
    }

    @Test func aDirectoryOfMoreThanLogsIsSeenByNames() throws {
        for name in ["a.log", "a.txt", "b.out", "c.err", "logs/d", "log/e.txt", "logic/f", "g.log.json"] {
            try write("x\n", to: name)
        }
        #expect(names(walk(byName: true)) == ["a.log", "b.out", "c.err", "g.log.json", "log/e.txt", "logs/d"])
    }

    @Test func linksAreNotFollowedAndAFileOfTwoNamesIsOne() throws {
        try write("x\n", to: "a.log")
        try OwnFiles.link(folder.path.appending("a.log"), as: folder.path.appending("b.log"))
        let other = try TemporaryDirectory("stacktail-test-elsewhere")
        defer { try? other.remove() }
        try FileWriter(appendingTo: other.path.appending("x.log")).write("x\n")
        try OwnFiles.symbolicLink(folder.path.appending("d.log"), to: other.path.appending("x.log"))
        try OwnFiles.symbolicLink(folder.path.appending("e"), to: other.path)
        try OwnFiles.symbolicLink(folder.path.appending("c"), to: folder.path)
        #expect(names(walk()) == ["a.log"])
    }

    @Test func eachKindOfLogIsTold() throws {
        try write(java("ERROR", 60, "bad"), to: "java.log")
        try write("10:00:00 WARN slow\n10:00:01 WARN bad\n", to: "levels.log")
        try write("hello\nworld\n", to: "text.log")
        try write("ELF\u{0}\u{1}", to: "binary.log")
        try write(java("INFO", 60, "up"), to: "own.log")
        let found = try found(own: ["own.yaml": "extends: log4j\nfiles: [\(folder.path)/own.log]\n"])
        #expect(kinds(found) == ["log4j", "generic", "tailed by own", "unknown"])
        #expect(found.map(\.finding.errors?.count) == [1, 0, 0, nil])
    }

    @Test func aPersonsFileForOtherLogsIsNoKind() throws {
        try write("<error> shop: no route\n<error> shop: no route\n", to: "a.log")
        let record = #"record: { pattern: '^<(?<level>\w+)> (?<source>\w+): (?<message>.*)' }"#
        #expect(kinds(try found(own: ["zz.yaml": record])) == ["zz"])
        #expect(kinds(try found(own: ["yy.yaml": record + "\nfiles: [/nowhere/b.log]\n"])) == ["generic"])
    }

    @Test func theErrorsOfTheLastDayAreCounted() throws {
        let lines = [java("ERROR", 90_000, "old"), java("ERROR", 80_000, "a"), java("FATAL", 60, "b")]
        try write(lines.joined() + java("INFO", 1, "up"), to: "a.log")
        let finding = try #require(try found().first?.finding)
        #expect(finding.errors?.count == 2 && finding.errors?.isMinimum == false)
        let event = try JSONReader.parse(try #require(finding.example))
        #expect(event["message"] == "b")
    }

    @Test func ofALongLogTheEndIsSearchedAndTheCountSaysSo() throws {
        let line = java("ERROR", 60, String(repeating: "x", count: 5_000))
        let count = Discovery.recentBytesMax / line.utf8.count + 10
        try write(String(repeating: line, count: count), to: "a.log")
        let errors = try #require(try found().first?.finding.errors)
        #expect(errors.isMinimum && errors.count < count && errors.count > count - 20)
    }

    @Test func logsThatDifferInNumbersAreOneFinding() throws {
        for name in ["worker-1.log", "worker-2.log", "worker-2026-11-20.log"] {
            try write(java("ERROR", 60, name), to: name)
        }
        let found = try found()
        #expect(found.map(\.finding.others.count) == [2])
        #expect(found.map(\.finding.errors?.count) == [3])
        #expect(found.map(\.glob) == ["\(folder.path)/worker-*.log"])
    }

    @Test func whatIsWrittenIsAGoodRuleFile() throws {
        try write(java("ERROR", 60, "bad"), to: "it's [here].log")
        try write("10:00:00 WARN slow\n10:00:01 WARN bad\n", to: "levels.log")
        try write("hello\nworld\n", to: "text.log")
        let files = UserRuleFile.files(for: try found())
        #expect(files.map(\.name) == ["local-log4j.yaml", "local-logs.yaml"])
        var own: [String: String] = [:]
        for file in files { own[file.name] = file.text(project: nil, schema: "/x/rule-file.json") }
        #expect(own["local-log4j.yaml"]?.hasPrefix("# yaml-language-server: $schema=/x/rule-file.json\n") == true)
        #expect(kinds(try found(own: own)) == ["tailed by local-log4j", "tailed by local-logs", "unknown"])
        let project = files.first?.text(project: "web shop", schema: nil)
        #expect(project?.contains("project: 'web shop'\n") == true)
    }

    @Test func aLogAtItsUsualPlaceIsOfThatKindAndItsGlobIsWritten() throws {
        let java = java("ERROR", 60, "bad")
        try write(java, to: "a/own.log")
        try write(java, to: "b/other.log")
        // Another log there is of another kind.
        try write(java, to: "c/own.log")
        try write("<warning> slow\n", to: "c/else.log")
        let usual = ["a", "c"].map { "\(folder.path)/\($0)/*.log" }
        // Later by name, so that only the place can speak for it.
        let found = try found(own: ["zz.yaml": "extends: log4j\nusual_files: [\(usual.joined(separator: ", "))]\n"])
        #expect(kinds(found) == ["zz", "log4j", "generic", "zz"])
        let files = UserRuleFile.files(for: found)
        #expect(files.last?.globs == ["\(folder.path)/a/*.log", "\(folder.path)/c/own.log"])
    }
}
