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
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "tfsSE".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["fatal runtime error"], opening: ["thread '"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch state {
        case .closed: return open(line)
        case .message(let count, let isOld): return stepInMessage(line, count, isOld)
        case .end, .backtrace: return stepBehind(line)
        case .error: return stepBelowError(line)
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
        if let text = line.dropping("Error: ") {
            state = .error
            return RustLine.isReturned(text) ? .opensStandalone : .none
        }
        guard line.first.map(Self.cue) == true else { return .none }
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
        case .panicked, .overflowed, nil: return open(line)
        }
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
        return open(line)
    }
}
