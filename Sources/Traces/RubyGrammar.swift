/// Ruby's traces: a header that is the first frame, too, then frames, and the same again for a cause. Rails and loggers
/// print bare frames below a line of their own; an older form begins with the outermost frame.
struct RubyGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a thread's announcement.
        case preface
        /// Below a header, whose message may go on.
        case header(lineCount: Int)
        case frames
        /// Below `Traceback (most recent call last):`, which is Python's, too.
        case traceback
        /// Among frames with the outermost first; the header ends them.
        case reversed
    }

    private var state = State.closed
    /// Tells the trace's own header when it is printed a second time, which begins another trace.
    private var headerHash: UInt64 = 0

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x09 || "(<#".utf8.contains(first) }
    static func wordCue(_ first: UInt8) -> Bool { first.isWord || "/.-".utf8.contains(first) }
    // A frame behind a request's tag, and a title of Rails.
    static func endCue(_ last: UInt8) -> Bool { last == UInt8(ascii: "'") || last == UInt8(ascii: ":") }
    static var loneWords: LoneWords { LoneWords(beforeColon: [">'"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        let line = RubyLine.untagged(line)
        guard let special = RubyLine(line) else { return stepUnknown(line) }
        switch special {
        case .thread:
            state = .preface
            return .opensStandalone
        case .header: return stepHeader(line)
        case .frame, .elided:
            guard !isReversed else { return .none }
            state = .frames
            return .continues
        case .reversed:
            state = .reversed
            return .continues
        case .rails(let title, let isCause):
            // `Images (19):` may be anything; if frames follow, they belong to it all the same.
            guard title.isTelling else { return stepUnknown(line) }
            if isCause, isOpen {
                state = .header(lineCount: 0)
                return .continues
            }
            if case .header = state, line.begins(with: "Information for: ") { return .continues }
            state = .header(lineCount: 0)
            return .opens
        case .announced:
            guard case .header = state else { return .none }
            return .continues
        }
    }

    private var isReversed: Bool { if case .reversed = state { true } else { false } }

    private mutating func stepHeader(_ line: Bytes) -> Verdict {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in line { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let before = state
        let isAgain = hash == headerHash
        state = .header(lineCount: 0)
        switch before {
        case .preface, .reversed:
            headerHash = hash
            if case .reversed = before { state = .frames }
            return .continues
        case .frames where !isAgain && headerHash != 0: return .continues
        case .closed, .frames, .header, .traceback:
            headerHash = hash
            return .opensStandalone
        }
    }

    private mutating func stepUnknown(_ line: Bytes) -> Verdict {
        if case .header(let count) = state, count < TraceLimits.messageLinesMax, !LogHead.begins(line) {
            if line.begins(with: "Traceback (most recent call last):") { return open(line) }
            state = .header(lineCount: count + 1)
            return .pending
        }
        return open(line)
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        (state, headerHash) = (.closed, 0)
        guard line.first == UInt8(ascii: "T"), line.trimmedEnd.equals("Traceback (most recent call last):") else {
            return .none
        }
        state = .traceback
        return .opens
    }
}
