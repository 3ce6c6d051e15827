import Model
import Records
import Rules
import Tailing
import WireFormat

/// Makes tests of a log's own first records: one for each level, one with a trace, one for each further pattern, and
/// one that no event comes of.
struct TestWriter {
    let file: RuleFile
    let redactions: [Redaction]

    /// More tests are no better example.
    private static let testsMax = 6
    private static let linesMax = 40
    private static let valueMax = 200

    func tests(from sample: [UInt8]) -> [TestText] {
        var (kinds, tests) = (Set<String>(), [TestText]())
        for record in records(of: sample) where tests.count < Self.testsMax {
            guard record.text.lines.count <= Self.linesMax, kinds.insert(kind(of: record)).inserted else { continue }
            tests.append(test(of: record))
        }
        return tests
    }

    private func kind(of record: Record) -> String {
        let captured = record.fields.map(\.name).joined(separator: " ")
        return "\(record.level?.name ?? "") \(record.trace?.language ?? "") \(captured)"
    }

    private func records(of sample: [UInt8]) -> [Record] {
        interpretations(of: Array(sample.prefix(RuleChooser.sampleBytesMax))).map(\.record)
    }

    /// As a rule test reads a log.
    private func interpretations(of log: [UInt8]) -> [Interpretation] {
        var file = file
        if file.isZoneLocal { file.layout.zone = .utc }
        var framer = LineFramer(limits: Limits(), from: .zero)
        let rules = ReadyRules(file, switchesOff: false)
        var interpreter = Interpreter(
            rules, of: RuleTest.origin(in: file), maker: EventMaker(), limits: Limits(), from: .beginning)
        interpreter.givesEveryRecord = true
        return interpreter.feed(framer.feed(log), at: RuleTest.moment)
            + interpreter.feed(framer.flushPartial(), at: RuleTest.moment) + interpreter.finish(at: RuleTest.moment)
    }

    private func test(of record: Record) -> TestText {
        let log = lines(of: record)
        let made = interpretations(of: Array((log.joined(separator: "\n") + "\n").utf8))
        let events = made.flatMap(\.events).compactMap { try? JSONReader.parse($0.queued.body) }
        return TestText(name: name(of: record, events), log: log, expected: events.map(expectation))
    }

    /// With what must not leave taken out of the message, and of the lines below; a head's time is no card's number.
    private func lines(of record: Record) -> [String] {
        let lines = record.text.lines.map { String(decoding: record.text.bytes[$0], as: UTF8.self) }
        let said = String(decoding: record.message, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        return lines.enumerated().map { index, line in
            guard index == 0, !said.isEmpty, let place = line.ranges(of: said).last else { return redacted(line) }
            return line[..<place.lowerBound] + redacted(String(line[place]))
        }
    }

    private func redacted(_ text: String) -> String { redactions.reduce(text) { $1.applied(to: $0) } }

    private func name(of record: Record, _ events: [JSONValue]) -> String {
        let level = record.level.map { "\($0)" } ?? "a line without a level"
        if let trace = record.trace { return "\(level) with a trace (\(trace.language))" }
        return events.isEmpty ? "\(level) is nobody's business" : level
    }

    private func expectation(of event: JSONValue) -> [(name: String, value: String)] {
        var members: [(name: String, value: String)] = []
        let data = event["data"]
        let values: [(String, String?)] = [
            ("type", event["type"]?.text), ("level", data?["@level"]?.text?.lowercased()),
            ("source", event["source"]?.text), ("message", event["message"]?.text),
            ("exception", (data?["@error"] ?? data?["@simple_error"])?["type"]?.text),
        ]
        for case (let name, let value?) in values where value.count <= Self.valueMax { members.append((name, value)) }
        // A time that says no year would read otherwise another day.
        if data?["log"]?["time_source"] == nil, let date = event["date"]?.text, saysYear {
            members.append(("date", date))
        }
        return members
    }

    private var saysYear: Bool {
        file.timeTexts.allSatisfy { ["iso8601", "clf", "unix", "unix_ms"].contains($0) || $0.contains("%Y") }
    }
}
