import Model
import Testing
import Traces

/// Suites of texts that must each be one record, and parse.
protocol ProgramSamples {}

extension ProgramSamples {
    func lines(_ text: String) -> [ArraySlice<UInt8>] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
    }

    func parse(_ text: String) throws -> Trace {
        let lines = lines(text)
        let records = Grouping.records(of: lines, TraceLanguage.allCases)
        #expect(records == [1...lines.count], "\(text)")
        return try #require(TraceFinder().parse(lines)).trace
    }

    func names(_ trace: Trace) -> [String] {
        trace.chain.map { "\($0.className ?? "-"): \($0.message ?? "-")" }
    }

    func frames(_ thrown: Thrown) -> [String] {
        thrown.frames.map { "\($0.type ?? "-") \($0.method ?? "-") \($0.file ?? "-") \($0.line ?? 0)" }
    }
}
