import Foundation
import LoopbackServer
import Subprocess
import Testing
import WireFormat

@Suite("run publishes to Exceptional", .timeLimit(.minutes(10)))
struct PublishingTests {
    private static let destination = """
        exceptional: { server: 'SERVER', api_key: KEY, application_root: /srv/legacy, stage: test, protocol: 6 }
        """

    @Test(
        "an error with its trace arrives as one document, which an independent decoder reads as the server did",
        .enabled(if: Python.isThere, "python3 is not installed"), arguments: [6, 5])
    func trace(version: Int) async throws {
        let site = try await Site(destination: Self.destination.replacing("6 }", with: "\(version) }"))
        let agent = try await site.agent()
        try site.folder.append(Site.trace(17), to: "log/app.log")
        #expect(await site.server.waitForDocuments(1))
        let outcome = try await site.stop(agent)
        #expect(outcome.status == 0 && !outcome.errors.contains(StandInServer.usualKey))
        #expect(outcome.errors.contains("default to \(site.server.url) (Exceptional, protocol \(version))"))
        let document = try #require(site.server.ledger.documents.first)
        #expect(document.version == version && document.hash?.count == 32)
        #expect(document.json["exception"]?["exception_class"] == "java.lang.IllegalStateException")
        #expect(document.json["exception"]?["message"] == "order 17 has no lines")
        #expect(document.json["exception"]?["occurred_at"] == "2026-11-20T10:00:00Z")
        #expect(
            document.json["exception"]?["backtrace"] == [
                "Order.java:12:in `com.acme.Order.check'", "Billing.java:99:in `com.acme.Billing.run'", "... 3 more",
            ])
        #expect(document.json["application_environment"]?["application_root_directory"] == "/srv/legacy")
        #expect(document.json["client"]?["name"] == "stacktail")
        #expect(try await Python.decoded(document.body, version: version, in: site.folder) == document.json)
        let request = try #require(site.server.ledger.requests.first)
        #expect(site.server.ledger.requests.count == 1, "no settings are fetched")
        #expect(request.header("Content-Type") == "application/json" && request.header("Content-Encoding") == nil)
        #expect(request.header("Content-Length") == String(request.body.count))
        #expect(request.header("User-Agent")?.hasPrefix("stacktail/") == true)
        #expect(site.server.ledger.refusedDocuments.isEmpty)
        await site.server.stop()
    }

    @Test("a wrong key is told once and never shown, and the events are kept until it is right")
    func wrongKey() async throws {
        let wrong = "wrong/key&0123456789"
        let site = try await Site(key: wrong, destination: Self.destination)
        var agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await agent.says("the server does not take the key (status 401); events are kept"))
        let status = try await Program.run(["status", "--config", site.folder.path("stacktail.yaml")], in: site.folder)
        #expect(status.output.contains("the server does not take"), "\(status.output)")
        let outcome = try await site.stop(agent)
        for text in [outcome.errors, status.output, status.errors] {
            #expect(!text.contains(wrong) && !text.contains("wrong%2Fkey"), "\(text)")
        }
        #expect(outcome.errors.split(separator: "\n").count { $0.contains("events are kept") } == 1)
        #expect(site.server.ledger.documents.isEmpty)
        #expect(site.server.ledger.requests.first?.query("api_key") == "wrong%2Fkey%260123456789")
        try site.folder.write(StandInServer.usualKey + "\n", to: "key")
        agent = try await site.agent()
        #expect(await site.server.waitForDocuments(1))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("a dead server, a stall and a lost answer lose nothing")
    func deadServer() async throws {
        let site = try await Site(destination: Self.destination.replacing("protocol: 6", with: "timeout: 1s"))
        site.server.behave(.refuse(status: 503), at: .errors, next: 1)
        site.server.behave(.hangUp, at: .errors, next: 1)
        site.server.behave(.stall, at: .errors, next: 1)
        site.server.behave(.keepAndHangUp, at: .errors, next: 1)
        let agent = try await site.agent()
        try site.folder.append(Site.error(1) + Site.error(2), to: "log/app.log")
        // There is no id that a server could tell a repeat by: the answer that was lost costs a second occurrence.
        #expect(await site.server.waitForDocuments(3))
        try await site.stop(agent)
        let messages = site.server.ledger.documents.map { $0.json["exception"]?["message"]?.text }
        #expect(messages == ["order 1 failed", "order 1 failed", "order 2 failed"])
        await site.server.stop()
    }

    @Test("what the least level or the protocol excludes is not sent, and not silently")
    func excluded() async throws {
        let rules =
            Site.rules + """

                rules:
                  - { name: used, when: { message: '^used' }, event: { type: usage, message: 'used it' } }
                """
        let site = try await Site(destination: Self.destination, rules: rules)
        let agent = try await site.agent()
        let info = Site.error(1).replacing("ERROR", with: "INFO")
        let usage = "2026-11-20 10:00:00,123 ERROR [main] com.acme.Billing - used\n"
        try site.folder.append(info + usage + Site.error(2), to: "log/app.log")
        #expect(await site.server.waitForDocuments(1))
        let told = try await Program.run(
            ["status", "--json", "--config", site.folder.path("stacktail.yaml")], in: site.folder)
        let document = try JSONReader.parse(told.output)
        let loss = document["losses"]?.elements?.first { $0["reason"] == "no-form" }
        #expect(loss?["since_start"] == 1, "\(told.output)")
        try await site.stop(agent)
        #expect(site.server.ledger.documents.map { $0.json["exception"]?["message"] } == ["order 2 failed"])
        await site.server.stop()
    }

    @Test("check takes the configuration, and names what is wrong with it")
    func check() async throws {
        let site = try await Site(destination: Self.destination)
        let path = site.folder.path("stacktail.yaml")
        let good = try await Program.run(["check", "--config", path], in: site.folder)
        #expect(good.status == 0, "\(good.errors)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try site.folder.write(text.replacing("protocol: 6", with: "protokol: 7"), to: "stacktail.yaml")
        let bad = try await Program.run(["check", "--config", path], in: site.folder)
        #expect(bad.status != 0 && bad.errors.contains("did you mean 'protocol'?"), "\(bad.errors)")
        await site.server.stop()
    }
}

extension StandInServer {
    fileprivate func waitForDocuments(_ count: Int) async -> Bool { await wait { $0.documents.count >= count } }
}

/// A decoder that shares nothing with the program.
private enum Python {
    static var isThere: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: $0 + "/python3") }
    }

    private static let script = """
        import gzip, json, sys, zlib
        body = open(sys.argv[1], "rb").read()
        plain = gzip.decompress(body) if sys.argv[2] == "6" else zlib.decompress(body)
        sys.stdout.write(json.dumps(json.loads(plain.decode("utf-8"))))
        """

    static func decoded(_ body: [UInt8], version: Int, in folder: Folder) async throws -> JSONValue {
        let file = folder.path("body")
        try Data(body).write(to: URL(filePath: file))
        let result = try await Subprocess.run(
            .name("python3"), arguments: ["-c", script, file, String(version)],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else { throw Undecoded(errors: result.standardError) }
        return try JSONReader.parse(result.standardOutput)
    }

    struct Undecoded: Error { var errors: String }
}
