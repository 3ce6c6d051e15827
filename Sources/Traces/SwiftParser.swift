import Model

extension SwiftGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            for text in LogText.beginnings(line) {
                switch SwiftLine(text) {
                case .failed, .crashed:
                    var parser = SwiftParser(lines, number, text.startIndex)
                    parser.read()
                    return parser.result()
                case .stack, .thread, .frame, .end, nil: continue
                }
            }
        }
        return nil
    }
}

private struct SwiftParser {
    private let lines: [Bytes]
    private let start: Int
    /// Where its text begins in the first line.
    private let index: Int
    private var thrown = Thrown()
    private var message: [Bytes] = []
    private var isInMessage = false
    /// Whether the frames are those of the thread that failed.
    private var isFirst = true
    private var thread: Bytes?
    private var last: Int
    private var evidence = 2

    init(_ lines: [Bytes], _ start: Int, _ index: Int) {
        (self.lines, self.start, self.index, last) = (lines, start, index, start)
    }

    mutating func read() {
        for number in start..<lines.count {
            let line = number == start ? lines[number].from(index) : lines[number]
            guard take(line, isStart: number == start) else { break }
            if !line.isBlank { last = number }
        }
        while message.last?.isBlank == true { message.removeLast() }
        if !message.isEmpty { thrown.message = joinedLines(message) }
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes, isStart: Bool) -> Bool {
        switch SwiftLine(line) {
        case .failed(let place, let keyword, let text):
            guard isStart else { return false }
            (thrown.className, thrown.location) = (keyword.text, place)
            message = text.map { [$0] } ?? []
            isInMessage = true
        case .crashed(let reason):
            isInMessage = false
            if thrown.className == nil, message.isEmpty, let reason { message = [reason] }
        case .stack: isInMessage = false
        case .thread(let name, let isCrashed):
            if thrown.frames.isEmpty || isCrashed {
                (isFirst, thread) = (true, name)
                if isCrashed { thrown.frames = [] }
            } else {
                isFirst = false
            }
        case .frame(let frame):
            guard !isInMessage else { break }
            if isFirst { thrown.append(frame) }
            evidence += 2
            return true
        case .end, nil: break
        }
        if isInMessage, !isStart, message.count < TraceLimits.messageLinesMax * 4 { message.append(line) }
        // Registers and images stand below the frames.
        if line.begins(with: "Registers:") || line.begins(with: "Images (") { isFirst = false }
        return true
    }

    func result() -> ParsedTrace? {
        guard thrown.className != nil || thrown.message != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.swift.rawValue, exception: thrown, thread: thread?.text)
        return ParsedTrace(
            trace: trace, firstLine: start, column: index - lines[start].startIndex, lastLine: last, evidence: evidence)
    }
}
