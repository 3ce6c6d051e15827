/// Perl's traces: a message that ends with its place, and the calls below if the program asked for them.
struct PerlGrammar: TraceGrammar {
    private enum State {
        case closed
        case open
        /// Below what the compiler says, which may say more.
        case compiling
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x09 || first == UInt8(ascii: "s") }
    static func endCue(_ last: UInt8) -> Bool { last == UInt8(ascii: ".") || last == UInt8(ascii: ")") }
    static var loneWords: LoneWords {
        LoneWords(opening: ["HASH(0x", "ARRAY(0x", "CODE(0x"], beforeLastNumber: [" line "])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        guard let last = line.last else { return .none }
        // Nearly every line of a trace ends like this, and few others do.
        let mayBeLine = last == UInt8(ascii: ".") || last.isDigit || last == UInt8(ascii: ")")
        if isOpen || line.first == 0x09 {
            if mayBeLine, PerlCall(line) != nil { return go(.open, .continues) }
            if isOpen, PerlLine.isTrailer(line) { return .continues }
        }
        if mayBeLine || line.first == UInt8(ascii: "s"), line.first?.isBlank == false {
            if case .compiling = state, PerlLine(line) != nil { return .continues }
            // By itself it may be a message's line like any other; the calls below, if there are any, belong to it.
            if PerlLine(line) != nil { return go(PerlLine.isCompiler(line) ? .compiling : .open, .none) }
        }
        state = .closed
        return .none
    }

    private mutating func go(_ next: State, _ verdict: Verdict) -> Verdict {
        state = next
        return verdict
    }
}
