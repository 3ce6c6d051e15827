import Traces

/// Groups lines into records as a layout without a `start` does: a line that begins with a time, a time in brackets or
/// a level word is a log's head; any other line is a record of its own, unless the finder says otherwise.
struct Grouping {
    private struct Open {
        var lines: ClosedRange<Int>
        var isHead: Bool
        var hasTrace: Bool
    }

    private var finder: TraceFinder
    private var open: Open?
    /// The last line, if it waits for the next one's decision; then all lines behind `open` do.
    private var waiting: ClosedRange<Int>?
    private var records: [ClosedRange<Int>] = []
    private let lines: [ArraySlice<UInt8>]
    /// Whether only a date begins a record, as a layout for a head of two lines would have it.
    private var needsDate = false

    /// The 1-based line ranges of the records, blank lines around them left out.
    static func records(
        of lines: [ArraySlice<UInt8>], _ languages: [TraceLanguage], needsDate: Bool = false
    ) -> [ClosedRange<Int>] {
        var grouping = Grouping(finder: TraceFinder(languages), lines: lines)
        grouping.needsDate = needsDate
        for number in 1..<(lines.count + 1) { grouping.take(number) }
        grouping.close()
        return grouping.records
    }

    private init(finder: TraceFinder, lines: [ArraySlice<UInt8>]) { (self.finder, self.lines) = (finder, lines) }

    private mutating func take(_ number: Int) {
        let line = lines[number - 1]
        let step = finder.step(line)
        if isBlank(line) {
            waiting = (waiting?.lowerBound ?? number)...number
            return
        }
        switch step {
        case .opens(standalone: true): begin(number, hasTrace: true)
        case .opens(standalone: false):
            if let open, open.isHead, !open.hasTrace, !waitsWithText {
                extend(to: number)
            } else {
                begin(number, hasTrace: true)
            }
        case .continues: if open == nil { begin(number, hasTrace: true) } else { extend(to: number) }
        case .pending:
            if open == nil {
                begin(number, hasTrace: false)
            } else {
                waiting = (waiting?.lowerBound ?? number)...number
            }
        case .none: takeOrdinary(number, line)
        }
    }

    private var waitsWithText: Bool { waiting.map { $0.contains { !isBlank(lines[$0 - 1]) } } ?? false }

    private mutating func takeOrdinary(_ number: Int, _ line: ArraySlice<UInt8>) {
        guard needsDate, let lines = open?.lines, !Self.startsWithMonth(line) else {
            return begin(number, hasTrace: false)
        }
        open?.lines = lines.lowerBound...number
    }

    private static func startsWithMonth(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: "Nov 21".utf8) }

    private mutating func extend(to number: Int) {
        guard let lines = open?.lines else { return }
        open?.lines = lines.lowerBound...number
        open?.hasTrace = true
        waiting = nil
    }

    private mutating func begin(_ number: Int, hasTrace: Bool) {
        close()
        open = Open(lines: number...number, isHead: Self.isHead(lines[number - 1]), hasTrace: hasTrace)
    }

    private mutating func close() {
        if let open { records.append(open.lines) }
        for number in waiting.map(Array.init) ?? [] where !isBlank(lines[number - 1]) {
            records.append(number...number)
        }
        (open, waiting) = (nil, nil)
    }

    private func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    static func isHead(_ line: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: line.prefix(12), as: UTF8.self)
        let start = text.first == "[" ? text.dropFirst() : text[...]
        let levels = ["ERROR", "WARN", "INFO", "DEBUG", "FATAL", "SEVERE", "CRITICAL", "NOTICE", "fail:", "crit:"]
        if line.count > 4, line.dropFirst().starts(with: ", [".utf8), "DIWEFA".utf8.contains(line[line.startIndex]) {
            return true
        }
        return start.first?.isNumber == true || startsWithMonth(line) || levels.contains { start.hasPrefix($0) }
    }
}
