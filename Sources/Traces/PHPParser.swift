import Model

extension PHPGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        if let first = lines.first, let text = PHPEnvelope.apachesLines(first), var found = parseText(text) {
            // All of it stands in the one line, and its beginning where it does in the text.
            (found.firstLine, found.lastLine) = (0, 0)
            return found
        }
        return parseText(lines.map(PHPEnvelope.workersText)).map { found in
            var found = found
            let line = lines[found.firstLine]
            found.column += PHPEnvelope.workersText(line).startIndex - line.startIndex
            return found
        }
    }

    private static func parseText(_ lines: [Bytes]) -> ParsedTrace? {
        guard let header = PHPHeader.find(lines) else { return nil }
        var parser = PHPParser(header, lines)
        switch header.form {
        case .exception: parser.readException(from: header.text)
        case .error: parser.readError()
        case .object: return PHPObjectParser.parse(header, lines)
        case .bare: parser.readFrames(from: header.line)
        }
        return parser.result()
    }
}

/// Reads an exception with its stack, and those that `Next` adds: each is the cause of the one below.
private struct PHPParser {
    private let header: PHPHeader
    private let lines: [Bytes]
    private var chain: [Thrown] = []
    private var current = Thrown()
    private var last: Int
    private var frameCount = 0

    init(_ header: PHPHeader, _ lines: [Bytes]) { (self.header, self.lines, last) = (header, lines, header.line) }

    mutating func readException(from start: Int) {
        var (number, first): (Int?, Bytes) = (header.line, lines[header.line].from(start))
        while let line = number {
            let end = headerEnd(from: line, first)
            current = PHPExceptionText.thrown([first] + lines[(line + 1)..<max(line + 1, end)])
            last = max(line, end - 1)
            number = readStack(from: end)
            guard let next = number, let text = lines[next].dropping("Next ") else { break }
            finish()
            first = text
        }
    }

    /// The line behind the message, which ends at the stack, or where a place ends it.
    private func headerEnd(from line: Int, _ first: Bytes) -> Int {
        let below = lines[line...].dropFirst().prefix(TraceLimits.messageLinesMax * 4)
        if let stack = below.firstIndex(where: { PHPHeader.isStackMark($0) || PHPFrame($0)?.isMain == true }) {
            return stack
        }
        if PHPText.splitPlace(first) != nil { return line + 1 }
        return below.firstIndex { PHPText.splitPlace($0) != nil }.map { $0 + 1 } ?? line + 1
    }

    /// The index of the line with the next exception, if one follows.
    private mutating func readStack(from start: Int) -> Int? {
        var (number, isBroken) = (start, false)
        while number < lines.count {
            let line = lines[number]
            if let frame = PHPFrame(line) {
                current.append(frame.frame(unescaping: false))
                (last, isBroken, frameCount) = (number, !frame.isComplete, frameCount + 1)
            } else if line.begins(with: "  thrown in ") {
                last = number
                return nil
            } else if line.begins(with: "Next ") {
                return number
            } else if isBroken || PHPHeader.isStackMark(line) {
                last = number
            } else if !line.isBlank {
                return nil
            }
            number += 1
        }
        return nil
    }

    private mutating func finish() {
        chain.append(current)
        if chain.count >= TraceLimits.chainMax * 2 { chain.removeFirst(TraceLimits.chainMax) }
        current = Thrown()
    }

    mutating func readFrames(from start: Int) { _ = readStack(from: start) }

    /// An error's message, then the calls that Xdebug adds or the stack that newer versions do.
    mutating func readError() {
        var (end, message) = (header.line, [lines[header.line].from(header.text)])
        while !PHPText.endsOnLine(lines[end]), end + 1 < lines.count, message.count < TraceLimits.messageLinesMax {
            end += 1
            message.append(lines[end])
        }
        if !PHPText.endsOnLine(lines[end]) { (end, message) = (header.line, [message[0]]) }
        last = end
        if let (text, place) = message.last.flatMap(PHPText.splitOnLine) {
            message[message.count - 1] = text
            current.location = place
        }
        current.message = joinedLines(message)
        guard end + 1 < lines.count else { return }
        if PHPText.isXdebugStack(lines[end + 1]) { readCalls(from: end + 2) } else { _ = readStack(from: end + 1) }
    }

    /// Xdebug's calls, the outermost first.
    private mutating func readCalls(from start: Int) {
        var frames: [Frame] = []
        last = start - 1
        for number in start..<max(start, lines.count) {
            guard let call = PHPText.xdebugCall(lines[number]) else { break }
            last = number
            frames.append(Self.frame(call))
            if frames.count >= TraceLimits.framesMax * 2 {
                frames.removeFirst(TraceLimits.framesMax)
                current.elidedFrames += TraceLimits.framesMax
            }
        }
        frameCount += frames.count
        for frame in frames.reversed() { current.append(frame) }
    }

    /// `Class->function($a = 1) FILE:LINE`
    private static func frame(_ call: Bytes) -> Frame {
        let (call, place) = call.trimmedEnd.splitLast(" ") ?? (call, call.suffix(0))
        let name = call.prefix { $0 != UInt8(ascii: "(") }
        var (type, method): (Bytes?, Bytes) = (nil, name)
        if let mark = name.find("->") ?? name.find("::") { (type, method) = (name.upTo(mark), name.from(mark + 2)) }
        let (file, line) = place.splitLast(":") ?? (place, place.suffix(0))
        return Frame(
            method: method.text, type: type?.text, file: file.isEmpty ? nil : file.text, line: line.decimal,
            isApplication: !file.contains("/vendor/") && !method.equals("{main}"))
    }

    func result() -> ParsedTrace? {
        guard current.className != nil || current.message != nil || !current.frames.isEmpty else { return nil }
        let causes = chain.reversed().prefix(TraceLimits.chainMax - 1)
        return ParsedTrace(
            trace: Trace(language: "php", exception: current, causes: Array(causes)), firstLine: header.line,
            column: header.start - lines[header.line].startIndex, lastLine: last, evidence: frameCount * 2 + 1)
    }
}

/// `CLASS[: MESSAGE] in FILE:LINE`, and the older `exception 'CLASS' with message 'MESSAGE' in FILE:LINE`.
enum PHPExceptionText {
    static func thrown(_ lines: [Bytes]) -> Thrown {
        var lines = lines
        var thrown = Thrown()
        while lines.count > 1, lines[lines.count - 1].isBlank { lines.removeLast() }
        if let (text, place) = PHPText.splitPlace(lines[lines.count - 1]) {
            lines[lines.count - 1] = text
            thrown.location = place
        }
        if let old = lines[0].dropping("exception '"), let (name, rest) = old.splitFirst("'") {
            thrown.className = name.text
            guard let message = rest.dropping(" with message '") else { return thrown }
            lines[0] = message
            if lines[lines.count - 1].last == UInt8(ascii: "'") { lines[lines.count - 1].removeLast() }
        } else {
            let name = lines[0].prefix { $0.isWord || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "@") }
            let rest = lines[0].dropFirst(name.count)
            if !name.isEmpty, rest.isEmpty || rest.first == UInt8(ascii: ":") {
                thrown.className = name.text
                if rest.isEmpty, lines.count == 1 { return thrown }
                lines[0] = rest.dropping(": ") ?? rest.dropFirst()
            }
        }
        thrown.message = joinedLines(lines)
        return thrown
    }
}
