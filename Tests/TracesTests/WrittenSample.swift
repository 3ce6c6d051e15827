import Model
import Testing
import Traces

/// A log that a test writes itself.
enum WrittenSample {
    /// The trace of the record of these lines, which the grouping must give.
    static func single(_ log: String, lines wanted: ClosedRange<Int>) throws -> Trace {
        let lines = log.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
        let records = Grouping.records(of: lines, TraceLanguage.allCases)
        #expect(records.first == wanted)
        return try #require(TraceFinder().parse(Array(lines[..<wanted.upperBound])))
            .trace
    }

    /// `TYPE.METHOD FILE:LINE *`; the star is for the application's own.
    static func shown(_ thrown: Thrown) -> [String] {
        thrown.frames.map { frame in
            let name = [frame.type, frame.method].compactMap(\.self).joined(separator: ".")
            let place = [frame.file, frame.line.map { "\($0)" }].compactMap(\.self).joined(separator: ":")
            return [name, place, frame.isApplication ? "*" : ""].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}
