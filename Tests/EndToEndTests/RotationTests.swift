import Foundation
import LoopbackServer
import Testing
import WireFormat

/// Hazards B01, B04, B11, B12, B21 with the real logrotate and the real tools.
@Suite("run outlives every rotation", .timeLimit(.minutes(10)))
struct RotationTests {
    /// What logrotate is told, by the name that tests have for it.
    private static let modes = [
        "create": "create", "copytruncate": "copytruncate", "dateext": "create\ndateext\ndateformat -%Y%m%d-ROUND",
        "compress": "create\ncompress", "delaycompress": "create\ncompress\ndelaycompress",
        "xz": "create\ncompress\ncompresscmd /usr/bin/xz\ncompressext .xz",
        "zstd": "create\ncompress\ncompresscmd /usr/bin/zstd\ncompressoptions -q\ncompressext .zst",
        "bzip2": "create\ncompress\ncompresscmd /usr/bin/bzip2\ncompressext .bz2",
        "copytruncate, compress": "copytruncate\ncompress", "olddir": "create\nolddir old\ncreateolddir 0755 root root",
    ]

    private func configure(_ site: Site, _ mode: String) throws -> String {
        let log = site.folder.path("log/app.log")
        return try site.folder.write(
            "\(log) {\n rotate 30\n su root root\n nodelaycompress\n \(Self.modes[mode] ?? mode)\n}\n",
            to: "logrotate.conf")
    }

    /// Two rotations of one day would have the same name, which logrotate refuses.
    private func rotate(_ site: Site, _ configuration: String, round: Int) async throws {
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        try site.folder.write(text.replacing(/-ROUND|-round\d/, with: "-round\(round)"), to: "logrotate.conf")
        try await Tool.run("/usr/sbin/logrotate", ["-f", "-s", site.folder.path("logrotate.state"), configuration])
    }

    @Test("B01, B05: while it runs, nothing is lost or doubled", arguments: modes.keys.sorted())
    func running(mode: String) async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let configuration = try configure(site, mode)
        for round in 0..<3 {
            try site.folder.append((1...20).map { Site.trace(round * 20 + $0) }.joined(), to: "log/app.log")
            #expect(await site.server.waitForEvents(round * 20 + 20))
            try await rotate(site, configuration, round: round)
        }
        try site.folder.append(Site.trace(61), to: "log/app.log")
        #expect(await site.server.waitForEvents(61))
        #expect(site.orders.sorted() == Array(1...61))
        try await site.stop(agent)
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test(
        "B04, B12, B21: while it is stopped, three rotations, and only what is unread is read, once",
        arguments: modes.keys.sorted())
    func stopped(mode: String) async throws {
        let site = try await Site()
        let configuration = try configure(site, mode)
        var agent = try await site.agent()
        try site.folder.append((1...10).map(Site.trace).joined(), to: "log/app.log")
        #expect(await site.server.waitForEvents(10))
        try await site.stop(agent)
        for round in 1...3 {
            try site.folder.append((1...10).map { Site.trace(round * 10 + $0) }.joined(), to: "log/app.log")
            try await rotate(site, configuration, round: round)
        }
        try site.folder.append(Site.trace(41), to: "log/app.log")
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(41), "\(agent.errorsSoFar)")
        try await site.stop(agent)
        try await rotate(site, configuration, round: 9)
        try site.folder.append(Site.trace(42), to: "log/app.log")
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(42), "\(agent.errorsSoFar)")
        try await site.stop(agent)
        #expect(site.orders.sorted() == Array(1...42))
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test("B17: a link that flips to a file in another directory is followed at once")
    func flippedLink() async throws {
        let site = try await Site()
        try site.folder.append(Site.error(1), to: "log/.one")
        try FileManager.default.createDirectory(atPath: site.folder.path("data"), withIntermediateDirectories: true)
        try site.folder.append(Site.error(2), to: "data/two")
        let link = site.folder.path("log/current.log")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: ".one")
        let agent = try await site.agent()
        #expect(await site.server.waitForEvents(1))
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../data/two")
        #expect(await site.server.waitForEvents(2))
        try site.folder.append(Site.error(3), to: "log/.one")
        try site.folder.append(Site.error(4), to: "data/two")
        #expect(await site.server.waitForEvents(4))
        #expect(site.orders.sorted() == [1, 2, 3, 4])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("replay reads what each tool packed", arguments: ["gzip", "xz", "zstd", "bzip2"])
    func replay(tool: String) async throws {
        let folder = try Folder()
        let file = try folder.write((1...50).map(Site.trace).joined(), to: "app.log")
        try await Tool.run("/usr/bin/\(tool)", ["-q", file])
        let packed = try #require(try folder.names().first { $0.hasPrefix("app.log.") })
        let outcome = try await Program.run(["replay", folder.path(packed)], in: folder)
        #expect(outcome.status == 0 && outcome.events.count == 50, "\(outcome.errors)")
    }
}
