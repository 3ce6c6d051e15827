import Foundation
import Testing

@Suite("explain takes a line apart", .timeLimit(.minutes(10)))
struct ExplainTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private let log = """
        2026-11-20 10:00:00,123 INFO  [main] com.acme.Billing - started
        2026-11-20 10:00:01,123 ERROR [pool-1] com.acme.Billing - order 17 failed
        java.lang.IllegalStateException: order 17 has no lines
        \tat com.acme.Order.check(Order.java:12)
        2026-11-20 10:00:02,123 WARN  [pool-1] com.acme.Billing - order 18 declined

        """

    private func json(_ arguments: [String]) async throws -> [String: Any] {
        let outcome = try await Program.run(["explain", "--json"] + arguments, in: folder)
        return try #require(outcome.events.first, "\(outcome.errors)")
    }

    private func record(_ explanation: [String: Any]) throws -> [String: Any] {
        try #require((explanation["records"] as? [[String: Any]])?.first)
    }

    @Test("FILE:LINE explains the whole record that the line is part of")
    func lineOfFile() async throws {
        try folder.write(log, to: "app.log")
        let explanation = try await json(["app.log:4"])
        #expect(explanation["taken_as"] as? String == "line 4 of the file app.log")
        #expect((explanation["rule_file"] as? [String: Any])?["chosen"] as? String == "fits")
        let record = try record(explanation)
        let place = try #require(record["record"] as? [String: Any])
        #expect(place["first_line"] as? Int == 2 && place["last_line"] as? Int == 4)
        #expect((record["trace"] as? [String: Any])?["language"] as? String == "java")
        #expect((explanation["records"] as? [Any])?.count == 1)
        let event = try #require((record["events"] as? [[String: Any]])?.first)
        #expect((event["event"] as? [String: Any])?["type"] as? String == "error")
        #expect((event["gate"] as? [String: Any])?["sent"] as? Bool == true)
    }

    @Test("an argument that names a file is one, --line makes it text, and the output says which")
    func ambiguity() async throws {
        try folder.write(log, to: "app.log")
        let file = try await json(["app.log"])
        #expect(file["taken_as"] as? String == "the file app.log")
        let text = try await json(["--line", "app.log"])
        #expect(text["taken_as"] as? String == "a line of text")
        let mixed = try await Program.run(["explain", "app.log", "2026"], in: folder)
        #expect(mixed.status == 2 && mixed.errors.contains("--line"))
    }

    @Test("the text shows how far a pattern got, without colours in a pipe, and the status says that no event came")
    func text() async throws {
        let rules = try folder.write(
            "record:\n  pattern: '^(?<level>[A-Z]+) (?<n>\\d{4}) (?<message>.*)'\n", to: "mine.yaml")
        let outcome = try await Program.run(["explain", "--as", rules, "WARN 12 low"], in: folder)
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("it does not match"))
        #expect(outcome.output.contains(#"^ \d{4} expected here"#))
        #expect(!outcome.output.contains("\u{1B}"))
        let good = try await Program.run(["explain", "--as", rules, "WARN 1234 low"], in: folder)
        #expect(good.status == 0 && good.output.contains("number 1 matches"), "\(good.output)")
    }

    @Test("standard input is read where the argument is -")
    func standardInput() async throws {
        let outcome = try await Program.run(["explain", "-"], in: folder, input: log)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("caused by") == false && outcome.output.contains("IllegalStateException"))
    }

    @Test(
        "what cannot be explained has its status", arguments: [(["explain"], 2), (["explain", "--file", "no.log"], 3)])
    func failures(arguments: [String], status: Int) async throws {
        let outcome = try await Program.run(arguments, in: folder)
        #expect(Int(outcome.status) == status && !outcome.errors.isEmpty)
    }

    @Test("it writes nothing")
    func writesNothing() async throws {
        try folder.write(log, to: "app.log")
        let state = folder.path("state")
        try folder.write("state: \(state)\nprojects: { default: { local: {} } }\n", to: "stacktail.yaml")
        let before = try folder.names().sorted()
        let outcome = try await Program.run(
            ["explain", "--config", folder.path("stacktail.yaml"), "app.log:5"], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.names().sorted() == before)
    }
}
