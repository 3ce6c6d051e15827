import Foundation
import Records
import Testing
import Traces

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
