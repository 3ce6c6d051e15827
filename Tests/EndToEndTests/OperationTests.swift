import Foundation
import LoopbackServer
import Testing
import WireFormat

@Suite("run lives with files, rules and others", .timeLimit(.minutes(10)))
struct OperationTests {
    @Test("A09: a second agent on the same state leaves with status 75 and names the first")
    func secondAgent() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let second = try await site.start().outcome()
        #expect(second.status == 75)
        #expect(second.errors.contains("\(agent.processID)"))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("A09: one with another state directory gives the same events the same ids, and the server keeps each once")
    func otherState() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.append(Site.error(1) + Site.trace(2), to: "log/app.log")
        #expect(await site.server.waitForEvents(2))
        let configuration = try String(contentsOfFile: site.folder.path("stacktail.yaml"), encoding: .utf8)
        let other = try site.folder.write(
            configuration.replacing(site.folder.path("state"), with: site.folder.path("other")), to: "other.yaml")
        let second = try await Program(["run", "--config", other], in: site.folder)
        #expect(await second.says("is ready"))
        try site.folder.append(Site.error(3), to: "log/app.log")
        #expect(await site.server.wait { $0.events.count + $0.duplicates.count >= 6 })
        try await site.stop(agent)
        try await site.stop(second)
        #expect(site.orders.sorted() == [1, 2, 3])
        #expect(site.server.ledger.duplicates.count == 3 && site.server.ledger.changedRepeats.isEmpty)
        await site.server.stop()
    }

    @Test("a faulty rule file is named as not in force, and the others are")
    func faulty() async throws {
        let site = try await Site()
        try site.folder.write("extends: log4j\nfils: []\n", to: "rules.d/bad.yaml")
        let agent = try await site.agent()
        #expect(
            agent.errorsSoFar.contains("not in force, for the faults above: \(site.folder.path("rules.d/bad.yaml"))"))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("a file that becomes faulty stays in force as it was, others come into force, and status says so")
    func reloadPerFile() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let rules = Site.rules.replacing("LOGS", with: site.folder.path("log"))
        try site.folder.write(rules + "\nfils: []\n", to: "rules.d/app.yaml")
        try site.folder.write("extends: log4j\nfiles: ['\(site.folder.path("other"))/*.log']\n", to: "rules.d/new.yaml")
        agent.signal(1)
        #expect(await agent.says("2 rule files are in force"))
        #expect(agent.errorsSoFar.contains("unknown field 'fils'; its last good version stays in force"))
        try site.folder.append(Site.error(1), to: "log/app.log")
        try site.folder.write(Site.error(2), to: "other/x.log")
        #expect(await site.server.waitForEvents(2))
        let status = try await site.status()
        #expect(status.output.contains("its last good version stays in force"))
        try site.folder.write(rules, to: "rules.d/app.yaml")
        try await Tool.run("/bin/rm", [site.folder.path("rules.d/new.yaml")])
        agent.signal(1)
        #expect(await agent.says("1 rule file is in force"))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("SIGHUP brings new rules into force; faulty ones change nothing")
    func reload() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.write("extends: log4j\nfils: []\n", to: "rules.d/bad.yaml")
        agent.signal(1)
        #expect(await agent.says("it is not in force"))
        #expect(agent.errorsSoFar.contains("did you mean 'files'?"))
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try site.folder.write("extends: log4j\nfiles: ['\(site.folder.path("other"))/*.log']\n", to: "rules.d/bad.yaml")
        agent.signal(1)
        #expect(await agent.says("2 rule files are in force"))
        try site.folder.write(Site.error(2) + Site.error(3), to: "other/x.log")
        #expect(await site.server.waitForEvents(3))
        #expect(Set(site.orders) == [1, 2, 3])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("B01: logrotate renames, and nothing is lost or doubled", arguments: ["create", "copytruncate", "dateext"])
    func logrotate(mode: String) async throws {
        let site = try await Site()
        let agent = try await site.agent()
        let log = site.folder.path("log/app.log")
        let rotation = try site.folder.write("\(log) {\n rotate 9\n su root root\n \(mode)\n}\n", to: "logrotate.conf")
        try site.folder.append((1...20).map(Site.error).joined() + Site.trace(21), to: "log/app.log")
        #expect(await site.server.waitForEvents(21))
        try await Tool.run(
            "/usr/sbin/logrotate", ["-f", "-s", site.folder.path("logrotate.state"), rotation])
        try site.folder.append((22...40).map(Site.trace).joined(), to: "log/app.log")
        #expect(await site.server.waitForEvents(40))
        #expect(site.orders.sorted() == Array(1...40))
        try await site.stop(agent)
        #expect(site.server.ledger.duplicates.isEmpty)
        await site.server.stop()
    }

    @Test("B11: a log that is rotated away while it is stopped is read to its end")
    func rotatedWhileDown() async throws {
        let site = try await Site()
        var agent = try await site.agent()
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        try site.folder.append(Site.error(2), to: "log/app.log")
        try site.folder.rename("log/app.log", to: "log/app.log.1")
        try site.folder.append(Site.error(3), to: "log/app.log")
        try site.folder.rename("log/app.log.1", to: "log/app.log.2")
        try site.folder.rename("log/app.log", to: "log/app.log.1")
        try site.folder.append(Site.error(4), to: "log/app.log")
        agent = try await site.agent()
        #expect(await site.server.waitForEvents(4))
        #expect(site.orders.sorted() == [1, 2, 3, 4])
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("a file that may not be read is named, and read once it may be")
    func unreadable() async throws {
        let site = try await Site()
        let agent = try await site.agent()
        try site.folder.write("a FIFO is none of our business", to: "log/ok.txt")
        try await Tool.run("/usr/bin/mkfifo", [site.folder.path("log/pipe.log")])
        #expect(await agent.says("pipe.log is no log file but a FIFO"))
        try site.folder.append(Site.error(1), to: "log/app.log")
        #expect(await site.server.waitForEvents(1))
        try await site.stop(agent)
        await site.server.stop()
    }

    @Test("the demo runs, shows its events and leaves nothing")
    func demo() async throws {
        let folder = try Folder()
        let outcome = try await Program.run(
            ["demo", "--seconds", "2"], in: folder, environment: ["TMPDIR": folder.path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("PaymentException"))
        #expect(outcome.output.contains("as the server would group them"))
        #expect(try !folder.names().contains { $0.hasPrefix("stacktail-demo") })
    }
}
