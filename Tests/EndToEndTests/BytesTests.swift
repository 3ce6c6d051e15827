import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("Bytes, lines and times of real files", .timeLimit(.minutes(10)))
struct BytesTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        try #require(FileManagerBytes.write(bytes, to: folder.path(name)))
        return folder.path(name)
    }

    private func rules(_ keys: String) throws -> String {
        try folder.write("extends: log4j\n\(keys)\n", to: "mine.yaml")
    }

    private func line(_ message: String, level: String = "ERROR") -> String {
        "2026-11-20 10:00:00,123 \(level) [main] com.acme.Billing - \(message)\n"
    }

    @Test("C05: replay knows an encoding by its mark, and obeys the rule file's")
    func encodings() async throws {
        let utf16 = line("für 17 €").replacing("\n", with: "\r\n").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let marked = try await Program.run(["replay", try write([0xFF, 0xFE] + utf16, to: "marked.log")], in: folder)
        #expect(marked.messages == ["für 17 €"], "\(marked.errors)")
        let chinese = Array(line("XX").utf8).flatMap { $0 == UInt8(ascii: "X") ? [0xB4, 0xED] : [$0] }
        let named = try await Program.run(
            ["replay", "--as", try rules("encoding: GB18030"), try write(chinese, to: "named.log")], in: folder)
        #expect(named.messages == ["错错"], "\(named.errors)")
    }

    @Test("C05: check tells of an encoding that nobody knows, with its place and what may have been meant")
    func check() async throws {
        let outcome = try await Program.run(["check", try rules("encoding: UTF-61LE")], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("mine.yaml:2:11") || outcome.errors.contains("mine.yaml:2:11"))
        #expect((outcome.output + outcome.errors).contains("did you mean 'UTF-16LE'?"))
    }

    @Test("C06: a progress bar's steps and the entry behind it come apart, and no CR is in an event")
    func progress() async throws {
        let text = line("1") + "10%\r50%\r100%\r" + line("2") + line("3").replacing("\n", with: "\r\r\n") + "\r\n"
        let outcome = try await Program.run(["replay", try folder.write(text, to: "bar.log")], in: folder)
        #expect(outcome.messages == ["1\n10%\n50%\n100%", "2", "3"])
        let places = outcome.events.map { ($0["data"] as? [String: Any])?["log"] as? [String: Any] }
        #expect(places.map { $0?["first_line"] as? Int } == [1, 2, 3])
        #expect(!outcome.output.contains("\\r"))
    }

    @Test("C07, C11: a hole of 8 GiB costs nothing, and what stands behind it has its right place")
    func hole() async throws {
        let file = try folder.write("", to: "hole.log")
        try #require(truncate(file, 8 << 30) == 0)
        try folder.append(line("1") + line("2"), to: "hole.log")
        let outcome = try await Program.run(["replay", file], in: folder)
        #expect(outcome.messages == ["1", "2"])
        let data = outcome.events.last?["data"] as? [String: Any]
        #expect((data?["log"] as? [String: Any])?["offset"] as? Int == 8 << 30 + line("1").utf8.count)
        #expect((outcome.events.first?["data"] as? [String: Any])?["bytes_cut"] as? Int == 8 << 30)
    }

    @Test(
        "C04: lines of any length are capped and marked, and the next ones are whole", arguments: [200_000, 48 << 20])
    func longLines(bytes: Int) async throws {
        let text = line("1") + line(String(repeating: "x", count: bytes)) + line("3")
        let file = try folder.write(text, to: "long.log")
        let outcome = try await Program.run(["replay", file], in: folder)
        #expect(outcome.events.count == 3, "\(outcome.errors)")
        #expect(outcome.messages.first == "1" && outcome.messages.last == "3")
        #expect(outcome.output.utf8.count < 2 << 20)
        if bytes > 256 << 10 { #expect(outcome.errors.contains("line-cut: 1")) }
    }

    @Test("C14: whatever is in a line, each event is valid JSON and arrives")
    func hostile() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let deep = String(repeating: "[{\"a\":", count: 10_000)
        let hostile = [
            "\"\\/\u{8}\u{c}\t\u{0}\u{1f}\u{7f}", "\u{2028}\u{2029}\u{FEFF}\u{FFFF}", "\\ud800 \\u0000", deep,
        ]
        for text in hostile { try site.folder.append(line(text), to: "log/app.log") }
        #expect(await site.server.waitForEvents(hostile.count))
        try await site.stop(agent)
        #expect(site.server.ledger.discardedPosts.isEmpty)
        #expect(site.server.received.count == hostile.count)
        await site.server.stop()
    }

    @Test("F10: a compressed log of years ago has the years of its own time")
    func oldFile() async throws {
        let rules = try folder.write(
            """
            record:
              pattern: ['^(?<time>\\w+ +\\d+ [\\d:]+) (?<level>[A-Z]+) (?<message>.*)']
              time: syslog
              timezone: UTC
            """, to: "old.yaml")
        let file = try folder.write("Dec 31 23:59:59 ERROR 1\nJan  1 00:00:01 ERROR 2\n", to: "old.log")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_672_531_300)], ofItemAtPath: file)
        try await Tool.run("/bin/gzip", [file])
        let outcome = try await Program.run(["replay", "--as", rules, file + ".gz"], in: folder)
        let dates = outcome.events.map { ($0["date"] as? String)?.prefix(10) }
        #expect(dates == ["2022-12-31", "2023-01-01"], "\(outcome.errors)")
    }
}

extension Program.Outcome {
    fileprivate var messages: [String?] { events.map { $0["message"] as? String } }
}
