import Exceptionless
import Model
import Records
import Rules
import Setup
import Tailing
import Testing
import WireFormat

/// What the corpus says of each log, against the errors that come out where its lines went in.
@Suite("Events of the corpus") struct CorpusEventTests {
    /// What comes out otherwise, and why.
    private static let otherwise: [String: Comment] = [
        "perl/perl536_nl.log": "a message that ends with a line feed looks like any text",
        "perl/perl536_sig.log": "the warning above, which the corpus leaves out, has the form of an error",
    ]

    /// The settings of the logs that a file without any would not read.
    private static let settings = [
        "mixed/go_ts_prefixed.log": "envelope: time", "mixed/java_docker_json_file.log": "envelope: docker",
        "mixed/python_rsyslog_traditional.log": "envelope: syslog",
        "mixed/python_json_line.log": "record: { parse: json }",
    ]

    @Test("Each error of a log is one event, with its type and message")
    func everyEvent() throws {
        for sample in Sample.traces {
            let wanted = try sidecarEvents(of: sample)
            let made = events(of: sample, read: try Self.ruleFile(for: sample))
            guard wanted != made else { continue }
            withKnownIssue(Self.otherwise[sample.name] ?? "", isIntermittent: false) {
                Issue.record("\(sample.name): \(made) instead of \(wanted)")
            } when: {
                Self.otherwise[sample.name] != nil
            }
        }
    }

    /// Type and message of each event; what a database notes is none.
    private func sidecarEvents(of sample: Sample) throws -> [String] {
        let path = Sample.traceDirectory.appending(sample.name.replacing(".log", with: ".json"))
        let sidecar = try JSONReader.parse(try DiskFiles().contents(of: path, bytesMax: 1 << 20)[...])
        return (sidecar["events"]?.elements ?? [sidecar]).compactMap { event in
            let message = event["message"]?.text
            if event["level"]?.text == "LOG", message?.contains("terminated by signal") != true { return nil }
            return "\(event["exception_class"]?.text ?? "-"): \(message ?? "-")"
        }
    }

    private static func ruleFile(for sample: Sample) throws -> RuleFile {
        guard let text = settings[sample.name] else { return sample.file }
        let files = ["/r/x.yaml": text + "\nfiles: /var/log/a"]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        #expect(book.diagnostics.rendered == "")
        return try #require(book.files.first)
    }

    private func events(of sample: Sample, read file: RuleFile) -> [String] {
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        var interpreter = Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made =
            interpreter.feed(framer.feed(sample.log), at: RuleTest.moment)
            + interpreter.feed(framer.flushPartial(), at: RuleTest.moment)
            + interpreter.finish(at: RuleTest.moment)
        return made.flatMap(\.events).filter { $0.queued.type == "error" }.compactMap { event in
            guard let data = (try? JSONReader.parse(event.queued.body))?["data"],
                let error = data["@error"] ?? data["@simple_error"]
            else { return nil }
            return "\(error["type"]?.text ?? "-"): \(error["message"]?.text ?? "-")"
        }
    }
}
