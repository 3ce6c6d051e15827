import Model
import Testing
import Traces
import WireFormat

/// Every trace of the corpus, grouped and parsed.
@Suite("Traces as runtimes print them")
struct CorpusTests {
    /// What cannot be right, and why. A case that starts to pass must leave the list.
    static let expectedMisses: [String: Comment] = [
        "perl/perl536_nl": "a message that ends with a line feed has no place, and nothing else tells it from any text"
    ]

    @Test("Every event of the corpus is grouped and parsed as its sidecar says")
    func everyEvent() throws {
        var missed: [String: [String]] = [:]
        for (language, directories) in Corpus.directories {
            var table = Table()
            for directory in directories {
                for item in try Corpus.cases(in: directory) { table.take(item, &missed) }
            }
            print(table.row(language))
        }
        for (id, reasons) in missed.sorted(by: { $0.key < $1.key }) where Self.expectedMisses[id] == nil {
            Issue.record("\(id): \(reasons.joined(separator: "; "))")
        }
        // A known issue that does not occur is a failure, too.
        for (id, reason) in Self.expectedMisses {
            withKnownIssue(reason) { if let reasons = missed[id] { Issue.record("\(id): \(reasons)") } }
        }
    }
}

/// How many events of a language are right.
private struct Table {
    var cases = 0, grouped = 0, named = 0, framed = 0, caused = 0

    mutating func take(_ item: CorpusCase, _ missed: inout [String: [String]]) {
        let lines = item.lines
        let records = Grouping.records(of: lines, TraceLanguage.allCases, needsDate: item.name == "jul_console")
        for event in item.events {
            cases += 1
            var faults: [String] = []
            let wanted = trimmed(event.lines, lines)
            if records.contains(wanted) {
                grouped += 1
            } else {
                faults.append("lines \(wanted) are grouped as \(records.filter { $0.overlaps(wanted) })")
            }
            compare(event, lines, &faults)
            if !faults.isEmpty { missed[item.id, default: []] += faults }
        }
    }

    private mutating func compare(_ event: CorpusCase.Event, _ lines: [ArraySlice<UInt8>], _ faults: inout [String]) {
        let record = Array(lines[(event.lines.lowerBound - 1)..<event.lines.upperBound])
        guard let found = TraceFinder().parse(record) else {
            faults.append("no trace is found")
            return
        }
        let (top, json) = (found.trace.exception, event.json)
        let names = Expectation.nameFaults(top, json)
        if names.isEmpty { named += 1 }
        let frames = Expectation.frameFaults(top, json)
        if frames.isEmpty { framed += 1 }
        let causes = Expectation.causeFaults(found.trace, json)
        if causes.isEmpty { caused += 1 }
        faults += names + frames + causes + Expectation.detailFaults(found.trace, json)
    }

    /// A record has no blank lines around it.
    private func trimmed(_ range: ClosedRange<Int>, _ lines: [ArraySlice<UInt8>]) -> ClosedRange<Int> {
        let kept = range.filter { number in !lines[number - 1].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
        return (kept.first ?? range.lowerBound)...(kept.last ?? range.upperBound)
    }

    func row(_ language: String) -> String {
        "\(language): cases \(cases), grouping \(grouped), class+message \(named), frames \(framed), causes \(caused)"
    }
}
