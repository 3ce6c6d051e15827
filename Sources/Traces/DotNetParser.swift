import Model

extension DotNetGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        let frame = lines.firstIndex { DotNetFrame($0, anyWord: false) != nil }
        let first = frame ?? firstTranslatedFrame(lines)
        guard let header = DotNetHeader.find(lines, above: first) else { return nil }
        var parser = DotNetParser(header, lines)
        parser.read(hasFrames: first != nil)
        return parser.result()
    }

    /// A frame of a localised framework, below a line with a type.
    private static func firstTranslatedFrame(_ lines: [Bytes]) -> Int? {
        guard let header = lines.firstIndex(where: { TypeName.within($0)?.strength == .strong }) else { return nil }
        return lines[(header + 1)...].firstIndex { DotNetFrame($0, anyWord: true) != nil }
    }
}

/// Reads a trace from its header on.
private struct DotNetParser {
    /// An exception with its inner ones, the outermost first: their headers are printed one after another. The end of
    /// each stack makes the frames that follow those of the exception around.
    private struct Context {
        var headers: [Int] = []
        var pointer: Int { headers.count - 1 }
        var top: Int? { headers.last }
    }

    private let header: DotNetHeader
    private let lines: [Bytes]
    private var tree = ThrownTree()
    /// The root's, and those of the aggregate's members that are open.
    private var contexts = [Context()]
    private var message: [Bytes] = []
    private var isInMessage = false
    private var isInData = false
    private var last: Int

    init(_ header: DotNetHeader, _ lines: [Bytes]) {
        (self.header, self.lines, last) = (header, lines, header.line)
        guard header.isTyped else {
            open(header: nil, header.text.isEmpty ? nil : header.text, .top)
            return
        }
        openAll(header.text, .top)
    }

    mutating func read(hasFrames: Bool) {
        defer { finishMessage() }
        guard hasFrames else { return readMessage() }
        let base = lines[header.line].indent
        var number = header.line + (header.text.startIndex == header.text.endIndex && !header.isAnnounced ? 0 : 1)
        if DotNetHeader.isTitle(lines[header.line]) { number += 1 }
        while number < lines.count, take(lines[number], base) {
            if !lines[number].isBlank, !isInMessage { last = number }
            number += 1
        }
    }

    /// An announced error without a frame: inner exceptions may follow.
    private mutating func readMessage() {
        var number = header.line + (DotNetHeader.isTitle(lines[header.line]) ? 2 : 1)
        last = number - 1
        while number < lines.count, let special = DotNetLine(lines[number]), special.reveals {
            _ = take(lines[number], 0)
            last = number
            number += 1
        }
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes, _ base: Int) -> Bool {
        if let frame = DotNetFrame(line, anyWord: true) {
            finishMessage()
            if let index = contexts.last?.top { tree.append(frame.frame, to: index) }
        } else if let special = DotNetLine(line, base: base) {
            finishMessage()
            take(special)
            return true
        } else if isInMessage {
            appendMessage(line)
        } else {
            return line.isBlank || isInData && DotNetLine.isDatum(line)
        }
        closeMembers(line)
        return true
    }

    private mutating func take(_ line: DotNetLine) {
        switch line {
        case .inner(let header): openAll(header, .cause)
        case .member(let header):
            guard contexts.count < TraceLimits.chainMax else { return }
            let owner = contexts.last?.top
            contexts.append(Context())
            openAll(header, .member, of: owner)
            closeMembers(header)
        case .innerEnd:
            guard let context = contexts.last, context.pointer > 0 else { return }
            contexts[contexts.count - 1].headers.removeLast()
        case .memberEnd: closeMember()
        case .data: isInData = true
        case .separator, .ruler, .detail: break
        }
    }

    private mutating func closeMembers(_ line: Bytes) {
        var text = line.trimmedEnd
        while text.ends(with: "<---") {
            text = text.dropLast(4)
            closeMember()
        }
    }

    private mutating func closeMember() {
        finishMessage()
        if contexts.count > 1 { contexts.removeLast() }
    }

    /// Opens the exceptions of a header in which inner ones may follow in the same line.
    private mutating func openAll(_ header: Bytes, _ relation: ThrownTree.Relation, of owner: Int? = nil) {
        let (className, text) = Self.parts(header)
        open(header: className, nil, relation, of: owner)
        if let text { appendMessage(text) }
    }

    private mutating func open(
        header className: Bytes?, _ text: Bytes?, _ relation: ThrownTree.Relation, of owner: Int? = nil
    ) {
        finishMessage()
        let owner = relation == .cause ? contexts.last?.top : owner
        message = text.map { $0.isEmpty ? [] : [$0] } ?? []
        isInMessage = true
        guard let index = tree.add(Thrown(className: className?.text), relation, of: owner) else { return }
        contexts[contexts.count - 1].headers.append(index)
    }

    /// Adds a line of the message; an arrow with a type behind begins an inner exception.
    private mutating func appendMessage(_ line: Bytes) {
        var (rest, from) = (line, line.startIndex)
        while let arrow = rest.find(" ---> ", from: from) {
            from = arrow + 6
            guard TypeName.at(from, in: rest) != nil else { continue }
            addMessage(rest.upTo(arrow))
            let (className, text) = Self.parts(rest.from(from))
            open(header: className, nil, .cause)
            rest = text ?? rest.suffix(0)
            from = rest.startIndex
            if text == nil { return }
        }
        var end = rest
        while end.ends(with: "<---") { end = end.dropLast(4) }
        addMessage(end)
    }

    private mutating func addMessage(_ line: Bytes) {
        if message.count < TraceLimits.messageLinesMax * 4 { message.append(line) }
    }

    private mutating func finishMessage() {
        guard isInMessage else { return }
        isInMessage = false
        while message.count > 1, message.last?.isBlank == true { message.removeLast() }
        guard let index = contexts.last?.top, !message.isEmpty else { return }
        let text = joinedLines(message)
        tree.update(index) { $0.message = text }
        message = []
    }

    /// `TYPE: MESSAGE`; without a type all is message.
    private static func parts(_ header: Bytes) -> (className: Bytes?, message: Bytes?) {
        if let found = TypeName.at(header.startIndex, in: header) {
            return (header[found.name], found.message.map(header.from))
        }
        guard DotNetHeader.plainName(header) else { return (nil, header) }
        let name = header.prefix { TypeName.isPart($0) }
        let text = header.from(name.endIndex).dropping(":")
        return (name, text.map { $0.dropping(" ") ?? $0 })
    }

    func result() -> ParsedTrace? {
        guard !tree.nodes.isEmpty else { return nil }
        return ParsedTrace(
            trace: tree.trace(.dotnet, from: 0), firstLine: header.line,
            column: header.start - lines[header.line].startIndex, lastLine: last,
            evidence: tree.frameCount * 2 + (header.isAnnounced ? 1 : 0))
    }
}
