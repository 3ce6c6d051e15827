/// PHP's traces: `Stack trace:` with numbered frames below an exception, and errors of one line without any.
struct PHPGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a header, whose message may go on up to `Stack trace:`.
        case header(lineCount: Int)
        case stack
        /// Below a frame with a line end in an argument.
        case brokenFrame(lineCount: Int)
        /// Below an error that stood in one line, or behind a stack's end.
        case end
        /// Below the place that ends an exception's text; Xdebug's stack may follow.
        case thrown
        /// Among the calls that Xdebug prints.
        case xdebug
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "[#PFWNDSCRU".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeLastNumber: [" on line "]) }

    mutating func step(_ line: Bytes) -> Verdict {
        let line = PHPEnvelope.workersText(line)
        if isOpen, line.isBlank { return .pending }
        if isStackMark(line) {
            state = .stack
            return .continues
        }
        if let frame = PHPFrame(line), mayBeFrame(frame) {
            state = frame.isMain ? .end : frame.isComplete ? .stack : .brokenFrame(lineCount: 0)
            return .continues
        }
        switch state {
        case .closed: return open(line)
        case .header(let count): return stepBelowHeader(line, count)
        case .stack, .end: return stepBelowStack(line)
        case .brokenFrame(let count): return stepInFrame(line, count)
        case .thrown:
            guard PHPText.isXdebugStack(line) else { return open(line) }
            state = .xdebug
            return .continues
        case .xdebug:
            if PHPText.xdebugCall(line) != nil { return .continues }
            return open(line)
        }
    }

    private func isStackMark(_ line: Bytes) -> Bool {
        guard let first = line.first, first == UInt8(ascii: "S") || first == UInt8(ascii: "[") else { return false }
        let text = line.trimmedEnd
        return text.equals("Stack trace:") || text.equals("[stacktrace]")
    }

    /// `#0 {main}` by itself proves nothing.
    private func mayBeFrame(_ frame: PHPFrame) -> Bool {
        switch state {
        case .closed: !frame.isMain
        // A frame in a message; only the mark above the stack ends that.
        case .header: false
        case .stack, .brokenFrame, .end, .thrown, .xdebug: true
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        guard let first = line.first, Self.cue(first) else { return .none }
        if first == UInt8(ascii: "["), let mark = line.find("[object] (") {
            // A log line with the exception in its context. If that is not over, more lines follow.
            let isOver = line.from(mark).contains("\"}")
            state = isOver ? .closed : .header(lineCount: 0)
            return .none
        }
        guard let (start, text) = PHPText.announcement(line) else { return .none }
        if text.begins(with: "Uncaught ") {
            state = .header(lineCount: 0)
            return .opensStandalone
        }
        if PHPText.endsOnLine(text) {
            state = .end
            return .opensStandalone
        }
        guard line.has("PHP ", at: start) else { return .none }
        // A message of several lines.
        state = .header(lineCount: 0)
        return .opensStandalone
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int) -> Verdict {
        if line.begins(with: "  thrown in ") {
            state = .thrown
            return .continues
        }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        let opening = open(line)
        if opening >= .opens { return opening }
        if PHPText.endsOnLine(line), line.contains(" in ") {
            state = .end
            return .continues
        }
        state = .header(lineCount: count + 1)
        return .pending
    }

    private mutating func stepBelowStack(_ line: Bytes) -> Verdict {
        if line.begins(with: "  thrown in ") {
            state = .thrown
            return .continues
        }
        if line.begins(with: "\"}") {
            state = .closed
            return .continues
        }
        if line.begins(with: "Next ") || line.begins(with: "[previous exception] [object] (") {
            state = .header(lineCount: 0)
            return .continues
        }
        if PHPText.isXdebugStack(line) {
            state = .xdebug
            return .continues
        }
        return open(line)
    }

    private mutating func stepInFrame(_ line: Bytes, _ count: Int) -> Verdict {
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        state = line.trimmedEnd.last == UInt8(ascii: ")") ? .stack : .brokenFrame(lineCount: count + 1)
        return .text
    }
}
