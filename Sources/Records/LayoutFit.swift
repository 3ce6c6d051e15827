import Model
import Patterns
import Traces
import WireFormat

/// How well a layout explains some lines of a log, for choosing among layouts.
package struct LayoutFit: Hashable, Comparable, Sendable {
    /// Lines that should have begun an entry: neither blank nor a part of a trace.
    package var lineCount = 0
    /// How many of them the layout takes apart.
    package var matchCount = 0
    /// The special captures of these lines that make sense, less those that do not: a time that reads as one, a known
    /// level, a message, a source, a thread.
    package var captureCount = 0

    /// 0...2: the share of lines that match, and up to as much again for what they say.
    package var score: Double {
        guard lineCount > 0 else { return 0 }
        let (lines, matches) = (Double(lineCount), Double(matchCount))
        return matches / lines + max(0, Double(captureCount)) / (5 * lines)
    }

    /// By score; two layouts may be equal in it and yet differ.
    package static func < (left: Self, right: Self) -> Bool { left.score < right.score }
}

/// Which year a time without one is in does not matter for whether it reads.
private let anyTime = Timestamp(seconds: 0)

extension Layout {
    /// How well this layout explains `lines`, which follow each other in a file; some hundred are enough.
    package func fit(lines: [ArraySlice<UInt8>]) -> LayoutFit {
        var (fit, finder) = (LayoutFit(), TraceFinder())
        let headers = HeaderLines(self)
        var known = KnownColumns()
        let reader = RecordReader(layout: self)
        for line in lines where !line.isBlankLine {
            if headers.take(line, isFirst: fit.lineCount == 0, into: &known) { continue }
            guard finder.step(line) == .none, continuation?.matches(line) != true else { continue }
            fit.lineCount += 1
            var text = RecordText(
                bytes: Array(line), lines: [0..<line.count], range: .zero..<ByteOffset(Int64(line.count)),
                firstLine: nil,
                lineCount: 1, readAt: anyTime, hasHead: true)
            text.columns = known.columns
            if start?.matches(line) == false { continue }
            guard let record = reader.readMatching(text) else { continue }
            fit.matchCount += 1
            fit.captureCount += record.captureCount
        }
        return fit
    }
}

extension Record {
    fileprivate var captureCount: Int {
        var count = 0
        if time != nil { count += 1 } else if field("time") != nil { count -= 1 }
        if level != nil { count += 1 } else if field("level") != nil { count -= 1 }
        if source?.isEmpty == false { count += 1 }
        if field("thread") != nil { count += 1 }
        if !message.isEmpty && message.count < text.bytes.count { count += 1 }
        return count
    }
}
