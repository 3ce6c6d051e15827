import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("run lives with the host's limits and habits", .timeLimit(.minutes(10)))
struct EnvironmentTests {
    /// Runs what follows it in a shell that `prepare` has changed.
    private func shell(_ prepare: String) -> [String] { ["/bin/bash", "-c", "\(prepare); exec \"$0\" \"$@\""] }

    private func rules(_ files: String) -> String {
        "extends: log4j\nfiles: [\(files)]\nread_from: beginning\nrecord: { flush_after: 200ms }\n"
    }

    @Test("F07: with 64 descriptors, 200 files are all tailed, rotated ones to their end, and requests go out")
    func openFileLimit() async throws {
        let site = try await Site()
        for file in 0..<200 { try site.folder.append(Site.error(1_000 + file), to: "log/\(file).log") }
        let agent = try await site.agent(through: shell("ulimit -n 64"))
        #expect(agent.errorsSoFar.contains("raise LimitNOFILE"))
        #expect(await site.server.waitForEvents(200))
        for file in 0..<200 {
            try site.folder.append(Site.error(2_000 + file), to: "log/\(file).log")
            if file % 2 == 0 { try site.folder.rename("log/\(file).log", to: "log/\(file).log.1") }
            try site.folder.append(Site.error(3_000 + file), to: "log/\(file).log")
        }
        #expect(await site.server.waitForEvents(600))
        let open = try site.descriptors(of: agent)
        #expect(open <= 64)
        #expect(site.orders.sorted() == Array(1_000..<1_200) + Array(2_000..<2_200) + Array(3_000..<3_200))
        try await site.stop(agent)
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test(
        "F05: where the kernel allows two watches, or no inotify at all, directories are looked at every second",
        .enabled(if: Namespaces.areAllowed), arguments: ["max_inotify_watches", "max_inotify_instances"])
    func watchLimit(name: String) async throws {
        let site = try await Site(rules: rules("LOGS/**/*.log"))
        for number in 1...4 { try site.folder.append("", to: path(number, in: site)) }
        let count = name == "max_inotify_watches" ? 2 : 0
        let agent = try await site.agent(
            through: ["/usr/bin/unshare", "-Ur"] + shell("echo \(count) > /proc/sys/user/\(name)"))
        #expect(await agent.says("is looked at every"))
        for number in 1...4 { try site.folder.append(Site.error(number), to: path(number, in: site)) }
        #expect(await site.server.waitForEvents(4))
        #expect(site.orders.sorted() == [1, 2, 3, 4])
        try await site.stop(agent)
        await site.server.stop()
    }

    private func path(_ number: Int, in site: Site) throws -> String {
        try site.folder.write("", to: "log/\(number)/.keep")
        return "log/\(number)/app.log"
    }

    @Test("F15: a thousand files appear with their directories at once, and each is read from its beginning")
    func deepDirectories() async throws {
        let site = try await Site(rules: rules("LOGS/**/*.log"))
        let agent = try await site.agent()
        for number in 0..<1_000 {
            try site.folder.write(Site.error(number), to: "log/\(number)/b/c/f.log")
        }
        #expect(await site.server.waitForEvents(1_000))
        #expect(site.orders.sorted() == Array(0..<1_000))
        try await site.stop(agent)
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test("F16, F21: a parent that is renamed, replaced, or a link that flips to a new release")
    func replacedParents() async throws {
        let site = try await Site(rules: rules("LOGS/current/app/logs/*.log"))
        try site.folder.append("", to: path(release: 1, in: site))
        try link(release: 1, in: site)
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: path(release: 1, in: site))
        #expect(await site.server.waitForEvents(1))
        // The link flips.
        try site.folder.append(Site.error(2), to: path(release: 2, in: site))
        try link(release: 2, in: site)
        #expect(await site.server.waitForEvents(2))
        try site.folder.append(Site.error(3), to: path(release: 2, in: site))
        #expect(await site.server.waitForEvents(3))
        // A directory above is replaced.
        try site.folder.rename("log/release-2/app", to: "log/release-2/old")
        try site.folder.append(Site.error(4), to: path(release: 2, in: site))
        #expect(await site.server.waitForEvents(4))
        try site.folder.append(Site.error(5), to: path(release: 2, in: site))
        #expect(await site.server.waitForEvents(5))
        #expect(site.orders == [1, 2, 3, 4, 5])
        try await site.stop(agent)
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    private func path(release: Int, in site: Site) throws -> String {
        try site.folder.write("", to: "log/release-\(release)/app/logs/.keep")
        return "log/release-\(release)/app/logs/a.log"
    }

    private func link(release: Int, in site: Site) throws {
        let (link, new) = (site.folder.path("log/current"), site.folder.path("log/new"))
        try FileManager.default.createSymbolicLink(atPath: new, withDestinationPath: "release-\(release)")
        guard Foundation.rename(new, link) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    @Test("F14: names with newlines, spaces, dashes, 255 bytes and invalid UTF-8")
    func names() async throws {
        let site = try await Site()
        let long = String(repeating: "n", count: 251) + ".log"
        let names: [[UInt8]] = [
            Array("-rf.log".utf8), Array("a b.log".utf8), Array("new\nline.log".utf8), Array(long.utf8),
            [0xFF, 0xFE, 0x80] + Array(".log".utf8), Array("quote'\"\\.log".utf8),
        ]
        let agent = try await site.agent()
        for (number, name) in names.enumerated() {
            let path = Array((site.folder.path("log") + "/").utf8) + name
            let descriptor = (path + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o644) } ?? -1
            }
            #expect(descriptor >= 0)
            let line = Array(Site.error(number).utf8)
            _ = line.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            close(descriptor)
        }
        #expect(await site.server.waitForEvents(names.count))
        #expect(site.orders.sorted() == Array(0..<names.count))
        let files = site.server.received.compactMap { $0.json["data"]?["log"]?["file"]?.text }
        #expect(files.count == names.count && !files.contains { $0.contains("\n") })
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("F01, B23: a file and a directory that may be read at last are read at once", .enabled(if: getuid() == 0))
    func permissionGranted() async throws {
        let site = try await Site(rules: rules("LOGS/*.log, LOGS/sub/*.log"))
        try site.folder.append(Site.error(1), to: "log/a.log")
        try site.folder.write(Site.error(2), to: "log/sub/b.log")
        chmod(site.folder.path("log/a.log"), 0o600)
        chmod(site.folder.path("log/sub"), 0o700)
        chmod(site.folder.path, 0o755)
        try site.folder.write("", to: "state/.keep")
        for name in ["state", "log", "rules.d", "key", "stacktail.yaml"] {
            try await Tool.run(
                "/bin/chown",
                [name == "log" ? "nobody" : "-R", name == "log" ? "" : "nobody"]
                    .filter { !$0.isEmpty } + [site.folder.path(name)])
        }
        let agent = try await site.agent(through: [
            "/usr/bin/setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
        ])
        #expect(await agent.says("a.log: Permission denied"))
        #expect(await agent.says("sub: Permission denied"))
        chmod(site.folder.path("log/a.log"), 0o644)
        #expect(await site.server.waitForEvents(1))
        chmod(site.folder.path("log/sub"), 0o755)
        #expect(await site.server.waitForEvents(2))
        #expect(site.orders == [1, 2])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("C10, G06: what is no log, or the agent's own, is refused with a reason, and nothing waits for it")
    func refused() async throws {
        let site = try await Site(rules: rules("LOGS/*, /proc/self/status"))
        try await Tool.run("/usr/bin/mkfifo", [site.folder.path("log/pipe")])
        _ = FileManagerBytes.write([0x1F, 0x8B, 0x08, 0, 1, 2, 3, 4], to: site.folder.path("log/old"))
        _ = FileManagerBytes.write((0..<64).flatMap { [7, 0, 0, UInt8($0 % 20)] }, to: site.folder.path("log/wtmp"))
        let own = site.folder.path("log/own")
        let agent = try await site.agent(through: shell("exec 1>>\(own)"))
        for text in ["pipe is no log file but a FIFO", "old is gzip data", "wtmp is binary data", "own log"] {
            #expect(await agent.says(text), "\(text)")
        }
        #expect(await agent.says("a file of the kernel's, in proc"))
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        await site.server.stop()
    }
}

extension Site {
    /// How many the process has open now.
    fileprivate func descriptors(of agent: Program) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(agent.processID)/fd").count
    }
}

/// Whether a test may make a user namespace, in which limits of inotify hold for it alone.
private enum Namespaces {
    static let areAllowed: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["-Ur", "/bin/sh", "-c", "test -w /proc/sys/user/max_inotify_watches"]
        process.standardError = FileHandle.nullDevice
        return (try? process.run()).map { process.waitUntilExit() } != nil && process.terminationStatus == 0
    }()
}
