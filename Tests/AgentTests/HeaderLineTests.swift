import Model
import Records
import Rules
import Setup
import Simulation
import Testing
import WireFormat

/// Columns are named by lines that lie before the place where an agent begins to read.
@Suite("Header lines in front of the place") struct HeaderLinesInFrontOfThePlace {
    private func rules() throws -> RuleFile {
        var rules = try World.rules()
        rules.layout.start = nil
        rules.layout.parse = .columns(.w3c)
        rules.layout.header = Layout.w3cHeader
        rules.layout.levelForms = [.range(500...599, .error)]
        return rules
    }

    private func fields(_ dialogue: Dialogue, _ name: String) throws -> [String?] {
        try dialogue.events().map { $0["data"]?["fields"]?[name]?.text }
    }

    @Test("After a restart the columns have their names, those of the last header line")
    func restart() throws {
        var dialogue = try Dialogue(rules: [try rules()])
        try dialogue.write("#Fields: date time cs-uri-stem sc-status\n2026-11-20 10:00:00 /a 500\n")
        dialogue.wait()
        try dialogue.restart()
        try dialogue.write("2026-11-20 10:00:01 /b 501\n#Fields: sc-status cs-uri-stem\n")
        dialogue.wait()
        try dialogue.restart(stopping: true)
        try dialogue.write("502 /c\n")
        dialogue.wait()
        #expect(try fields(dialogue, "cs_uri_stem") == ["/a", "/b", "/c"])
        #expect(try fields(dialogue, "sc_status") == ["500", "501", "502"])
    }

    @Test("A log that is read from its end on has the names of its head")
    func readFromTheEnd() throws {
        var rules = try rules()
        rules.readFrom = .end
        var dialogue = try Dialogue(rules: [rules])
        try dialogue.write("#Fields: cs-uri-stem sc-status\n/old 500\n")
        dialogue.look()
        try dialogue.write("/new 503\n")
        dialogue.wait()
        #expect(try fields(dialogue, "cs_uri_stem") == ["/new"])
    }

    @Test("What is moved away while nobody looks is read on under its own header")
    func rotation() throws {
        var dialogue = try Dialogue(rules: [try rules()])
        try dialogue.write("#Fields: cs-uri-stem sc-status\n/a 500\n" + String(repeating: "/long 200\n", count: 200))
        dialogue.wait()
        try dialogue.write("/b 500\n")
        try dialogue.files.rename(Dialogue.log, to: Path("/log/app.log.1"))
        try dialogue.write("#Fields: sc-status cs-uri-stem\n500 /c\n")
        try dialogue.restart()
        dialogue.wait()
        let stems = try fields(dialogue, "cs_uri_stem").map { $0 ?? "none" }.sorted()
        #expect(stems == ["/a", "/b", "/c"])
    }
}
