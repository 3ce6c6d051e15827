package import Model
import Patterns

/// Why a line is where it is in its entry, for people who ask.
package enum LineRole: Hashable, Sendable {
    /// It begins the entry, since the layout's `start` matches it.
    case matchesStart
    /// It begins the entry, as every line does in a layout that has neither `start` nor a `continue` that matches.
    case lineIsEntry
    /// It begins the entry: a JSON object.
    case object
    /// It begins the entry: a trace that no line above belongs to.
    case bareTrace
    /// It begins the entry, though the layout's `start` does not match: nothing stands above that it could continue.
    case withoutStart
    /// It begins an entry though it would have continued the one above, which had been quiet for too long by then.
    case late
    /// It belongs to the trace.
    case trace
    /// It continues the entry, since the layout's `start` does not match it.
    case notStart
    /// It continues the entry, since the layout's `continue` matches it.
    case matchesContinuation
    /// It is blank, and stands between lines of the entry.
    case blank
    /// It continues the entry as a part of the same message.
    case sameMessage
}

extension RecordReader {
    /// For each of the entry's kept lines.
    package func roles(of text: RecordText) -> [LineRole] {
        let trace = traceLines(of: text)
        return text.lines.indices.map { index in
            index == 0
                ? beginning(of: text, trace) : continuation(text.line(index), isTrace: trace?.contains(index) ?? false)
        }
    }

    private func beginning(of text: RecordText, _ trace: Range<Int>?) -> LineRole {
        if text.isLate { return .late }
        if case .json = layout.parse, text.hasHead { return .object }
        if text.hasHead { return layout.start == nil ? .lineIsEntry : .matchesStart }
        return trace?.lowerBound == 0 ? .bareTrace : .withoutStart
    }

    private func continuation(_ line: ArraySlice<UInt8>, isTrace: Bool) -> LineRole {
        if isTrace { return .trace }
        if line.isBlankLine { return .blank }
        if layout.start != nil { return .notStart }
        return layout.continuation?.matches(line) == true ? .matchesContinuation : .sameMessage
    }
}

extension LineRole: CustomStringConvertible {
    package var description: String {
        switch self {
        case .matchesStart: "begins the record: 'record.start' matches"
        case .lineIsEntry: "begins the record: each line does, as there is no 'record.start'"
        case .object: "begins the record: a JSON object"
        case .bareTrace: "begins the record: a trace that no line above belongs to"
        case .withoutStart: "begins a record without 'record.start': nothing stands above that it could continue"
        case .late: "begins a record of its own: the one above had been quiet for too long"
        case .trace: "continues it: part of the trace"
        case .notStart: "continues it: 'record.start' does not match"
        case .matchesContinuation: "continues it: 'record.continue' matches"
        case .blank: "continues it: blank, between lines of the record"
        case .sameMessage: "continues it: part of the same message"
        }
    }
}
