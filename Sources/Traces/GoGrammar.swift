/// Go's traces: a panic or a fatal error, then goroutines, each below an empty line. Errors of well-known libraries
/// print frames too, without a header; the race detector prints a report of its own.
struct GoGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a panic's line, whose message may go on.
        case header(lineCount: Int)
        case frames
        /// Below a function's name that only its place, on the next line, proves to be a frame.
        case bareCall(lineCount: Int)
        /// Below a frame without arguments, or a message between two stacks of an error.
        case wrap(lineCount: Int)
        /// Below a ruler, which the race detector's title may follow.
        case ruler
        case race
        /// Below Gin's title, and among its frames.
        case recovery(lineCount: Int)
        case recovered
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x09 || "pfrugSEW=".utf8.contains(first) }
    static func wordCue(_ first: UInt8) -> Bool { first.isLower }
    static func endCue(_ last: UInt8) -> Bool { last == UInt8(ascii: ":") }

    static var loneWords: LoneWords { LoneWords(beforeColon: ["panic", "fatal error", "SIGQUIT", "SIGABRT"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        switch state {
        case .closed: return open(line)
        case .header(let count): return line.isBlank ? .pending : stepBelowHeader(line, count)
        case .frames: return line.isBlank ? .pending : stepBelowFrame(line)
        case .bareCall(let count):
            guard case .place = GoLine(line) else { return open(line) }
            state = .wrap(lineCount: count)
            return .continues
        case .wrap(let count): return stepBelowWrap(line, count)
        case .ruler, .race: return stepInRace(line)
        case .recovery(let count): return stepBelowTitle(line, count)
        case .recovered:
            if line.isBlank { return .pending }
            return GoRecovery.place(line) != nil || GoRecovery.function(line) != nil ? .continues : open(line)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        guard let first = line.first else { return .none }
        if GoRecovery.isTitle(line) {
            state = .recovery(lineCount: 0)
            return .opensStandalone
        }
        if first == UInt8(ascii: "E") {
            guard GoLine.observed(line) != nil else { return .none }
            state = .header(lineCount: 0)
            return .opensStandalone
        }
        if first == UInt8(ascii: "=") || first == UInt8(ascii: "W") {
            guard GoRace.isRuler(line) || GoRace.isTitle(line) else { return .none }
            state = first == UInt8(ascii: "=") ? .ruler : .race
            return first == UInt8(ascii: "=") ? .pending : .opensStandalone
        }
        switch GoLine(line) {
        case .panic:
            guard first != 0x09 else { return .none }
            state = .header(lineCount: 0)
            return .opensStandalone
        case .fatal:
            state = .header(lineCount: 0)
            return .opensStandalone
        case .note:
            guard line.begins(with: "runtime: goroutine stack") || first == UInt8(ascii: "u") else { return .none }
            state = .header(lineCount: 0)
            return .opensStandalone
        case .goroutine, .runtimeStack:
            state = .frames
            return .opens
        case .place:
            guard line.contains(" +0x") else { return .none }
            state = .frames
            return .continues
        case .call, .created, .elided, .trailer, nil:
            guard GoCall(bare: line) != nil else { return .none }
            state = .bareCall(lineCount: 0)
            return .pending
        }
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int) -> Verdict {
        switch GoLine(line) {
        case .panic:
            // At the line's start it is another program's.
            return line.first == 0x09 ? .continues : open(line)
        case .fatal, .note: return .continues
        case .goroutine, .runtimeStack:
            state = .frames
            return .continues
        case .trailer:
            state = .closed
            return .continues
        case .call, .created, .place, .elided, nil: break
        }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        state = .header(lineCount: count + 1)
        return .pending
    }

    private mutating func stepBelowFrame(_ line: Bytes) -> Verdict {
        switch GoLine(line) {
        case .call, .created, .place, .elided, .trailer, .goroutine, .runtimeStack: return .continues
        case .note: return line.begins(with: "runtime: ") ? open(line) : .continues
        case .panic, .fatal, nil:
            if line.begins(with: "goroutine running on other thread") || line.begins(with: "-----") {
                return .continues
            }
            return open(line)
        }
    }

    private mutating func stepBelowWrap(_ line: Bytes, _ count: Int) -> Verdict {
        if GoCall(bare: line) != nil || GoCall(name: line) != nil {
            state = .bareCall(lineCount: count)
            return .pending
        }
        guard count < TraceLimits.messageLinesMax, !line.isBlank, !LogHead.begins(line) else { return open(line) }
        let opening = open(line)
        if opening >= .opens { return opening }
        state = .wrap(lineCount: count + 1)
        return .pending
    }

    /// The request's lines and the panic's text, up to the first frame.
    private mutating func stepBelowTitle(_ line: Bytes, _ count: Int) -> Verdict {
        if GoRecovery.place(line) != nil {
            state = .recovered
            return .continues
        }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        state = .recovery(lineCount: count + 1)
        return .pending
    }

    private mutating func stepInRace(_ line: Bytes) -> Verdict {
        if case .ruler = state {
            guard GoRace.isTitle(line) else { return open(line) }
            state = .race
            return .continues
        }
        if GoRace.isRuler(line) {
            state = .closed
            return .continues
        }
        if line.isBlank { return .pending }
        if GoRace.isSection(line) || line.begins(with: "  ") { return .continues }
        return open(line)
    }
}
