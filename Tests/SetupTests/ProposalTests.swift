import Model
import Patterns
import Rules
import Setup
import Tailing
import Testing

/// Rule files that are proposed for logs of unknown kinds.
@Suite("explain --suggest") struct ProposalTests {
    /// A made-up log, and what its lines should be taken apart into.
    struct Sample: CustomTestStringConvertible, Sendable {
        var name: String
        var log: String
        /// Of the first record that has a level, or else of the first.
        var captures: [String: String]
        var form: String?
        var recordCount: Int

        var testDescription: String { name }
    }

    @Test("what is proposed passes check as it is printed, and takes the lines apart", arguments: samples)
    func sample(_ sample: Sample) throws {
        let proposal = try #require(propose(sample.log))
        let files = ["/r/mine.yaml": proposal.text]
        let context = RuleContext(surroundings: Surroundings(files: files))
        let book = RuleBook.load([], and: [Path("/r/mine.yaml")], in: context)
        let report = CheckReport(checking: book)
        #expect(report.diagnostics.rendered == "", "\(proposal.text)")
        #expect(report.testCount > 0)
        let file = try #require(book.files.first)
        let records = records(of: sample.log, by: file)
        #expect(records.count == sample.recordCount, "\(proposal.text)")
        let first = try #require(records.first { $0.level != nil } ?? records.first)
        for (name, value) in sample.captures {
            let captured = name == "message" ? first.message : first.field(name) ?? []
            #expect(String(decoding: captured, as: UTF8.self) == value, "\(name)\n\(proposal.text)")
        }
        #expect(first.time != nil || sample.form == nil, "\(proposal.text)")
        if let form = sample.form { #expect(file.timeTexts.first == form) }
    }

    private func propose(_ log: String, redactions: [Redaction] = [], known: RuleBook? = nil) -> RuleProposal? {
        let context = RuleContext(surroundings: Surroundings())
        return RuleProposal(
            for: Array(log.utf8), at: Path("/var/log/acme/billing-2026.log"),
            known: known ?? RuleBook.load([], in: context),
            redactedBy: redactions, context)
    }

    private func records(of log: String, by file: RuleFile) -> [Record] {
        let origin = Origin(path: Path("/x"), file: FileID(value: 0), ruleFile: file.name, project: file.project)
        var explainer = Explainer(file, of: origin, maker: EventMaker(), project: nil, limits: Limits())
        var framer = LineFramer(limits: Limits(), from: .zero)
        return
            (explainer.feed(framer.feed(Array(log.utf8)), at: RuleTest.moment) + explainer.finish(at: RuleTest.moment))
            .map(\.record)
    }

    @Test("its head has the schema's comment, a name and the file")
    func head() throws {
        let lines = try #require(propose(Self.samples[0].log)).text.split(separator: "\n")
        #expect(lines[0] == "# yaml-language-server: $schema=/usr/share/stacktail/rules/schema/rule-file.json")
        #expect(lines.contains("name: billing") && lines.contains("files: [/var/log/acme/billing-2026.log]"))
    }

    @Test("what must not be seen by others is not in the tests")
    func secrets() throws {
        let log = """
            2026-11-20 10:00:00 ERROR login failed: password=hunter2 for ann@example.org
            2026-11-20 10:00:01 WARN refused: Bearer abcdef0123456789 from ops
            2026-11-20 10:00:02 INFO paid with 4111 1111 1111 1111 for order s3cr3t

            """
        let own = Redaction(name: "own", pattern: try .init("s3cr3t"), replacement: "[own]")
        let text = try #require(propose(log, redactions: [own])).text
        for secret in ["hunter2", "ann@", "abcdef0123456789", "4111", "s3cr3t"] {
            #expect(!text.contains(secret), "\(secret)\n\(text)")
        }
        #expect(text.contains("password=[password]") && text.contains("[own]") && text.contains("10:00:02"))
    }

    @Test("a shipped rule file that fits already is named first")
    func fitting() throws {
        let files = ["/r/acme.yaml": "record: { pattern: '^(?<time>\\S+ \\S+) (?<level>[A-Z]+) (?<message>.*)' }\n"]
        let known = RuleBook.load(
            [], and: [Path("/r/acme.yaml")], in: RuleContext(surroundings: Surroundings(files: files)))
        let text = try #require(propose(Self.samples[0].log, known: known)).text
        #expect(text.contains("# 'acme' fits these lines already"))
        #expect(text.contains("#   extends: acme"))
    }

    @Test("a trace in the log is in a test")
    func trace() throws {
        let text = try #require(propose(Self.samples[0].log)).text
        #expect(text.contains("exception: java.lang.IllegalStateException"))
        #expect(text.contains("      \tat com.acme.Order.check(Order.java:12)"))
    }

    @Test("a line that the pattern leaves out has one of its own, and a test")
    func secondPattern() throws {
        let usual = (10...29).map { "2026-11-20 10:00:\($0) ERROR [worker] order failed\n" }.joined()
        let text = try #require(propose(usual + "2026-11-20 10:01:00 - bare words\n")).text
        #expect(text.contains("log: '2026-11-20 10:01:00 - bare words'"), "\(text)")
        #expect(text.split(separator: "\n").count { $0.hasPrefix("    - '^") } == 2, "\(text)")
    }

    @Test("for lines that have nothing in common nothing is proposed", arguments: ["", "\n\n", "one\n"])
    func nothing(log: String) { #expect(propose(log) == nil) }
}
