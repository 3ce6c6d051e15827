import Agent
import Journaling
import Model
import Platform
import Setup
import Simulation
import Tailing
import Testing

@Suite("What the reading half tells of itself")
struct StatusReportTests {
    private let rotated = Path("/log/app.log.1")

    @Test("a file with its identity, its places and its counts")
    func file() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("one") + line("two"))
        dialogue.look()
        var file = try #require(try dialogue.report(on: Dialogue.log).asked?.file)
        let first = ByteOffset(Int64(line("one").utf8.count))
        #expect(file.path == Dialogue.log && file.rules == ["app"] && file.state == .following)
        #expect(file.readTo == file.size && file.resume == first && file.behind == .zero)
        #expect(file.lineCount == 2 && file.eventCount == 1 && file.trouble == nil)
        #expect(try dialogue.files.status(of: Dialogue.log).inode == file.fingerprint.inode)
        dialogue.wait()
        file = try #require(try dialogue.report(on: Dialogue.log).asked?.file)
        #expect(file.resume == file.size && file.recordCount == 2 && file.eventCount == 2 && file.lag == nil)
    }

    @Test("F13: while the journal is full, the lag grows in bytes and in seconds, and the reason is told")
    func journalFull() throws {
        let padding = String(repeating: "x", count: 3_000)
        var dialogue = try Dialogue(journalSize: .mebibytes(1))
        dialogue.look()
        for order in 1...160 {
            try dialogue.write(line("\(order) \(padding)"))
            dialogue.look()
        }
        dialogue.clock.advance(by: .seconds(60))
        dialogue.look()
        let report = try dialogue.report(on: Dialogue.log)
        let file = try #require(report.asked?.file)
        #expect(file.state == .waiting && file.behind > .zero && file.behind == file.size - file.readTo)
        let lag = try #require(file.lag)
        #expect(lag >= .seconds(60) && lag < .seconds(70))
        #expect(report.tails.isPaused && report.tails.troubles.count == 1 && report.pause != nil)
        var facts = FileInquiry(dialogue.files, rules: report.rules).facts(of: Dialogue.log)
        facts.take(report, openFilesMax: 512)
        #expect(Untailed(facts).reason == .journalFull)

        try dialogue.write(line("161"))
        dialogue.look()
        let grown = dialogue.pipeline.status.bytesBehind - report.tails.bytesBehind
        #expect(grown == ByteCount(line("161").utf8.count), "it is seen to grow though it may not be read")

        while try !dialogue.deliver().isEmpty { dialogue.wait() }
        let after = try dialogue.report(on: Dialogue.log)
        #expect(after.asked?.file?.state == .following && after.asked?.file?.lag == nil)
        #expect(!after.tails.isPaused && after.tails.troubles.isEmpty)
    }

    @Test("the files that are furthest behind come first, and no more than were asked for")
    func furthest() throws {
        var dialogue = try Dialogue()
        for number in 1...30 { try dialogue.write(line("x"), to: Path("/log/\(number).log")) }
        dialogue.look()
        let report = try dialogue.report()
        #expect(report.files.count == 20 && report.tails.filesTailed == 30 && report.filesByRules == ["app": 30])
        #expect(report.asked == nil)
    }

    @Test("a trouble is told while it lasts")
    func trouble() throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("one"))
        try dialogue.files.setReadable(false, Dialogue.log)
        dialogue.wait(.seconds(31))
        #expect(try dialogue.report().tails.troubles.count == 1)
        let report = try dialogue.report(on: Dialogue.log)
        #expect(report.asked?.objection?.text.contains("Permission denied") == true && report.asked?.file == nil)
        #expect(dialogue.count(ofSaid: "Permission denied") == 1)
        #expect(try reason(Dialogue.log, dialogue) == .fileDenied)
        try dialogue.files.setReadable(true, Dialogue.log)
        dialogue.wait(.seconds(31))
        #expect(try dialogue.report().tails.troubles == [])
        #expect(try dialogue.report(on: Dialogue.log).asked?.file != nil)
    }

    @Test("losses that wait for their commit are told apart")
    func unsaved() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("one"))
        dialogue.wait()
        let report = try dialogue.report()
        let unsaved = report.unsavedLosses.values.reduce(0, +)
        #expect(try unsaved + dialogue.journal.lossTotals().values.reduce(0, +) == report.losses.values.reduce(0, +))
    }
}

/// What `status FILE` says of a path, gathered as the agent gathers it.
private func reason(_ path: Path, _ dialogue: Dialogue, limit: Int = 512) throws -> Untailed.Reason? {
    let report = try dialogue.report(on: path)
    if let file = report.asked?.file, file.isRead { return nil }
    var facts = FileInquiry(dialogue.files, rules: report.rules) { _ in nil }.facts(of: path)
    facts.take(report, openFilesMax: limit)
    return Untailed(facts).reason
}

@Suite("status FILE finds the reason on a disk")
struct FileInquiryTests {
    /// A rule file with an exclusion, and a walk over all that was made.
    private func dialogue(limits: Limits = Limits(), _ make: (Dialogue) throws -> Void) throws -> Dialogue {
        var rules = try World.rules()
        rules.files = try GlobSet(include: [Glob("/log/*"), Glob("/deep/*/*.log")], exclude: [Glob("/log/debug*")])
        var dialogue = try Dialogue(rules: [rules], limits: limits)
        try make(dialogue)
        dialogue.look()
        return dialogue
    }

    @Test(
        "of what lies beside a log",
        arguments: [
            ("/log/app.log", nil), ("/log/none", .doesNotExist), ("/nowhere/none", .doesNotExist),
            ("/log/App.LOG", .otherSpelling), ("/LOG/app.log ", .otherSpelling), ("/log", .directory),
            ("/log/pipe", .notRegular), ("/log/debug.log", .excluded), ("/log/app.log~", .leftover),
            ("/srv/x.log", .notNamed), ("/log/link", .secondName), ("/log/hard", .secondName),
        ] as [(String, Untailed.Reason?)])
    func beside(path: String, expected: Untailed.Reason?) throws {
        let dialogue = try dialogue { dialogue in
            for name in ["app.log", "debug.log", "app.log~"] {
                try dialogue.write(line("x \(name)"), to: Path("/log/\(name)"))
            }
            dialogue.files.makeSpecial(Path("/log/pipe"), kind: .fifo)
            try dialogue.files.symbolicLink(Path("/log/link"), to: Dialogue.log)
            try dialogue.files.link(Dialogue.log, as: Path("/log/hard"))
            try dialogue.files.makeDirectories(Path("/srv"))
            try dialogue.write(line("x"), to: Path("/srv/x.log"))
        }
        #expect(try reason(Path(path), dialogue) == expected)
    }

    @Test("a file that waits for a descriptor")
    func descriptors() throws {
        let dialogue = try dialogue { dialogue in
            try dialogue.write(line("x"))
            try dialogue.write(line("y"), to: Path("/log/b.log"))
            // The process has none left, and none of its own to give up.
            for _ in 1...20 { dialogue.files.fail(call: 1, with: .tooManyOpen, openOf: Path("/log/b.log")) }
        }
        #expect(try reason(Dialogue.log, dialogue) == nil)
        #expect(try reason(Path("/log/b.log"), dialogue) == .descriptors)
    }

    @Test("a rotated file that no pattern names, also compressed, and one that is gone")
    func rotated() throws {
        var rules = try World.rules()
        rules.files = try GlobSet(include: [Glob("/log/*.log")])
        var dialogue = try Dialogue(rules: [rules])
        try dialogue.write(line("x"))
        dialogue.look()
        try dialogue.write("y", to: Path("/log/app.log.2"))
        try dialogue.write("y", to: Path("/log/app.log.3.gz"))
        #expect(try reason(Path("/log/app.log.2"), dialogue) == .rotated)
        #expect(try reason(Path("/log/app.log.3.gz"), dialogue) == .rotated)
        dialogue.wait(.seconds(6))
        try dialogue.files.remove(Dialogue.log)
        dialogue.wait(.seconds(30))
        dialogue.wait(.seconds(30))
        #expect(try reason(Dialogue.log, dialogue) == .rotatedAway)
    }

    @Test("the directory that may not be listed is named")
    func directory() throws {
        let dialogue = try dialogue { dialogue in
            try dialogue.files.makeDirectories(Path("/deep/a"))
            try dialogue.write(line("x"), to: Path("/deep/a/x.log"))
            try dialogue.files.setReadable(false, Path("/deep"))
        }
        #expect(try reason(Path("/deep/a/x.log"), dialogue) == .directoryDenied)
        let facts = FileInquiry(dialogue.files, rules: try dialogue.report().rules) { _ in nil }
            .facts(of: Path("/deep/a/x.log"))
        guard case .denied(let denial) = facts.presence else { Issue.record("not denied"); return }
        #expect(denial.component == Path("/deep") && denial.right == .list)
    }

    @Test(
        "what the first bytes are",
        arguments: [
            ([0x1F, 0x8B, 0x08], .compressed), ([0x28, 0xB5, 0x2F, 0xFD], .compressed),
            ([0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x01, 0x00], .binary), ([0xFF, 0xFE, 0x41, 0x00], .text),
            ([0x41, 0x1B, 0x5B, 0x33, 0x0A], .text), ([0, 0, 0, 0], .text), ([], .text),
        ] as [([UInt8], FileFacts.Content)])
    func content(bytes: [UInt8], expected: FileFacts.Content) throws {
        let dialogue = try dialogue { try $0.files.append(bytes, to: Dialogue.log) }
        #expect(FileInquiry(dialogue.files, rules: []) { _ in nil }.facts(of: Dialogue.log).content == expected)
    }
}
