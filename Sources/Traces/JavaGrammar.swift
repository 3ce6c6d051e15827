/// The JVM's traces: a header, frames, and below them causes and suppressed exceptions with headers of their own.
struct JavaGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below a header without a frame. Its message may go on.
        case header(lineCount: Int)
        /// Below `Caught: HEADER`, which the header follows once more.
        case caught
        /// Below a line that is a header only if a frame follows at once.
        case doubtfulHeader
        case frames
        /// In what the machine says of its own end.
        case crash
    }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first.isBlank || first.isLetter || first == UInt8(ascii: "#") }

    mutating func step(_ line: Bytes) -> Verdict {
        if JavaFrame(line) != nil {
            state = .frames
            return .continues
        }
        switch state {
        case .closed: return open(line)
        case .header(let count): return stepBelowHeader(line, count)
        case .caught:
            state = .header(lineCount: 1)
            return TypeName.at(line.startIndex, in: line) == nil ? .pending : .continues
        case .doubtfulHeader: return stepBelowFrame(line)
        case .crash: return line.first == UInt8(ascii: "#") && !JavaCrash.opens(line) ? .continues : open(line)
        case .frames: return line.isBlank ? .pending : stepBelowFrame(line)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        if JavaCrash.opens(line) {
            state = .crash
            return .opensStandalone
        }
        if line.begins(with: "Exception in thread \"") {
            state = .header(lineCount: 0)
            return .opensStandalone
        }
        if JavaLine.isCaught(line) {
            state = .caught
            return .opensStandalone
        }
        let start = line.startIndex
        guard let first = line.first, first.isLetter,
            let found = TypeName.at(start, in: line) ?? TypeName.slashed(start, in: line)
        else { return .none }
        switch found.strength {
        case .strong:
            state = .header(lineCount: 0)
            return .opens
        case .weak:
            state = .doubtfulHeader
            return .pending
        }
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int) -> Verdict {
        if let special = JavaLine(line) {
            state = special.hasHeader ? .header(lineCount: 0) : .frames
            return .continues
        }
        if line.begins(with: "Dumping heap to ") || line.begins(with: "Heap dump file created ") { return .continues }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        let opening = open(line)
        if opening >= .opens { return opening }
        state = .header(lineCount: count + 1)
        return .pending
    }

    private mutating func stepBelowFrame(_ line: Bytes) -> Verdict {
        guard let special = JavaLine(line) else {
            if case .frames = state, JavaFrame.isCut(line) { return .continues }
            return open(line)
        }
        state = special.hasHeader ? .header(lineCount: 0) : .frames
        return .continues
    }
}

/// A line of a trace that is neither its first nor a frame.
enum JavaLine {
    case caused(Bytes)
    case wrapped(Bytes)
    case suppressed(Bytes)
    /// `... 3 more` and its likes.
    case elided(Int)
    /// An exception that was printed above already.
    case circular(Bytes)

    init?(_ line: Bytes) {
        let text = line.trimmed
        if let header = text.dropping("Caused by: ") {
            self = Self.circular(in: header) ?? .caused(header)
        } else if let header = text.dropping("Wrapped by: ") {
            self = .wrapped(header)
        } else if let header = text.dropping("Suppressed: ") {
            self = Self.circular(in: header) ?? .suppressed(header)
        } else if let count = Self.elision(text) {
            self = .elided(count)
        } else if let circular = Self.circular(in: text) {
            self = circular
        } else {
            return nil
        }
    }

    var hasHeader: Bool {
        switch self {
        case .caused, .wrapped, .suppressed: true
        case .elided, .circular: false
        }
    }

    private static func circular(in text: Bytes) -> Self? {
        guard text.last == UInt8(ascii: "]"), let header = text.dropping("[CIRCULAR REFERENCE:") else { return nil }
        return .circular(header.dropLast().trimmedStart)
    }

    private static func elision(_ text: Bytes) -> Int? {
        // WebSphere Liberty hides its own frames, and does not say how many.
        if text.equals("at [internal classes]") { return 0 }
        guard let rest = text.dropping("... ") else { return nil }
        let digits = rest.prefix(while: \.isDigit)
        guard let count = digits.decimal else { return nil }
        let words = rest.dropFirst(digits.count)
        let known: [StaticString] = [
            " more", " common frames omitted", " frames excluded", " frames truncated", " frames omitted",
            " lines matching",
        ]
        return known.contains { words.begins(with: $0) } ? count : nil
    }

    /// Groovy's launcher prints the header twice, first with this in front.
    static func isCaught(_ line: Bytes) -> Bool {
        guard let header = line.dropping("Caught: ") else { return false }
        return TypeName.at(header.startIndex, in: header) != nil
    }
}
