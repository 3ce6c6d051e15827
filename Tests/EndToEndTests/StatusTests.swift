import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("status tells of the running agent and of each file", .timeLimit(.minutes(10)))
struct StatusTests {
    @Test("of the agent: files, events, deliveries, limits")
    func agent() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.append((1...3).map(Site.error).joined(), to: "log/app.log")
        #expect(await site.server.waitForEvents(3))
        let told = try await site.status()
        #expect(told.status == 0, "\(told.errors)")
        let document = try JSONReader.parse(told.output)
        #expect(document["running"] == true && document["well"] == true)
        #expect(document["agent"]?["process"]?.integer == Int64(agent.processID))
        #expect(document["files"]?["tailed"] == 1 && document["files"]?["lines"] == 3)
        let event: JSONValue = ["project": "default", "type": "log", "level": "Error", "count": 3]
        #expect(document["events"]?.elements == [event])
        #expect(document["projects"]?.elements?.first?["acknowledged_events"] == 3)
        #expect(document["rules"]?.elements?.first?["name"] == "app")
        #expect(document["limits"]?["open_files"] == "512")

        let text = try await site.status(json: false)
        #expect(text.output.hasPrefix("Well: 1 file is tailed"))
        let lines = text.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 || !$0.contains(" ") } && !text.output.contains("\u{1B}"))
        try await site.stop(agent)
        #expect(try !site.folder.names(in: "state").contains("stacktail.sock"))
        await site.server.stop()
    }

    @Test("without an agent it says so, with the remedy, and what the journal alone knows")
    func noAgent() async throws {
        let site = try await Site()
        var told = try await site.status(json: false)
        #expect(told.status == 3 && told.errors.contains("start it: systemctl start stacktail"))
        let agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        told = try await site.status()
        #expect(told.status == 3)
        var document = try JSONReader.parse(told.output)
        #expect(document["running"] == false && document["files"]?["remembered"] == 1)
        #expect(document["projects"]?.elements?.first?["queued_events"] == 0)
        document = try JSONReader.parse(try await site.status("log/app.log").output)
        #expect(document["reason"] == "no-agent")
        document = try JSONReader.parse(try await site.status("log/other").output)
        #expect(document["reason"] == "does-not-exist")
        await site.server.stop()
    }

    @Test("a socket that a killed agent left behind is replaced")
    func killed() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        agent.signal(9)
        _ = try await agent.outcome()
        #expect(try site.folder.names(in: "state").contains("stacktail.sock"))
        #expect(try await site.status().status == 3)
        agent = try await site.agent()
        #expect(try await site.status().status == 0)
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("of a file: one reason and its remedy")
    func reasons() async throws {
        let site = try await Site(rules: Site.rules + "\nexclude: ['**/debug*']")
        let (folder, log) = (site.folder, Site.error(1))
        for name in ["log/app.log", "log/debug.log", "log/app.log.1", "elsewhere/x.log", "third/x.log"] {
            try folder.write(log, to: name)
        }
        try await Tool.run("/bin/ln", [folder.path("log/app.log"), folder.path("log/same.txt")])
        try await Tool.run("/usr/bin/mkfifo", [folder.path("log/pipe.log")])
        let agent = try await site.agent()
        let third = "extends: log4j\nfiles: ['\(folder.path("third"))/*.log']\n"
        try folder.write(third + "fils: 1\n", to: "rules.d/third.yaml")
        #expect(await agent.says("third.yaml: line 3: unknown field 'fils'; it is not in force"))
        let expected = [
            "log/none.log": "does-not-exist", "log/APP.log": "other-spelling", "log": "directory",
            "log/pipe.log": "not-a-regular-file", "log/debug.log": "excluded", "log/app.log.1": "rotated",
            "elsewhere/x.log": "not-named", "log/same.txt": "second-name", "third/x.log": "faulty-rules",
        ]
        for (file, reason) in expected {
            let told = try await site.status(file)
            let document = try JSONReader.parse(told.output)
            #expect(told.status == 1 && document["tailed"] == false)
            #expect(document["reason"]?.text == reason, "\(file)")
            #expect(document["remedy"]?.text?.isEmpty == false)
        }
        let tailed = try await site.status("log/../log/app.log")
        let file = try JSONReader.parse(tailed.output)["file"]
        #expect(tailed.status == 0 && file?["size"] == .integer(Int64(log.utf8.count)))
        #expect(file?["events"] == 1 || file?["behind_seconds"] != nil)

        try await site.stop(agent)
        await site.server.stop()
    }
}

/// Other users, which only root can become.
@Suite("status and other users", .timeLimit(.minutes(10)), .enabled(if: geteuid() == 0, "only root becomes others"))
struct StatusUserTests {
    private static let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// The folder and the program, as far as another user must get.
    private func open(_ site: Site) async throws {
        try await Tool.run("/bin/chmod", ["-R", "a+rX", site.folder.path])
    }

    private func ask(_ site: Site, _ file: String? = nil, as user: [String]) async throws -> Program.Outcome {
        let arguments =
            ["status", "--json", "--config", site.folder.path("stacktail.yaml")] + (file.map { [$0] } ?? [])
        return try await Program(arguments, in: site.folder, through: user).outcome()
    }

    @Test("another user is kept out by the socket's mode, and if that is open, refused by name")
    func refused() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try await open(site)
        // As an unprivileged client of the agent's group would be answered, but this one has no group in common.
        let kept = try await ask(site, as: Self.nobody)
        #expect(kept.status == 3 && kept.output.isEmpty)
        #expect(kept.errors.contains("as user 'nobody' you may not ask the agent; use sudo"))
        try await Tool.run("/bin/chmod", ["666", site.folder.path("state/stacktail.sock")])
        let refused = try await ask(site, as: Self.nobody)
        #expect(refused.status == 3 && refused.output.isEmpty)
        #expect(refused.errors.contains("you are neither root, nor the agent's user"))
        let member = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--groups=0"]
        #expect(try await ask(site, as: member).status == 0)
        #expect(try await ask(site, as: []).status == 0)
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("what the agent's user may not read is seen, with the component and a command")
    func denied() async throws {
        let site = try await Site()
        for directory in ["state", "log", "log/sub"] {
            try FileManager.default.createDirectory(
                atPath: site.folder.path(directory), withIntermediateDirectories: true)
        }
        try await open(site)
        try await Tool.run("/bin/chown", ["65534:65534", site.folder.path("state")])
        let agent = try await Program(
            ["run", "--config", site.folder.path("stacktail.yaml")], in: site.folder, through: Self.nobody)
        #expect(await agent.says("is ready"), "\(agent.errorsSoFar)")
        let path = try site.folder.write(Site.error(1), to: "log/secret.log.tmp")
        try await Tool.run("/bin/chmod", ["640", path])
        try await Tool.run("/bin/chgrp", ["adm", path])
        try site.folder.rename("log/secret.log.tmp", to: "log/secret.log")
        #expect(await agent.says("secret.log: Permission denied"))
        let told = try JSONReader.parse(try await ask(site, as: []).output)
        #expect(told["well"] == false && told["troubles"]?.elements?.count == 1)
        let asked = try await ask(site, "log/secret.log", as: [])
        var document = try JSONReader.parse(asked.output)
        #expect(asked.status == 1 && document["reason"] == "file-denied")
        #expect(document["text"]?.text?.contains("'nobody' may not read") == true)
        #expect(document["remedy"]?.text?.contains("usermod -aG adm nobody") == true)

        try await Tool.run("/bin/chmod", ["600", site.folder.path("log/sub")])
        try site.folder.write("x", to: "log/sub/x.log")
        document = try JSONReader.parse(try await ask(site, "log/sub/x.log", as: []).output)
        #expect(document["reason"] == "not-named")
        try await Tool.run("/bin/chmod", ["700", site.folder.path("log")])
        document = try JSONReader.parse(try await ask(site, "log/new.log", as: []).output)
        #expect(document["reason"] == "directory-denied")
        #expect(document["text"]?.text?.contains("may not search the directory \(site.folder.path("log"))") == true)
        try await site.stop(agent)
        await site.server.stop()
    }
}

extension Site {
    /// What `status` says, of a file by its name in the folder.
    func status(_ file: String? = nil, json: Bool = true) async throws -> Program.Outcome {
        let options = json ? ["--json"] : []
        return try await Program.run(
            ["status", "--config", folder.path("stacktail.yaml")] + options + (file.map { [$0] } ?? []), in: folder)
    }
}
