import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("run lives with what becomes of its state directory and its streams", .timeLimit(.minutes(10)))
struct StateTests {
    @Test(
        "A06: a full disk: reading waits, is told of once, and goes on by itself when there is room",
        .enabled("mounting is not allowed here") { await TinyDisk.isAllowed })
    func fullDisk() async throws {
        let site = try await Site()
        let disk = try await TinyDisk(at: site.folder.path("state"), size: "3m")
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        site.server.behave(.refuse(status: 503))
        try disk.fill()
        // More than the WAL has room for, which it was given before.
        let written = 501
        try site.folder.append((2...written).map(Site.trace).joined(), to: "log/app.log")
        #expect(await agent.says("Reading waits"))
        try disk.free()
        #expect(await agent.says("the journal takes events again"))
        site.server.behave(.accept)
        #expect(await site.server.waitForEvents(written))
        let outcome = try await site.stop(agent)
        #expect(site.orders.sorted() == Array(1...written))
        #expect(outcome.errors.components(separatedBy: "Reading waits").count == 2, "\(outcome.errors)")
        await disk.unmount()
        await site.server.stop()
    }

    @Test(
        "A06, F12: a disk smaller than the journal may be: it fills to its bound, memory stays, and all arrives later",
        .enabled("mounting is not allowed here") { await TinyDisk.isAllowed })
    func smallDisk() async throws {
        let site = try await Site()
        let disk = try await TinyDisk(at: site.folder.path("state"), size: "65m")
        site.server.behave(.refuse(status: 503))
        let agent = try await site.agent()
        #expect(agent.errorsSoFar.contains("make room, or lower journal.max_size"))
        let memory = agent.peakMemory
        let written = 2_000
        let padding = String(repeating: "x", count: 30_000)
        for first in stride(from: 1, to: written, by: 100) {
            let lines = (first..<(first + 100)).map { Site.error($0).dropLast() + " \(padding)\n" }
            try site.folder.append(lines.joined(), to: "log/app.log")
        }
        #expect(await agent.says("Reading waits"))
        #expect(memory > 0 && agent.peakMemory - memory < 24 << 20, "half of the log")
        site.server.behave(.accept)
        #expect(await site.server.waitForEvents(written))
        #expect(agent.peakMemory - memory < 40 << 20)
        try await site.stop(agent)
        #expect(site.orders.sorted() == Array(1...written))
        await disk.unmount()
        await site.server.stop()
    }

    @Test("A06: a disk that refuses writes: the journal is opened anew, and nothing is lost or doubled")
    func refusedWrites() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await agent.limit(fileSize: 1)
        try site.folder.append((2...50).map(Site.trace).joined(), to: "log/app.log")
        #expect(await agent.says("Reading waits"))
        try await agent.limit(fileSize: nil)
        #expect(await agent.says("the journal takes events again"))
        #expect(await site.server.waitForEvents(50))
        try site.folder.append(Site.error(51), to: "log/app.log")
        #expect(await site.server.waitForEvents(51))
        try await site.stop(agent)
        #expect(site.orders.sorted() == Array(1...51))
        #expect(site.server.ledger.changedRepeats.isEmpty)
        await site.server.stop()
    }

    @Test("A07, A09: a state directory that is removed comes back with all that waits, and is held again")
    func removed() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        site.server.behave(.refuse(status: 503))
        try site.folder.append((1...20).map(Site.trace).joined(), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        try FileManager.default.removeItem(atPath: site.folder.path("state"))
        #expect(await agent.says("it is held again"))
        try site.folder.append(Site.error(21), to: "log/app.log")
        #expect(await agent.says("written anew with all that it held"))
        let second = try await site.start().outcome()
        #expect(second.status == 75)
        agent.signal(9)
        _ = try await agent.outcome()
        site.server.behave(.accept)
        agent = try await site.agent()
        try site.folder.append(Site.error(22), to: "log/app.log")
        #expect(await site.server.waitForEvents(22))
        try await site.stop(agent)
        #expect(site.orders.sorted() == Array(1...22))
        await site.server.stop()
    }

    @Test(
        "A05: a journal that is empty, cut, garbage or a directory: it starts, says so, and goes by read_from",
        arguments: ["empty", "cut", "garbage", "directory"])
    func spoilt(journal: String) async throws {
        let site = try await Site()
        var agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        let path = site.folder.path("state/journal.db")
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        switch journal {
        case "empty": try site.folder.write("", to: "state/journal.db")
        case "cut": try whole.prefix(whole.count / 2 + 1).write(to: URL(fileURLWithPath: path))
        case "garbage": try site.folder.write(Site.trace(0), to: "state/journal.db")
        case _: try site.folder.write("x", to: "state/journal.db/x")
        }
        try site.folder.append(Site.error(2), to: "log/app.log")
        agent = try await site.agent()
        #expect(agent.errorsSoFar.contains("journal.db.damaged-1"), "\(agent.errorsSoFar)")
        #expect(await site.server.waitForEvents(2))
        try await site.stop(agent)
        #expect(site.orders == [1, 2])
        #expect(site.server.ledger.changedRepeats.isEmpty)
        #expect(try site.folder.names(in: "state").contains("journal.db.damaged-1"))
        await site.server.stop()
    }

    @Test(
        "A06: a disk that may only be read, at the start, is named; it starts when there is another",
        .enabled("mounting is not allowed here") { await TinyDisk.isAllowed })
    func readOnly() async throws {
        let site = try await Site()
        let disk = try await TinyDisk(at: site.folder.path("state"), size: "3m")
        try await disk.remount("ro")
        let outcome = try await site.start().outcome()
        #expect(outcome.status == 3 && outcome.errors.contains("Read-only file system"), "\(outcome.errors)")
        try await disk.remount("rw")
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        await disk.unmount()
        await site.server.stop()
    }

    @Test(
        "A06: a full disk, at the start, is named; it starts when there is room",
        .enabled("mounting is not allowed here") { await TinyDisk.isAllowed })
    func fullAtStart() async throws {
        let site = try await Site()
        let disk = try await TinyDisk(at: site.folder.path("state"), size: "3m")
        try disk.fill()
        try site.folder.append(Site.error(1), to: "log/app.log")
        let outcome = try await site.start().outcome()
        #expect(outcome.status == 3 && outcome.errors.contains("No space left on device"), "\(outcome.errors)")
        try disk.free()
        let agent = try await site.agent()
        try site.folder.append(Site.error(2), to: "log/app.log")
        #expect(await site.server.waitForEvents(2))
        try await site.stop(agent)
        #expect(site.orders.sorted() == [1, 2])
        await disk.unmount()
        await site.server.stop()
    }

    @Test(
        "A07: a state directory that may not be entered any more is told of, and nothing is lost or read again",
        .enabled(if: geteuid() == 0, "only root becomes others"))
    func outOfReach() async throws {
        let site = try await Site()
        let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        let state = site.folder.path("state")
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try await Tool.run("/bin/chmod", ["-R", "a+rX", site.folder.path])
        try await Tool.run("/bin/chown", ["65534:65534", state])
        var agent = try await site.agent(through: nobody)
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await Tool.run("/bin/chmod", ["000", state])
        #expect(await agent.says("the state directory is out of reach"))
        let told = try await site.status()
        #expect(told.status == 1 && told.output.contains("the state directory is out of reach"), "\(told.output)")
        try site.folder.append(Site.error(2), to: "log/app.log")
        #expect(await site.server.waitForEvents(2))
        try await Tool.run("/bin/chmod", ["700", state])
        #expect(await agent.says("the state directory is within reach again"))
        #expect(try await site.status().status == 0)
        try await site.stop(agent)
        agent = try await site.agent(through: nobody)
        try site.folder.append(Site.error(3), to: "log/app.log")
        #expect(await site.server.waitForEvents(3))
        try await site.stop(agent)
        #expect(site.orders == [1, 2, 3])
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test("A15: SIGTERM amid a request that is never answered ends within the budget, and loses nothing")
    func stopBudget() async throws {
        let site = try await Site()
        site.server.behave(.stall)
        var agent = try await site.agent()
        try site.folder.append((1...5).map(Site.error).joined(), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        let outcome = try await site.stop(agent)
        #expect(outcome.status == 0 && !outcome.wasSignalled, "\(outcome.errors)")
        site.server.behave(.accept)
        site.server.release()
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(5))
        try await site.stop(agent)
        #expect(site.orders.sorted() == [1, 2, 3, 4, 5])
        await site.server.stop()
    }

    @Test(
        "A16: SIGHUP at the very start, and SIGTERM, SIGHUP and SIGTERM again during the stop: it ends once, in peace")
    func signals() async throws {
        let site = try await Site()
        site.server.behave(.stall)
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 1 })
        for signal: Int32 in [15, 1, 15, 1, 2] { agent.signal(signal) }
        let outcome = try await agent.outcome()
        #expect(outcome.status == 0 && !outcome.wasSignalled, "\(outcome.status) \(outcome.errors)")
        #expect(outcome.errors.components(separatedBy: "stopped").count == 2)
        site.server.release()
        await site.server.stop()
    }

    @Test(
        "F22: standard streams that came closed, or that nobody reads, change nothing",
        arguments: ["<&- >&- 2>&-", "2>&1 | head -c 1"])
    func streams(redirections: String) async throws {
        let site = try await Site()
        let script = "'\(Program.path)' run --config '\(site.folder.path("stacktail.yaml"))' \(redirections)"
        async let ended: Void = Tool.run("/bin/sh", ["-c", script])
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        site.server.behave(.refuse(status: 401), next: 1)
        try site.folder.append(Site.error(2), to: "log/app.log")
        #expect(await site.server.wait { $0.requestCount(for: .events) >= 2 })
        let lock = try String(contentsOfFile: site.folder.path("state/lock"), encoding: .utf8)
        let process = try #require(Int32(lock.trimmingCharacters(in: .newlines)), "it says something else: \(lock)")
        kill(process, 15)
        try await ended
        await site.server.stop()
    }
}

/// A small disk of a test's own.
struct TinyDisk {
    private let path: String
    private var ballast: String { path + "/ballast" }

    static var isAllowed: Bool {
        get async {
            guard let folder = try? Folder(), let disk = try? await TinyDisk(at: folder.path("disk"), size: "64k")
            else {
                return false
            }
            await disk.unmount()
            return true
        }
    }

    init(at path: String, size: String) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await Tool.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path])
    }

    /// Takes all room that is left.
    func fill() throws {
        let descriptor = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(descriptor, block, block.count) == block.count {}
    }

    func free() throws { try FileManager.default.removeItem(atPath: ballast) }

    func remount(_ option: String) async throws {
        try await Tool.run("/usr/bin/mount", ["-o", "remount,\(option)", path])
    }

    func unmount() async { _ = try? await Tool.run("/usr/bin/umount", ["-l", path]) }
}

extension Program {
    /// No file of it may grow beyond so many bytes; nil: any may. Writes fail then, as on a disk that refuses.
    func limit(fileSize: Int?) async throws {
        let soft = fileSize.map(String.init) ?? "unlimited"
        try await Tool.run("/usr/bin/prlimit", ["--pid", "\(processID)", "--fsize=\(soft):unlimited"])
    }
}
