import Model

extension ElixirGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            guard let mark = line.find("** ("), mark == line.startIndex || line[mark - 1] == 0x20,
                let (name, message) = ElixirLine.header(line.from(mark)), line.first != 0x20
            else { continue }
            var parser = ElixirParser(lines, (number, mark))
            parser.open(name, message)
            parser.read(from: number + 1)
            return parser.result()
        }
        return nil
    }
}

private struct ElixirParser {
    private let lines: [Bytes]
    private let start: (line: Int, index: Int)
    private var thrown = Thrown()
    /// The exceptions that others quote, with the indentation of their headers.
    private var causes: [(thrown: Thrown, indent: Int)] = []
    private var message: [Bytes] = []
    private var isInMessage = true
    /// Whether the logger's part is reached, whose frames are another process's.
    private var isBehind = false
    private var last: Int
    private var evidence = 1

    init(_ lines: [Bytes], _ start: (line: Int, index: Int)) {
        (self.lines, self.start, last) = (lines, start, start.line)
    }

    mutating func open(_ name: Bytes, _ message: Bytes?) {
        thrown = Thrown(className: name.text)
        (self.message, isInMessage) = (message.map { [$0] } ?? [], true)
        evidence += 1
    }

    mutating func read(from first: Int) {
        for number in first..<max(first, lines.count) {
            let line = lines[number]
            guard take(line) else { break }
            if !line.isBlank { last = number }
        }
        finishMessage()
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes) -> Bool {
        switch ElixirLine(line) {
        case .header(let name, let text, let isNested):
            guard isNested else { return false }
            finishMessage()
            guard !isBehind else { return true }
            // `(EXIT) an exception was raised:` only announces the exception below.
            if text?.equals("an exception was raised:") != true { openCause(name, text, indent: line.indent) }
        case .frame(let frame, let hasPlace):
            guard hasPlace || !isInMessage || !isExplained else { return true }
            finishMessage()
            if !isBehind { append(frame, indent: line.indent) }
            evidence += 2
        case .trailer:
            finishMessage()
            isBehind = true
        case nil:
            if isInMessage, message.count < TraceLimits.messageLinesMax * 4 { message.append(line) }
            return isInMessage || line.isBlank || line.first == 0x20
        }
        return true
    }

    private mutating func openCause(_ name: Bytes, _ message: Bytes?, indent: Int) {
        guard causes.count < TraceLimits.chainMax - 1 else { return }
        causes.append((Thrown(className: name.text), indent))
        (self.message, isInMessage) = (message.map { [$0] } ?? [], true)
    }

    /// The frames of another process's exception are indented more than its header.
    private mutating func append(_ frame: Frame, indent: Int) {
        guard let owner = causes.lastIndex(where: { $0.indent < indent }) else { return thrown.append(frame) }
        causes[owner].thrown.append(frame)
    }

    /// Whether the runtime has begun to tell arguments and clauses, which look like anything.
    private var isExplained: Bool { message.contains(where: Self.isExplanation) }

    private static func isExplanation(_ line: Bytes) -> Bool {
        line.begins(with: "    The following arguments were given to ")
            || line.begins(with: "    Attempted function clauses")
    }

    private mutating func finishMessage() {
        guard isInMessage else { return }
        isInMessage = false
        if let end = message.firstIndex(where: Self.isExplanation) { message = Array(message[..<end]) }
        while message.last?.isBlank == true { message.removeLast() }
        guard let first = message.first else { return }
        let text = joinedLines([first.trimmedEnd] + message.dropFirst())
        if causes.isEmpty { thrown.message = text } else { causes[causes.count - 1].thrown.message = text }
    }

    func result() -> ParsedTrace {
        let trace = Trace(
            language: TraceLanguage.elixir.rawValue, exception: thrown, causes: causes.map(\.thrown))
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: evidence)
    }
}
