/// The traces of .NET and Mono: headers from the outermost to the innermost exception, then frames the other way round.
struct DotNetGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below `Unhandled Exception:`, which has a line of its own.
        case title
        /// Below a header, whose message may go on.
        case header(lineCount: Int)
        /// Below a line that is a header only if a frame or an inner exception follows at once.
        case doubtfulHeader
        case frames
        /// Below `Exception data:`.
        case data
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    private var isBelowHeader: Bool {
        switch state {
        case .header, .frames, .data: true
        case .closed, .title, .doubtfulHeader: false
        }
    }

    static func cue(_ first: UInt8) -> Bool {
        first.isBlank || first.isLetter || "[-".utf8.contains(first) || DotNetHeader.translatedCues.contains(first)
    }
    static var loneWords: LoneWords {
        LoneWords(opening: ["Unhandled exception. ", "Process terminated. ", "Stack overflow."])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        if DotNetFrame(line, anyWord: isBelowHeader) != nil {
            state = .frames
            return .continues
        }
        if let special = DotNetLine(line), isOpen || special.reveals { return step(special) }
        switch state {
        case .closed, .frames, .doubtfulHeader: return open(line)
        case .data: return DotNetLine.isDatum(line) ? .continues : open(line)
        case .title:
            state = .header(lineCount: 0)
            return LogHead.begins(line) ? open(line) : .continues
        case .header(let count): return stepBelowHeader(line, count)
        }
    }

    private mutating func step(_ line: DotNetLine) -> Verdict {
        switch line {
        case .inner, .member: state = .header(lineCount: 0)
        case .innerEnd, .separator, .memberEnd, .ruler, .detail: state = .frames
        case .data: state = .data
        }
        return .continues
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        if let header = DotNetHeader.announced(line, 0) {
            state = header.isTyped || !header.text.isEmpty ? .header(lineCount: 0) : .frames
            return .opensStandalone
        }
        if DotNetHeader.isTitle(line) {
            state = .title
            return .opensStandalone
        }
        let text = line.trimmedStart
        guard text.first?.isLetter == true, let found = TypeName.at(text.startIndex, in: text) else { return .none }
        switch found.strength {
        case .strong:
            state = .header(lineCount: 0)
            return .opens
        case .weak:
            guard text.startIndex == line.startIndex else { return .none }
            state = .doubtfulHeader
            return .pending
        }
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int) -> Verdict {
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        let opening = open(line)
        if opening >= .opens { return opening }
        state = .header(lineCount: count + 1)
        return .pending
    }
}
