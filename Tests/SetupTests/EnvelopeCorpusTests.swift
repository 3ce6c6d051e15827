import Exceptionless
import Model
import Records
import Rules
import Setup
import Tailing
import TestSupport
import Testing
import WireFormat

/// Every trace of the corpus behind a prefix on each line: the same events as without.
@Suite("Traces in envelopes", .serialized) struct EnvelopeCorpusTests {
    @Test("One writer's traces come out as they do bare", arguments: Wrapping.allCases)
    func alone(wrapping: Wrapping) {
        let file = wrapping.ruleFile
        var rows: [String: Row] = [:]
        for sample in Sample.traces {
            let bare = events(of: sample.log, by: sample.file)
            let wrapped = events(of: wrapping.interleave([sample.log], seed: 1), by: file)
            rows[sample.language, default: Row()].take(bare, wrapped)
            report(bare, wrapped, "\(sample.name) in \(wrapping)")
        }
        for (language, row) in rows.sorted(by: { $0.key < $1.key }) { print("\(wrapping) \(language): \(row)") }
    }

    @Test("Two writers' traces, line by line, come out as they do bare", arguments: Wrapping.allCases)
    func interleaved(wrapping: Wrapping) {
        let file = wrapping.ruleFile
        var row = Row()
        for place in Sample.traces.indices.dropLast() {
            let pair = [Sample.traces[place], Sample.traces[place + 1]]
            let log = wrapping.interleave(pair.map(\.log), seed: UInt64(place))
            let all = events(of: log, by: file)
            for (writer, sample) in pair.enumerated() {
                let mine = all.filter { wrapping.isFrom(writer, pid: $0.pid, stream: $0.stream) }
                let bare = events(of: sample.log, by: sample.file)
                row.take(bare, mine)
                report(bare, mine, "\(sample.name) as writer \(writer) of \(place) in \(wrapping)")
            }
        }
        print("\(wrapping), two writers: \(row)")
    }

    @Test("Left to find the envelope, it comes to the same", arguments: Wrapping.allCases)
    func found(wrapping: Wrapping) {
        for sample in Sample.traces {
            let log = wrapping.interleave([sample.log], seed: 1)
            let (known, found) = (events(of: log, by: wrapping.ruleFile), events(of: log, by: wrapping.autoRuleFile))
            report(known, found, "\(sample.name) in \(wrapping), found")
        }
    }

    @Test("Where there is no envelope, none is found")
    func noneFound() {
        let auto = Wrapping.docker.autoRuleFile
        for sample in Sample.traces where !sample.name.hasPrefix("mixed/") {
            report(events(of: sample.log, by: sample.file), events(of: sample.log, by: auto), sample.name)
        }
    }

    private func report(_ bare: [Essence], _ wrapped: [Essence], _ name: String) {
        guard bare.map(\.text) != wrapped.map(\.text) else { return }
        let index = zip(bare, wrapped).enumerated().first { $1.0.text != $1.1.text }?.offset
        let place = index ?? min(bare.count, wrapped.count)
        let (wanted, got) = (bare.dropFirst(place).first?.text, wrapped.dropFirst(place).first?.text)
        let counts = "\(wrapped.count) events of \(bare.count)"
        Issue.record("\(name): \(counts); event \(place) is \(got ?? "none"), not \(wanted ?? "none")")
    }

    private func events(of log: [UInt8], by file: RuleFile) -> [Essence] {
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        var interpreter = Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made =
            interpreter.feed(framer.feed(log), at: RuleTest.moment)
            + interpreter.feed(framer.flushPartial(), at: RuleTest.moment)
            + interpreter.finish(at: RuleTest.moment)
        return made.flatMap(\.events).filter { $0.queued.type == "error" }
            .compactMap { try? Essence(JSONReader.parse($0.queued.body)) }
    }
}

/// What of an error must not depend on an envelope; a level may come from it, and then a line without one is an event.
private struct Essence {
    var text: String
    var pid: String?
    var stream: String?

    init(_ event: JSONValue) {
        var kept = JSONObject()
        kept["type"] = event["type"]
        kept["message"] = event["message"]
        for name in ["@error", "@simple_error"] { kept[name] = event["data"]?[name] }
        kept["tags"] = event["tags"]
        kept["trace"] = event["data"]?["@stack"]?["stack_trace"]
        text = String(decoding: JSONValue.object(kept).encoded(), as: UTF8.self)
        pid = event["data"]?["fields"]?["pid"]?.text
        stream = event["data"]?["fields"]?["stream"]?.text
    }
}

private struct Row: CustomStringConvertible {
    private var events = 0, right = 0, cases = 0, wholeCases = 0

    mutating func take(_ bare: [Essence], _ wrapped: [Essence]) {
        let (wanted, got) = (bare.map(\.text), wrapped.map(\.text))
        cases += 1
        events += wanted.count
        right += zip(wanted, got).count { $0 == $1 }
        if wanted == got { wholeCases += 1 }
    }

    var description: String { "\(wholeCases) of \(cases) logs, \(right) of \(events) events" }
}

extension Sample {
    fileprivate var language: String { String(name.prefix { $0 != "/" }) }
}
