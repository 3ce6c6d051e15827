/// The traces of Node and Deno: source lines, the error, frames, and properties in braces, in which causes stand.
struct NodeGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below `FILE:LINE`: the source line, then marks that point into it.
        case place(lineCount: Int)
        /// Below numbered lines of the source, as Bun prints them, and below the marks under the last one.
        case numbered(lineCount: Int, isMarked: Bool)
        /// Below a line that may be an error's. Its message may go on.
        case header(lineCount: Int, isDeno: Bool)
        case frames(isDeno: Bool)
        /// Within the braces behind the frames, up to the one at the error's own indentation.
        case properties(base: Int, lineCount: Int)
        /// Behind the braces.
        case end
        /// In the report of a crash.
        case fatal
    }

    private static let propertyLinesMax = 2_000

    private static let excerptLinesMax = 12

    private var state = State.closed
    private(set) var awaitedLines = 1

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool {
        first.isBlank || first.isLetter || first.isDigit || "/<[(@".utf8.contains(first)
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        if let frame = NodeFrame(line) { return step(frame) }
        switch state {
        case .closed: return open(line)
        case .place(let count): return stepInExcerpt(line, count)
        case .numbered(let count, let isMarked): return stepInNumbered(line, count, isMarked)
        case .header(let count, let isDeno): return stepBelowHeader(line, count, isDeno)
        case .frames(let isDeno): return stepBelowFrame(line, isDeno)
        case .properties(let base, let count): return stepInProperties(line, base, count)
        case .end: return stepAtEnd(line)
        case .fatal:
            let isNext = line.begins(with: "<--- Last few GCs --->")
            return NodeLine.isFatal(line) && !isNext ? .continues : open(line)
        }
    }

    private mutating func step(_ frame: NodeFrame) -> Verdict {
        switch state {
        case .properties: break
        case .frames(let isDeno), .header(_, let isDeno): go(behind: frame, isDeno)
        case .closed, .place, .numbered, .end, .fatal: go(behind: frame, false)
        }
        return .continues
    }

    private mutating func go(behind frame: NodeFrame, _ isDeno: Bool) {
        state =
            frame.opensProperties ? .properties(base: max(0, frame.indent - 4), lineCount: 0) : .frames(isDeno: isDeno)
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        (state, awaitedLines) = (.closed, 1)
        if NodeLine.opensFatal(line) {
            state = .fatal
            return .opensStandalone
        }
        if let text = NodeLine.uncaught(line) {
            let isDeno = NodeLine.isDeno(line)
            guard isDeno || NodeHeader(text, needsTelling: true) != nil else { return .none }
            state = .header(lineCount: 0, isDeno: isDeno)
            return .opensStandalone
        }
        if NodeLine.excerptPlace(line) != nil {
            state = .place(lineCount: 0)
            return .opensStandalone
        }
        if NodeLine.isNumbered(line) {
            state = .numbered(lineCount: 1, isMarked: false)
            return .pending
        }
        // Too common a beginning to say by itself what the line is; but a frame below will find the state.
        if line.first?.isLetter == true, NodeHeader(line, needsTelling: true) != nil {
            state = .header(lineCount: 0, isDeno: false)
        }
        return .none
    }

    private mutating func stepInExcerpt(_ line: Bytes, _ count: Int) -> Verdict {
        if NodeLine.isCaret(line) {
            state = .header(lineCount: -1, isDeno: false)
            return .continues
        }
        guard count < 4, !LogHead.begins(line) else { return open(line) }
        state = .place(lineCount: count + 1)
        return count == 0 ? .text : .pending
    }

    /// Only an error below the marks shows that the lines above were no table.
    private mutating func stepInNumbered(_ line: Bytes, _ count: Int, _ isMarked: Bool) -> Verdict {
        if isMarked, NodeHeader(line, needsTelling: true) != nil || line.begins(with: "error: ") {
            (state, awaitedLines) = (.header(lineCount: 0, isDeno: false), count)
            return .continues
        }
        let isCaret = NodeLine.isCaret(line)
        guard !isMarked, count < Self.excerptLinesMax, isCaret || NodeLine.isNumbered(line) else { return open(line) }
        state = .numbered(lineCount: count + 1, isMarked: isCaret)
        return .pending
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int, _ isDeno: Bool) -> Verdict {
        if NodeLine.isTrailer(line) || isDeno && NodeLine.isCaret(line) {
            state = .frames(isDeno: isDeno)
            return .continues
        }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) || count < 0 else { return open(line) }
        if count >= 0, isOpening(line) { return open(line) }
        state = .header(lineCount: count + 1, isDeno: isDeno)
        // Directly below the marks stands the error, whatever it looks like.
        return count < 0 ? .text : .pending
    }

    private func isOpening(_ line: Bytes) -> Bool {
        NodeLine.opensFatal(line) || NodeLine.isDeno(line) || NodeLine.excerptPlace(line) != nil
    }

    private mutating func stepBelowFrame(_ line: Bytes, _ isDeno: Bool) -> Verdict {
        if NodeLine.elided(line) != nil || NodeLine.isCaret(line) && isDeno { return .continues }
        if line.begins(with: "Caused by: "), isDeno || NodeHeader(line.dropFirst(11), needsTelling: true) != nil {
            state = .header(lineCount: 0, isDeno: isDeno)
            return .continues
        }
        if line.begins(with: "From previous event:") || line.begins(with: "Thrown at:") { return .continues }
        if isDeno, !LogHead.begins(line), !isOpening(line) {
            // A member's error, or the source line.
            state = .header(lineCount: 0, isDeno: true)
            return .pending
        }
        return stepAtEnd(line)
    }

    private mutating func stepAtEnd(_ line: Bytes) -> Verdict {
        guard NodeLine.isTrailer(line) else { return open(line) }
        state = .end
        return .continues
    }

    private mutating func stepInProperties(_ line: Bytes, _ base: Int, _ count: Int) -> Verdict {
        let text = line.trimmedStart
        if text.startIndex - line.startIndex <= base {
            guard text.first == UInt8(ascii: "}") else { return open(line) }
            state = .end
            return .continues
        }
        guard count < Self.propertyLinesMax else { return open(line) }
        state = .properties(base: base, lineCount: count + 1)
        return .continues
    }
}
