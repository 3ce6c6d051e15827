import Model

extension NodeGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        guard let start = NodeStart.find(lines) else { return nil }
        var parser = NodeParser(start, lines)
        parser.read()
        return parser.result()
    }
}

/// Reads a trace. Causes and members stand in the properties behind the frames, one step deeper than their owner; Deno
/// prints members in front of the frames and causes behind.
private struct NodeParser {
    private let start: NodeStart
    private let lines: [Bytes]
    private var tree = ThrownTree()
    /// The errors that are open, with their indentation, outermost first.
    private var open: [(indent: Int, node: Int)] = []
    private var message: [Bytes] = []
    private var isInMessage = false
    /// The indentation of the list of members that is open.
    private var list: Int?
    private var isInProperties = false
    /// How often a line behind a frame may still be more of the outermost error's text.
    private var resumptionsLeft = TraceLimits.messageLinesMax
    private let base: Int
    private var last: Int

    init(_ start: NodeStart, _ lines: [Bytes]) {
        (self.start, self.lines) = (start, lines)
        last = start.error?.line ?? start.line
        let error = start.error.map { lines[$0.line] } ?? lines[start.line].dropFirst(lines[start.line].count)
        base = start.error.map { $0.text.startIndex == error.startIndex + error.indent ? error.indent : 0 } ?? 0
    }

    mutating func read() {
        var number = start.line
        if let error = start.error {
            openTop(error.text)
            number = error.line + 1
        } else {
            add(Thrown(), .top, indent: 0)
        }
        while number < lines.count, start.form == .fatal ? takeFatal(lines[number]) : take(lines[number]) {
            if !lines[number].isBlank, !isInMessage { last = number }
            number += 1
        }
        finishMessage()
    }

    private mutating func openTop(_ text: Bytes) {
        if start.form == .fatal || NodeHeader(text, needsTelling: false) == nil {
            add(Thrown(location: start.place), .top, indent: base)
            (message, isInMessage) = ([text], start.form != .fatal)
            if !isInMessage { setMessage() }
            return
        }
        openHeader(text, .top, indent: base, needsTelling: false)
        if let place = start.place { tree.update(0) { $0.location = place } }
    }

    /// Opens an error with the header `text`; false if it is none.
    @discardableResult
    private mutating func openHeader(
        _ text: Bytes, _ relation: ThrownTree.Relation, indent: Int, needsTelling: Bool
    ) -> Bool {
        finishMessage()
        guard let header = NodeHeader(text, needsTelling: needsTelling) else { return false }
        add(Thrown(className: header.name.text), relation, indent: indent)
        (message, isInMessage) = (header.message.map { [$0] } ?? [], true)
        return true
    }

    private mutating func add(_ thrown: Thrown, _ relation: ThrownTree.Relation, indent: Int) {
        let owner = relation == .top ? nil : open.last?.node
        guard let index = tree.add(thrown, relation, of: owner) else { return }
        open.append((indent, index))
    }

    private mutating func takeFatal(_ line: Bytes) -> Bool {
        if let frame = NativeFrame(line) {
            tree.append(frame.frame, to: 0)
            return true
        }
        return line.isBlank || NodeLine.isFatal(line)
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes) -> Bool {
        if let frame = NodeFrame(line) {
            take(frame)
            return true
        }
        if let count = NodeLine.elided(line) {
            finishMessage()
            if let node = open.last?.node { tree.update(node) { $0.elidedFrames += count } }
            return true
        }
        if NodeLine.isTrailer(line) {
            finishMessage()
            return true
        }
        if isInMessage { return takeMessage(line) }
        return isInProperties ? takeProperty(line) : takeBelow(line)
    }

    private mutating func take(_ frame: NodeFrame) {
        if start.form == .deno { openMember(above: frame) }
        if start.form == .bun, isInMessage { dropProperties() }
        finishMessage()
        while open.count > 1, let error = open.last, error.indent >= frame.indent { open.removeLast() }
        if start.form == .deno, open.count > 1, let error = open.last, error.indent + 4 > frame.indent {
            open.removeLast()
        }
        if let node = open.last?.node { tree.append(frame.frame, to: node) }
        if frame.opensProperties { isInProperties = true }
    }

    /// Deno's members are part of the text above the frames; the first deeper frame tells which line was its error.
    private mutating func openMember(above frame: NodeFrame) {
        guard isInMessage, frame.indent > base + 4,
            let index = message.lastIndex(where: {
                $0.indent == frame.indent - 4 && NodeHeader($0.trimmedStart, needsTelling: true) != nil
            })
        else { return }
        let own = message[index...]
        message.removeSubrange(index...)
        finishMessage()
        while let error = open.last, open.count > 1, error.indent >= frame.indent - 4 { open.removeLast() }
        openHeader(own[index].trimmedStart, .member, indent: frame.indent - 4, needsTelling: true)
        message += own.dropFirst()
    }

    /// Bun prints the error's properties between its message and its frames: `  errno: -2,`.
    private mutating func dropProperties() {
        let first = message.dropFirst().firstIndex { line in
            let text = line.trimmedStart
            let name = text.prefix { $0.isWord }
            return !name.isEmpty && text.has(": ", at: name.endIndex)
        }
        if let first { message.removeSubrange(first...) }
    }

    private mutating func takeMessage(_ line: Bytes) -> Bool {
        if NodeLine.isCaret(line) {
            if start.form == .deno, message.count > 1 { message.removeLast() }
            finishMessage()
        } else if line.trimmed.first == UInt8(ascii: "}"), isInProperties {
            finishMessage()
            return takeProperty(line)
        } else if message.count < TraceLimits.messageLinesMax * 4 {
            message.append(line)
        }
        return true
    }

    /// Behind the frames of an error without properties.
    private mutating func takeBelow(_ line: Bytes) -> Bool {
        if line.isBlank || line.begins(with: "From previous event:") || line.begins(with: "Thrown at:") { return true }
        if let header = line.dropping("Caused by: ") {
            return openHeader(header, .cause, indent: base, needsTelling: false)
        }
        guard start.form == .deno, line.indent > base || NodeLine.isCaret(line) || open.count > 1 else { return false }
        guard !NodeLine.isCaret(line) else { return true }
        guard resumptionsLeft > 0 else { return false }
        resumptionsLeft -= 1
        // A further member, or the source line, which the marks below it will tell.
        while open.count > 1 { open.removeLast() }
        (message, isInMessage) = (keptMessage() + [line], true)
        return true
    }

    /// What the outermost error's message is so far, as lines can only follow it.
    private func keptMessage() -> [Bytes] {
        guard let node = open.first?.node, let text = tree.nodes[node].thrown.message else { return [] }
        return [Array(text.utf8)[...]]
    }

    private mutating func takeProperty(_ line: Bytes) -> Bool {
        let text = line.trimmed
        let indent = line.indent
        guard !text.isEmpty else { return true }
        while open.count > 1, let error = open.last,
            error.indent > indent || error.indent == indent && text.first != UInt8(ascii: "}")
        {
            open.removeLast()
        }
        if text.first == UInt8(ascii: "}"), indent <= base {
            isInProperties = false
            return true
        }
        if let cause = text.dropping("[cause]: ") {
            openNested(cause, .cause, indent: indent)
        } else if text.equals("[errors]: [") {
            list = indent
        } else if let list, indent <= list {
            self.list = nil
        } else if let list, indent == list + 2, text.first?.isWord == true || text.first == UInt8(ascii: "[") {
            openNested(text, .member, indent: indent)
        }
        return indent > base
    }

    /// An error among the properties; one without frames stands in brackets.
    private mutating func openNested(_ text: Bytes, _ relation: ThrownTree.Relation, indent: Int) {
        while open.count > 1, let error = open.last, error.indent >= indent { open.removeLast() }
        let text = text.last == UInt8(ascii: ",") ? text.dropLast() : text
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
            guard openHeader(text.dropFirst().dropLast(), relation, indent: indent, needsTelling: false) else { return }
            finishMessage()
        } else {
            openHeader(text, relation, indent: indent, needsTelling: true)
        }
    }

    private mutating func finishMessage() {
        guard isInMessage else { return }
        isInMessage = false
        setMessage()
    }

    private mutating func setMessage() {
        while message.count > 1, message.last?.isBlank == true { message.removeLast() }
        if let node = open.last?.node, !message.isEmpty {
            let text = joinedLines(message)
            tree.update(node) { $0.message = text }
        }
        message = []
    }

    func result() -> ParsedTrace? {
        guard let top = tree.nodes.first else { return nil }
        let isProven = tree.frameCount > 0 || start.form == .fatal || start.place != nil
        guard isProven || top.thrown.className != nil else { return nil }
        return ParsedTrace(
            trace: tree.trace(.node, from: 0), firstLine: start.line,
            column: start.start - lines[start.line].startIndex, lastLine: last,
            evidence: tree.frameCount * 2 + (isProven ? 1 : 0))
    }
}
