import Agent
import Exceptional
import Exceptionless
import Journaling
import Model
import Rules
import Setup
import Simulation
import Tailing
import Testing
import WireFormat

@Suite("What happens to files")
struct FileTests {
    @Test("a file that was there is read from where its rules say, later ones from their beginning")
    func firstStart() throws {
        for (from, expected) in [(RuleFile.ReadFrom.end, ["new"]), (.beginning, ["old", "new"])] {
            var rules = try World.rules()
            rules.readFrom = from
            var dialogue = try Dialogue(rules: [rules])
            try dialogue.write(line("old"))
            dialogue.look()
            try dialogue.write(line("new"))
            dialogue.wait()
            #expect(try dialogue.messages() == expected)
            try dialogue.write(line("later"), to: Path("/log/later.log"))
            dialogue.wait()
            #expect(try dialogue.messages() == expected + ["later"])
        }
    }

    @Test("F17: a file that may not be read is told of once, with what helps, and read when it may be")
    func unreadable() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        try dialogue.files.setReadable(false, Dialogue.log)
        for _ in 0..<3 { dialogue.wait() }
        #expect(dialogue.said.count == 1 && dialogue.count(ofSaid: "let the user that Stacktail runs as read it") == 1)
        #expect(dialogue.pipeline.status.filesTroubled == 1 && dialogue.pipeline.status.filesTailed == 0)
        try dialogue.files.setReadable(true, Dialogue.log)
        dialogue.wait()
        #expect(dialogue.said.last == "/log/app.log can be read now")
        #expect(dialogue.pipeline.status.filesTroubled == 0)
        #expect(try dialogue.messages() == ["1"])
    }

    @Test("a file's trouble is over as soon as its directory tells of a change")
    func readableAgain() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        try dialogue.files.setReadable(false, Dialogue.log)
        dialogue.look()
        #expect(dialogue.pipeline.status.filesTroubled == 1)
        try dialogue.files.setReadable(true, Dialogue.log)
        dialogue.notice(changed: Path("/log"))
        #expect(dialogue.pipeline.status.filesTroubled == 0 && dialogue.pipeline.status.filesTailed == 1)
        #expect(dialogue.said.last == "/log/app.log can be read now")
    }

    @Test("F02: a directory that may not be listed is told of once, and when it is well again")
    func unreadableDirectory() throws {
        var dialogue = try Dialogue()
        try dialogue.files.setReadable(false, Path("/log"))
        for _ in 0..<3 { dialogue.wait() }
        #expect(dialogue.said.count == 1 && dialogue.pipeline.status.filesTroubled == 1)
        try dialogue.files.setReadable(true, Path("/log"))
        dialogue.wait()
        #expect(dialogue.said.last == "/log can be looked at now")
        #expect(dialogue.pipeline.status.filesTroubled == 0)
    }

    @Test("a file cut to nothing begins a generation, and each record of both arrives once")
    func truncated() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1") + line("2") + line("3"))
        dialogue.wait()
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        try dialogue.write(line("4"))
        dialogue.wait()
        try dialogue.write(line("5"))
        dialogue.wait(.seconds(6))
        #expect(try dialogue.messages() == ["1", "2", "3", "4", "5"])
        #expect(try dialogue.journal.files().map(\.generation) == [1])
        #expect(dialogue.count(ofSaid: "was truncated") == 1)
    }

    @Test("B06: a file cut and filled again beyond where reading was is known by what stands in front of that place")
    func refilled() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        dialogue.clock.advance(by: .milliseconds(1))
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        try dialogue.write(line("22") + line("33") + line("44"))
        dialogue.wait(.seconds(6))
        #expect(try dialogue.messages() == ["1", "22", "33", "44"])
        #expect(try dialogue.journal.files().map(\.generation) == [1])
        #expect(try dialogue.events().last?["data"]?["log"]?["first_line"] == 3)
    }

    @Test("a deleted file is read to its end, and not held for long")
    func deleted() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.look()
        try dialogue.write(line("2"))
        try dialogue.files.remove(Dialogue.log)
        dialogue.look()
        #expect(dialogue.files.openCount == 1)
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"])
        #expect(dialogue.files.openCount == 0 && dialogue.pipeline.status.filesTailed == 0)
    }

    @Test("two rule files that name one file see it both, and it is read once")
    func shared() throws {
        var other = try World.rules()
        (other.name, other.project) = ("other", "elsewhere")
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(rules: [World.rules(), other], projects: projects)
        dialogue.look()
        let text = line("1") + line("2")
        try dialogue.write(text)
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2"] && dialogue.messages(of: "elsewhere") == ["1", "2"])
        let status = dialogue.pipeline.status
        #expect(status.bytesRead == ByteCount(text.utf8.count) && status.lineCount == 2)
        #expect(status.filesTailed == 1 && dialogue.files.openCount == 1)
    }

    @Test("two rule files that begin one file at different places see it from there")
    func sharedFromDifferentPlaces() throws {
        var (own, other) = (try World.rules(), try World.rules())
        (own.readFrom, other.readFrom) = (.end, .beginning)
        (other.name, other.project) = ("other", "elsewhere")
        let projects = ["default", "elsewhere"].map { Project(name: $0, destination: .local(LocalStore())) }
        var dialogue = try Dialogue(rules: [own, other], projects: projects)
        try dialogue.write(line("1") + line("2"))
        dialogue.look()
        try dialogue.write(line("3"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["3"] && dialogue.messages(of: "elsewhere") == ["1", "2", "3"])
    }

    @Test("lines that end in CR LF are lines")
    func carriageReturns() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let trace = "java.lang.IllegalStateException: broken\n\tat com.acme.Order.check(Order.java:12)\n"
        try dialogue.write((line("1") + trace + line("2")).replacing("\n", with: "\r\n"))
        dialogue.wait()
        let events = try dialogue.events()
        #expect(events.map { $0["message"]?.text } == ["1", "2"] && events.map { $0["type"] } == ["error", "log"])
        #expect(events[0]["data"]?["@error"]?["stack_trace"]?.elements?.count == 1)
        #expect(!events.contains { String(decoding: $0.encoded(), as: UTF8.self).contains(#"\r"#) })
    }
}

@Suite("What a project wants")
struct ProjectTests {
    @Test("a change of its settings prunes from then on")
    func settings() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1", "WARN") + line("2", "INFO"))
        dialogue.wait()
        dialogue.obey(["@@log:*": "Error"])
        try dialogue.write(line("3", "WARN") + line("4"))
        dialogue.wait()
        dialogue.obey(["@@log:*": "Info"])
        try dialogue.write(line("5", "INFO") + line("6", "DEBUG"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "4", "5"])
    }

    @Test("late events go to a server by its project's policy, and to a local project as they are")
    func late() throws {
        let key = try #require(APIKey("simulation-key"))
        let server = Project.Destination.exceptionless(ExceptionlessServer(apiKey: key))
        let cases: [(Project.Destination, Project.Late, [JSONValue?])] = [
            (server, .redate, [["late"]]), (server, .send, [nil]), (server, .drop, []),
            (.local(LocalStore()), .redate, [nil]), (try exceptional(), .redate, [nil]),
        ]
        for (destination, policy, tags) in cases {
            var project = Project(name: "default", destination: destination)
            project.late = policy
            var dialogue = try Dialogue(projects: [project])
            dialogue.look()
            try dialogue.write(line("1", date: "2026-09-01"))
            dialogue.wait()
            #expect(try dialogue.events().map { $0["tags"] } == tags)
            #expect(dialogue.pipeline.lossCounts[.late] ?? 0 == (policy == .drop ? 1 : 0))
        }
    }

    private func exceptional() throws -> Project.Destination {
        let (server, key) = (try #require(ServerURL("https://h")), try #require(APIKey("simulation-key")))
        return .exceptional(ExceptionalServer(Publisher(server: server, key: key, userAgent: "stacktail/0")))
    }

    @Test("what an Exceptional server has no form for is counted as that, whatever the gate would say")
    func noForm() throws {
        let project = Project(name: "default", destination: try exceptional())
        for (type, isTaken) in [("usage", false), ("error", true), ("deploy", true)] {
            var (rules, template) = (try World.rules(), EventTemplate())
            template.type = try Template(type)
            rules.rules = RuleSet([Rule(name: "typed", action: .event(template))])
            var dialogue = try Dialogue(rules: [rules], projects: [project])
            dialogue.look()
            try dialogue.write(line("1", "INFO"))
            dialogue.wait()
            #expect(try dialogue.events().count == (isTaken ? 1 : 0))
            #expect(dialogue.pipeline.lossCounts[.noForm] ?? 0 == (isTaken ? 0 : 1))
        }
    }

    @Test("a log of many late events makes one entry of the ledger")
    func lateMany() throws {
        let key = try #require(APIKey("simulation-key"))
        var project = Project(name: "default", destination: .exceptionless(ExceptionlessServer(apiKey: key)))
        project.late = .drop
        var dialogue = try Dialogue(projects: [project])
        dialogue.look()
        for number in 1...20 { try dialogue.write(line("\(number)", date: "2026-09-01")) }
        dialogue.wait(.seconds(6))
        let losses = try dialogue.journal.losses().map(\.loss)
        #expect(losses.map(\.count) == [20] && losses.map(\.path) == [Dialogue.log] && losses.map(\.range) == [nil])
    }
}
