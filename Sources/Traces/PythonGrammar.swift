/// Python's traces: frames outermost first, then a line with the exception, whose message has no end mark.
struct PythonGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a line that announces a traceback.
        case preface
        /// Below a traceback's first line: frames and their source, up to a line without indentation.
        case frames
        /// Below the exception's line.
        case message(lineCount: Int)
        /// In another process's traceback, quoted in a message.
        case quoted
        /// In the frame of bars of an exception group.
        case group
        /// Between `The above exception ...` and the next traceback.
        case sentence
        /// In a dump of all threads.
        case dump
    }

    private var state = State.closed
    /// The indentation of the traceback's first line, which all of its lines then have.
    private var margin = 0

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x20 || "TEFDCcm-".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["Fatal Python error"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if margin > 0, !isOpen { margin = 0 }
        if let margin = PythonLine.margin(line) ?? (isOpen ? nil : PythonLine.marginOfGroup(line)) {
            self.margin = margin
        }
        return stepUnindented(PythonLine.unindented(line, margin))
    }

    private mutating func stepUnindented(_ line: Bytes) -> Verdict {
        if case .quoted = state {
            if PythonLine.isQuote(line) { state = .message(lineCount: 0) }
            return .continues
        }
        if isOpen, line.isBlank { return .pending }
        if let special = PythonLine(line) { return step(special) }
        if PythonLine.isInGroup(line) { return stepInGroup(line) }
        switch state {
        case .closed: return open(line)
        case .preface, .sentence, .dump, .group: return stepBetween(line)
        case .frames: return stepBelowFrame(line)
        case .message(let count): return stepBelowMessage(line, count)
        case .quoted: return .continues
        }
    }

    private mutating func step(_ line: PythonLine) -> Verdict {
        let before = state
        switch line {
        case .traceback:
            state = .frames
            switch before {
            case .preface, .sentence: return .continues
            case .closed, .frames, .message, .quoted, .group, .dump: return .opens
            }
        case .frame, .repeated:
            if case .dump = before { return .continues }
            state = .frames
            return .continues
        case .place:
            state = .frames
            return isOpening(before) ? .opens : .continues
        case .sentence:
            state = .sentence
            return .continues
        case .dump:
            state = .dump
            if case .closed = before { return .opens }
            return .continues
        }
    }

    private func isOpening(_ state: State) -> Bool { if case .frames = state { false } else { true } }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        if PythonLine.isPreface(line) {
            state = .preface
            return line.begins(with: "Task") || line.begins(with: "Future") ? .opens : .opensStandalone
        }
        if PythonLine.isRemote(line) {
            state = .message(lineCount: 0)
            return .opens
        }
        return .none
    }

    private mutating func stepInGroup(_ line: Bytes) -> Verdict {
        let text = line.trimmedStart
        switch state {
        case .group: return text.begins(with: "+ Exception") ? .opens : .continues
        case .sentence, .preface:
            state = .group
            return .continues
        case .frames: return .text
        case .closed, .message, .quoted, .dump:
            guard text.begins(with: "+ Exception") else { return stepOutside(line) }
            state = .group
            return .opens
        }
    }

    private mutating func stepOutside(_ line: Bytes) -> Verdict {
        if case .message(let count) = state { return stepBelowMessage(line, count) }
        return open(line)
    }

    /// Where only known lines may stand.
    private mutating func stepBetween(_ line: Bytes) -> Verdict {
        if PythonLine.followsPreface(line) { return .continues }
        if case .sentence = state, !LogHead.begins(line), line.first?.isWord == true {
            // An exception that was never raised has no traceback.
            state = .message(lineCount: 0)
            return .text
        }
        return open(line)
    }

    private mutating func stepBelowFrame(_ line: Bytes) -> Verdict {
        if line.first?.isBlank == true { return .text }
        let opening = open(line)
        if opening > .opens { return opening }
        let name = PythonLine.exception(line).className
        guard name != nil, !LogHead.begins(line) else { return .none }
        state = .message(lineCount: 0)
        return .continues
    }

    private mutating func stepBelowMessage(_ line: Bytes, _ count: Int) -> Verdict {
        if count == 0, PythonLine.isQuote(line) {
            state = .quoted
            return .continues
        }
        let opening = open(line)
        guard opening == .none, count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return opening }
        state = .message(lineCount: count + 1)
        return .text
    }
}
