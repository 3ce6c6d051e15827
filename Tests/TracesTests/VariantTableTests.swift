import Foundation
import Model
import Records
import Testing
import Traces
import WireFormat

/// Every trace of the corpus in every form, from a file's bytes to a parsed trace. `STACKTAIL_TABLE=1` prints the
/// table.
@Suite("Every trace in every form") struct VariantTableTests {
    /// What cannot be right, and why.
    private static let expectedMisses: [String: Comment] = [
        "perl/perl536_nl": "a message that ends with a line feed has no place, and nothing else tells it from any text"
    ]

    @Test(
        "A form changes neither the lines of a record, nor class, message, frames and causes",
        arguments: WrittenForm.allCases.filter { $0 != .behindHead })
    func everyEvent(form: WrittenForm) throws {
        var rows: [(String, TableRow)] = []
        var total = TableRow()
        for (language, directories) in Corpus.directories {
            var row = TableRow()
            for item in try directories.flatMap(Corpus.cases) {
                let faults = row.take(item, form)
                report(faults, "\(item.id) as \(form.rawValue)", Self.expectedMisses[item.id])
            }
            rows.append((language, row))
            total.add(row)
        }
        guard ProcessInfo.processInfo.environment["STACKTAIL_TABLE"] != nil else { return }
        for (language, row) in rows + [("all", total)] { print("\(form.rawValue) | \(language) | \(row)") }
    }

    /// Few runtimes print so; what a logger gets as its message and nothing more is what counts.
    @Test("Most traces may begin behind the head of a logger's line")
    func behindHead() throws {
        var row = TableRow()
        for item in try Corpus.all() { _ = row.take(item, .behindHead) }
        #expect(row.grouped >= 255 && row.named >= 235 && row.framed >= 240, "\(row)")
        if ProcessInfo.processInfo.environment["STACKTAIL_TABLE"] != nil { print("behind a head | all | \(row)") }
    }

    private func report(_ faults: [String], _ name: String, _ reason: Comment?) {
        guard let reason else {
            if !faults.isEmpty { Issue.record("\(name): \(faults.joined(separator: "; "))") }
            return
        }
        // A known issue that does not occur is a failure, too.
        withKnownIssue(reason) { if !faults.isEmpty { Issue.record("\(name): \(faults)") } }
    }
}

/// How many events are right.
struct TableRow: CustomStringConvertible {
    private var cases = 0, caused = 0
    private(set) var grouped = 0, named = 0, framed = 0

    var description: String { "\(cases) | \(grouped) | \(named) | \(framed) | \(caused)" }

    mutating func add(_ other: Self) {
        (cases, grouped, named) = (cases + other.cases, grouped + other.grouped, named + other.named)
        (framed, caused) = (framed + other.framed, caused + other.caused)
    }

    /// What is wrong of a log's events in this form.
    mutating func take(_ item: CorpusCase, _ form: WrittenForm) -> [String] {
        let log = WrittenLog(item, as: form)
        let records = log.records(chunkBytes: 1 << 20)
        var faults: [String] = []
        for event in item.events(in: form) {
            cases += 1
            let wanted = item.trimmed(event.lines, in: form)
            guard let record = records.first(where: { item.isRight($0.lines, wanted, in: form) }) else {
                faults.append("lines \(wanted) are grouped as \(records.map(\.lines).filter { $0.overlaps(wanted) })")
                continue
            }
            grouped += 1
            compare(log.read(record.text), event.json, &faults)
        }
        for size in [7, 61] where log.records(chunkBytes: size).map(\.text) != records.map(\.text) {
            faults.append("chunks of \(size) bytes give other records")
        }
        return faults
    }

    private mutating func compare(_ record: Record, _ json: JSONValue, _ faults: inout [String]) {
        // What a database notes has the form of a trace, and is no error.
        let lines = record.text.lines.indices.map(record.text.line)
        guard let trace = record.trace ?? TraceFinder().parse(lines)?.trace else {
            faults.append("no trace is found")
            return
        }
        let names = Expectation.nameFaults(trace.exception, json)
        if names.isEmpty { named += 1 }
        let frames = Expectation.frameFaults(trace.exception, json)
        if frames.isEmpty { framed += 1 }
        let causes = Expectation.causeFaults(trace, json)
        if causes.isEmpty { caused += 1 }
        faults += names + frames + causes + Expectation.detailFaults(trace, json)
    }
}

extension CorpusCase {
    /// Twice as many in a log that stands twice in its file.
    fileprivate func events(in form: WrittenForm) -> [Event] {
        guard form == .twice else { return events }
        let count = lines.count
        return events
            + events.map { event in
                Event(lines: (event.lines.lowerBound + count)...(event.lines.upperBound + count), json: event.json)
            }
    }

    /// A record has no blank lines around it.
    fileprivate func trimmed(_ range: ClosedRange<Int>, in form: WrittenForm) -> ClosedRange<Int> {
        let all = form == .twice ? lines + lines : lines
        let kept = range.filter { !WrittenForm.isBlank(all[$0 - 1]) }
        return (kept.first ?? range.lowerBound)...(kept.last ?? range.upperBound)
    }

    /// Below a logger's line a trace may belong to it, with the blank lines between.
    fileprivate func isRight(_ lines: ClosedRange<Int>, _ wanted: ClosedRange<Int>, in form: WrittenForm) -> Bool {
        guard form == .log4j, lines.lowerBound == 0 else { return lines == wanted }
        let above = self.lines[..<(wanted.lowerBound - 1)]
        return lines.upperBound == wanted.upperBound && above.allSatisfy(WrittenForm.isBlank)
    }
}
