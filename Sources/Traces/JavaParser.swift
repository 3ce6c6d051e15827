import Model

extension JavaGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        if let crash = JavaCrash.parse(lines) { return crash }
        let pieces = JavaFolding.unfold(lines)
        let frame = pieces.firstIndex { JavaFrame($0.text) != nil }
        guard let header = JavaHeader.find(pieces, above: frame) else { return nil }
        var parser = JavaParser(header)
        parser.read(pieces, hasFrames: frame != nil)
        return parser.result(pieces, in: lines)
    }
}

/// Reads a trace from its header on. The indentation of a header tells whose cause or suppressed exception it is.
private struct JavaParser {
    private let header: JavaHeader
    private var tree = ThrownTree()
    /// The newest exception of each indentation that may still get a cause, outermost first.
    private var levels: [(indent: Int, node: Int)] = []
    private var current: Int?
    private var message: [Bytes] = []
    /// Whether the current exception's message may go on.
    private var isInMessage = true
    private var isRootFirst = false
    private var last: Int

    init(_ header: JavaHeader) {
        self.header = header
        last = header.piece
        open(header.className, header.message, .top, of: nil, indent: 0)
    }

    mutating func read(_ pieces: [JavaFolding.Piece], hasFrames: Bool) {
        // A header by itself has one line; what follows is no message of it.
        guard hasFrames else { return finishMessage() }
        let base = pieces[header.piece].text.indent
        var index = header.className == nil && header.message == nil ? header.piece : header.piece + 1
        while index < pieces.count, take(pieces[index].text, base: base) {
            if !pieces[index].text.isBlank, !isInMessage { last = index }
            index += 1
        }
        finishMessage()
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ text: Bytes, base: Int) -> Bool {
        if let frame = JavaFrame(text) {
            finishMessage()
            if let current { tree.append(frame.frame, to: current) }
            return true
        }
        if let special = JavaLine(text) {
            finishMessage()
            take(special, indent: max(0, text.indent - base))
            return true
        }
        if isInMessage {
            // The launcher of Groovy prints the header twice.
            if message.count == 1, let name = header.className, text.starts(with: name), current == 0 { return true }
            if message.count < TraceLimits.messageLinesMax * 4 { message.append(text) }
            return true
        }
        return text.isBlank || JavaFrame.isCut(text)
    }

    private mutating func take(_ line: JavaLine, indent: Int) {
        switch line {
        case .elided(let count):
            if let current { tree.update(current) { $0.elidedFrames += count } }
        case .caused(let text), .wrapped(let text):
            if case .wrapped = line { isRootFirst = true }
            openParts(text, .cause, indent: indent)
        case .suppressed(let text): openParts(text, .suppressed, indent: indent)
        case .circular(let text):
            openParts(text, .cause, indent: indent)
            finishMessage()
        }
    }

    private mutating func openParts(_ text: Bytes, _ relation: ThrownTree.Relation, indent: Int) {
        let (className, text) = JavaHeader.parts(text)
        while let level = levels.last, level.indent > indent { levels.removeLast() }
        switch relation {
        case .suppressed:
            // One step deeper than its owner.
            if levels.count > 1, let level = levels.last, level.indent == indent { levels.removeLast() }
        case .cause, .top, .member: break
        }
        open(className, text, relation, of: levels.last?.node, indent: indent)
    }

    private mutating func open(
        _ className: Bytes?, _ text: Bytes?, _ relation: ThrownTree.Relation, of owner: Int?, indent: Int
    ) {
        current = tree.add(Thrown(className: className?.text), relation, of: owner)
        (message, isInMessage) = (text.map { [$0] } ?? [], true)
        guard let current else { return }
        if relation == .cause, levels.last?.indent == indent { levels.removeLast() }
        levels.append((indent, current))
    }

    private mutating func finishMessage() {
        guard isInMessage else { return }
        isInMessage = false
        while message.count > 1, message.last?.isEmpty == true { message.removeLast() }
        guard let current, !message.isEmpty else { return }
        let text = joinedLines(message)
        tree.update(current) { $0.message = text }
    }

    func result(_ pieces: [JavaFolding.Piece], in lines: [Bytes]) -> ParsedTrace {
        var trace = tree.trace(.java, from: 0, thread: header.thread?.text)
        if isRootFirst {
            let chain = trace.chain.reversed().map(\.withSuppressedReversed)
            (trace.exception, trace.causes) = (chain[0], Array(chain[1...]))
        }
        let line = pieces[header.piece].line
        return ParsedTrace(
            trace: trace, firstLine: line, column: header.start - lines[line].startIndex, lastLine: pieces[last].line,
            evidence: tree.frameCount * 2 + (header.thread != nil ? 1 : 0))
    }
}

extension Thrown {
    /// A layout that prints the root first does so for the suppressed exceptions, too.
    fileprivate var withSuppressedReversed: Thrown {
        var thrown = self
        thrown.suppressed = suppressed.map { suppressed in
            var top = suppressed
            let causes = suppressed.causes
            top.causes = []
            let chain = ([top] + causes).reversed().map(\.withSuppressedReversed)
            var reversed = chain[0]
            reversed.causes = Array(chain[1...])
            return reversed
        }
        return thrown
    }
}
