import Testing

@Suite("replay reads files once", .timeLimit(.minutes(10)))
struct ReplayTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private let log = """
        2026-11-20 10:00:00,123 INFO  [main] com.acme.Billing - started
        2026-11-20 10:00:01,123 ERROR [pool-1] com.acme.Billing - order 17 failed
        java.lang.IllegalStateException: order 17 has no lines
        \tat com.acme.Order.check(Order.java:12)
        \tat com.acme.Billing.run(Billing.java:99)
        2026-11-20 10:00:02,123 WARN  [pool-1] com.acme.Billing - order 18 declined

        """

    @Test("an error with its trace is one event, with frames and its place in the file")
    func trace() async throws {
        let file = try folder.write(log, to: "app.log")
        let outcome = try await Program.run(["replay", file], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let error = try #require(outcome.events.first { $0["type"] as? String == "error" })
        let data = try #require(error["data"] as? [String: Any])
        let exception = try #require(data["@error"] as? [String: Any])
        #expect(exception["type"] as? String == "java.lang.IllegalStateException")
        #expect(exception["message"] as? String == "order 17 has no lines")
        #expect((exception["stack_trace"] as? [Any])?.count == 2)
        #expect(data["@submission_method"] as? String == "log-replay")
        let place = try #require(data["log"] as? [String: Any])
        #expect(place["first_line"] as? Int == 2)
        #expect(place["last_line"] as? Int == 5)
        #expect(error["source"] as? String == "com.acme.Billing")
        #expect(outcome.events.count == 3)
    }

    @Test("standard input is read where the file is -")
    func standardInput() async throws {
        let outcome = try await Program.run(["replay", "-"], in: folder, input: log)
        #expect(outcome.status == 0)
        #expect(outcome.events.count == 3)
    }

    @Test("--as takes a rule file by its path, --all prints what its rules drop")
    func rulesAndAll() async throws {
        let file = try folder.write(log, to: "app.log")
        let rules = try folder.write(
            """
            extends: log4j
            rules:
              - { name: quiet, when: { level: ..warn }, drop: true }
            """, to: "mine.yaml")
        let wanted = try await Program.run(["replay", "--as", rules, file], in: folder)
        #expect(wanted.events.count == 1, "\(wanted.errors)")
        let all = try await Program.run(["replay", "--as", rules, "--all", file], in: folder)
        #expect(all.events.count == 3, "\(all.errors)")
    }

    @Test("binary garbage becomes valid JSON, and nothing stops")
    func garbage() async throws {
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
        let file = folder.path("garbage.log")
        try #require(FileManagerBytes.write(bytes, to: file))
        let outcome = try await Program.run(["replay", "--all", file], in: folder)
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(!lines.isEmpty)
        #expect(lines.count == outcome.events.count)
    }

    @Test("a file that is not there is named, the others are read, and the status is 1")
    func missing() async throws {
        let file = try folder.write(log, to: "app.log")
        let outcome = try await Program.run(["replay", folder.path("absent.log"), file], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("absent.log"))
        #expect(outcome.events.count == 3)
    }

    @Test("a usage error has status 2", arguments: [["replay"], ["replay", "--frobnicate", "x"], ["frobnicate"]])
    func usage(arguments: [String]) async throws {
        let outcome = try await Program.run(arguments, in: folder)
        #expect(outcome.status == 2)
        #expect(!outcome.errors.isEmpty)
        #expect(outcome.output.isEmpty)
    }

    @Test("a compressed file reads like the plain one")
    func compressed() async throws {
        let file = try folder.write(log, to: "app.log")
        let plain = try await Program.run(["replay", file], in: folder)
        try await Tool.run("/bin/gzip", [file])
        let compressed = try await Program.run(["replay", file + ".gz"], in: folder)
        #expect(compressed.events.count == 3)
        #expect(
            plain.events.compactMap { $0["message"] as? String }
                == compressed.events.compactMap { $0["message"] as? String })
    }
}
