/// Rust's traces: a panic with its place and message, then a backtrace or a note on how to get one.
struct RustGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a panic; in the old form up to the quote that ends the message, in the new one the message comes.
        case message(lineCount: Int, isOld: Bool)
        /// Where a backtrace or a note may follow.
        case end
        case backtrace
        /// Below `Error: TEXT`, which is Rust's if causes follow in their form.
        case error
        case causes(lineCount: Int)
        /// Below `Error:`, whose messages stand below.
        case bareError
        /// In a report of eyre or color-eyre, which is indented but for its titles.
        case report(lineCount: Int, isInMessage: Bool)
    }

    private static let reportLinesMax = 4_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "tfsSET".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["fatal runtime error"], opening: ["thread '"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch state {
        case .closed: return open(line)
        case .message(let count, let isOld): return stepInMessage(line, count, isOld)
        case .end, .backtrace: return stepBehind(line)
        case .error: return stepBelowError(line)
        case .bareError:
            guard EyreLine.isFirstMessage(line) else { return open(line) }
            return report(0)
        case .report(let count, let isInMessage): return stepInReport(line, count, isInMessage)
        case .causes(let count):
            if line.first == 0x20, count < TraceLimits.messageLinesMax {
                state = .causes(lineCount: count + 1)
                return .continues
            }
            return stepBehind(line)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        if EyreLine.isBareError(line) {
            state = .bareError
            return .none
        }
        if let text = line.dropping("Error: ") {
            state = .error
            return RustLine.isReturned(text) ? .opensStandalone : .none
        }
        guard line.first.map(Self.cue) == true else { return .none }
        if case .panicked = EyreLine(line) {
            state = .report(lineCount: 0, isInMessage: false)
            return .opensStandalone
        }
        switch RustLine(line) {
        case .panicked(_, let rest):
            let isOld = rest.first == UInt8(ascii: "'")
            state = isOld && RustPanic.end(rest) != nil ? .end : .message(lineCount: 0, isOld: isOld)
            return .opensStandalone
        case .overflowed, .fatal:
            state = .end
            return .opensStandalone
        case .backtrace:
            state = .backtrace
            return .continues
        case .frame, .place, .note, nil: return .none
        }
    }

    private mutating func stepInMessage(_ line: Bytes, _ count: Int, _ isOld: Bool) -> Verdict {
        switch RustLine(line) {
        case .backtrace, .note:
            state = .backtrace
            return .continues
        case .panicked, .overflowed: return open(line)
        case .fatal, .frame, .place, nil: break
        }
        if isOld, RustPanic.end(line) != nil {
            state = .end
            return .continues
        }
        guard count < TraceLimits.messageLinesMax, count == 0 || !LogHead.begins(line) else { return open(line) }
        state = .message(lineCount: count + 1, isOld: isOld)
        // In the new form the message is all below the place.
        return count == 0 && !isOld ? .text : .pending
    }

    private mutating func stepBehind(_ line: Bytes) -> Verdict {
        switch RustLine(line) {
        case .backtrace, .note, .fatal:
            state = .backtrace
            return .continues
        case .frame, .place:
            guard case .backtrace = state else { return open(line) }
            return .continues
        case nil:
            guard case .location = EyreLine(line) else { return open(line) }
            return report(0)
        case .panicked, .overflowed: return open(line)
        }
    }

    private mutating func report(_ count: Int, isInMessage: Bool = false) -> Verdict {
        state = .report(lineCount: count, isInMessage: isInMessage)
        return .continues
    }

    private mutating func stepInReport(_ line: Bytes, _ count: Int, _ isInMessage: Bool) -> Verdict {
        guard count < Self.reportLinesMax else { return open(line) }
        switch EyreLine(line) {
        case .panicked: return open(line)
        case .message: return report(count + 1, isInMessage: true)
        case .location, .section, .detail: return report(count + 1)
        case nil: break
        }
        if line.first?.isBlank == true { return report(count + 1) }
        if case .backtrace = RustLine(line) { return stepBehind(line) }
        guard isInMessage, count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        state = .report(lineCount: count + 1, isInMessage: true)
        return .pending
    }

    private mutating func stepBelowError(_ line: Bytes) -> Verdict {
        if line.trimmedEnd.equals("Caused by:") {
            state = .causes(lineCount: 0)
            return .continues
        }
        if line.trimmedEnd.equals("Stack backtrace:") {
            state = .backtrace
            return .continues
        }
        if case .location = EyreLine(line) { return report(0) }
        return open(line)
    }
}
