import Foundation
import LoopbackServer
import Testing

/// Logs on a file server: a bindfs process, which can be stopped amid all calls.
@Suite("run lives with file servers", .timeLimit(.minutes(10)), .enabled("no FUSE here") { await FileServer.isAllowed })
struct ServedFilesTests {
    private func site() async throws -> Site {
        try await Site(
            rules: "extends: log4j\nfiles: [LOGS/*.log, LOGS/served/*.log]\nread_from: beginning\n"
                + "record: { flush_after: 200ms }\n")
    }

    @Test("F08, F19: one that does not answer keeps its own files only, is told of, and what it has is read later")
    func silentServer() async throws {
        let site = try await site()
        let server = try await FileServer(of: site.folder)
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        try site.folder.append(Site.error(2), to: "elsewhere/app.log")
        #expect(await site.server.waitForEvents(2))
        server.process.signal(SIGSTOP)
        try site.folder.append(Site.error(3), to: "elsewhere/app.log")
        #expect(await agent.says("does not answer"))
        try site.folder.append(Site.error(4), to: "log/app.log")
        try site.folder.append(Site.error(5), to: "log/new.log")
        #expect(await site.server.waitForEvents(4))
        server.process.signal(SIGCONT)
        #expect(await site.server.waitForEvents(5))
        try await site.stop(agent)
        #expect(await agent.says("does not report changes"))
        #expect(site.orders.prefix(2).sorted() == [1, 2] && site.orders.dropFirst(2) == [4, 5, 3])
        try await server.unmount()
        await site.server.stop()
    }

    @Test("F08: one that is mounted while it runs, and named through a link, is looked at every second from then on")
    func mountedLater() async throws {
        let site = try await Site(
            rules: "extends: log4j\nfiles: [LOGS/*.log, LOGS/linked/*.log]\nread_from: beginning\n"
                + "record: { flush_after: 200ms }\n")
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.path("log/linked"), withDestinationPath: "served")
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        let server = try await FileServer(of: site.folder)
        try site.folder.append(Site.error(2), to: "elsewhere/app.log")
        #expect(await site.server.waitForEvents(2))
        try await site.stop(agent)
        #expect(await agent.says("does not report changes"))
        try await server.unmount()
        await site.server.stop()
    }

    @Test("F19, A15: with one that does not answer it stops within its budget, and goes on where it was")
    func stop() async throws {
        let site = try await site()
        let server = try await FileServer(of: site.folder)
        var agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "elsewhere/app.log")
        #expect(await site.server.waitForEvents(1))
        server.process.signal(SIGSTOP)
        #expect(await agent.says("does not answer"))
        agent.signal(SIGTERM)
        #expect(await agent.says("stopped"))
        // The kernel keeps the process until FUSE has closed its files, as it does with whoever is killed.
        server.process.signal(SIGCONT)
        let outcome = try await agent.outcome()
        #expect(outcome.status == 0 && !outcome.wasSignalled, "\(outcome.errors)")
        server.process.signal(SIGSTOP)
        try site.folder.append(Site.error(2), to: "elsewhere/app.log")
        try site.folder.append(Site.error(3), to: "log/app.log")
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(2))
        server.process.signal(SIGCONT)
        #expect(await site.server.waitForEvents(3))
        try await site.stop(agent)
        #expect(site.orders == [1, 3, 2])
        try await server.unmount()
        await site.server.stop()
    }
}

/// Serves a site's `elsewhere` as `log/served`.
private struct FileServer {
    let process: Program
    private let mount: String

    static var isAllowed: Bool {
        get async {
            guard let folder = try? Folder(), let server = try? await FileServer(of: folder) else { return false }
            return (try? await server.unmount()) != nil
        }
    }

    init(of folder: Folder) async throws {
        try folder.write("", to: "elsewhere/ready")
        mount = folder.path("log/served")
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
        // The shell gives way to bindfs, and leaves out the name of our own program.
        let serve = "exec /usr/bin/bindfs -f '\(folder.path("elsewhere"))' '\(mount)'"
        process = try await Program([], in: folder, through: ["/bin/sh", "-c", serve])
        while !FileManager.default.fileExists(atPath: mount + "/ready") {
            guard !process.isOver else { throw CocoaError(.fileNoSuchFile) }
            await Task.yield()
        }
    }

    func unmount() async throws {
        process.signal(SIGCONT)
        try await Tool.run("/usr/bin/umount", ["-l", mount])
        // Others' mount namespaces may have it still.
        process.signal(SIGKILL)
        _ = try await process.outcome()
    }
}
