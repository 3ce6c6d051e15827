/// Perl's traces: a message that ends with its place, and the calls below if the program asked for them.
struct PerlGrammar: TraceGrammar {
    private enum State {
        case closed
        case open
        /// Below what the compiler says, which may say more.
        case compiling
        /// Below a line that ends with a colon: what is indented there may be a message's, if a place ends it.
        case listing(lineCount: Int)
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x09 || first == UInt8(ascii: "s") }
    static func endCue(_ last: UInt8) -> Bool { ".):".utf8.contains(last) }
    static var loneWords: LoneWords {
        LoneWords(opening: ["HASH(0x", "ARRAY(0x", "CODE(0x"], beforeLastNumber: [" line "])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if case .listing(let count) = state { return stepInList(line, count) }
        guard let last = line.last else { return .none }
        // Nearly every line of a trace ends like this, and few others do.
        let mayBeLine = last == UInt8(ascii: ".") || last.isDigit || last == UInt8(ascii: ")")
        if isOpen || line.first == 0x09 {
            if mayBeLine, PerlCall(line) != nil { return go(.open, .continues) }
            if isOpen, PerlLine.isTrailer(line) { return go(.open, .continues) }
        }
        if mayBeLine || line.first == UInt8(ascii: "s"), line.first?.isBlank == false {
            if case .compiling = state, PerlLine(line) != nil { return .continues }
            // By itself it may be a message's line like any other; the calls below, if there are any, belong to it.
            if PerlLine(line) != nil { return go(PerlLine.isCompiler(line) ? .compiling : .open, .none) }
        }
        state = last == UInt8(ascii: ":") && line.first?.isBlank == false ? .listing(lineCount: 0) : .closed
        return .none
    }

    private mutating func stepInList(_ line: Bytes, _ count: Int) -> Verdict {
        if line.first.map(\.isBlank) ?? true, count < TraceLimits.messageLinesMax {
            state = .listing(lineCount: count + 1)
            return .pending
        }
        state = .closed
        if count > 0, line.last == UInt8(ascii: "."), !LogHead.begins(line), PerlLine(line) != nil {
            return go(.open, .continues)
        }
        return step(line)
    }

    private mutating func go(_ next: State, _ verdict: Verdict) -> Verdict {
        state = next
        return verdict
    }
}
