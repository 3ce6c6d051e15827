import Model
import Records
import Traces
import WireFormat

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
        take(item, WrittenLog(item, as: form), form)
    }

    /// What is wrong of the events of a log that has an envelope itself.
    mutating func take(_ item: CorpusCase, in layout: Layout) -> [String] {
        take(item, WrittenLog(item, in: layout), .bare)
    }

    private mutating func take(_ item: CorpusCase, _ log: WrittenLog, _ form: WrittenForm) -> [String] {
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
