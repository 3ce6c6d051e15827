import Model

/// Reads an exception that a logger wrote into its context: `[object] (CLASS(code: N): MESSAGE at FILE:LINE)`, with its
/// stack and the previous ones below. Backslashes are doubled there; line ends are real, or two characters in one line.
enum PHPObjectParser {
    static func parse(_ header: PHPHeader, _ lines: [Bytes]) -> ParsedTrace? {
        let isOneLine =
            lines.count == header.line + 1 || !lines[(header.line + 1)...].contains(where: PHPHeader.isStackMark)
        var texts: [Bytes] = []
        if isOneLine {
            texts = split(lines[header.line].from(header.text))
        } else {
            texts = [lines[header.line].from(header.text)] + lines[(header.line + 1)...]
        }
        var (thrown, header1, end): ([Thrown], [Bytes], Int) = ([], [texts[0]], 0)
        var frameCount = 0
        reading: for (number, text) in texts.enumerated().dropFirst() {
            switch line(text) {
            case .frame(let frame):
                flush(&header1, into: &thrown)
                if !thrown.isEmpty { thrown[thrown.count - 1].append(frame.frame(unescaping: true)) }
                frameCount += 1
            case .previous(let text):
                flush(&header1, into: &thrown)
                header1 = [text]
            case .mark: flush(&header1, into: &thrown)
            case .end:
                end = number
                break reading
            case .text: if !header1.isEmpty { header1.append(text) } else if !text.isBlank { break reading }
            }
            end = number
        }
        flush(&header1, into: &thrown)
        guard let top = thrown.first else { return nil }
        return ParsedTrace(
            trace: Trace(
                language: "php", exception: top, causes: Array(thrown.dropFirst().prefix(TraceLimits.chainMax - 1))),
            firstLine: header.line, column: header.start - lines[header.line].startIndex,
            lastLine: isOneLine ? header.line : header.line + end, evidence: frameCount * 2 + 1)
    }

    private enum Line {
        case frame(PHPFrame), previous(Bytes), mark, end, text
    }

    private static func line(_ text: Bytes) -> Line {
        if let frame = PHPFrame(text) { return .frame(frame) }
        if let previous = text.dropping("[previous exception] [object] (") { return .previous(previous) }
        if PHPHeader.isStackMark(text) { return .mark }
        return text.begins(with: "\"}") ? .end : .text
    }

    /// At each `\n` of two characters that is no part of `\\n`.
    private static func split(_ text: Bytes) -> [Bytes] {
        var (parts, start, index): ([Bytes], Int, Int) = ([], text.startIndex, text.startIndex)
        while index + 1 < text.endIndex {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if text[index + 1] == UInt8(ascii: "n") {
                parts.append(text[start..<index])
                start = index + 2
            }
            index += 2
        }
        return parts + [text.from(start)]
    }

    /// Adds the exceptions of a header; an older logger put the previous ones behind commas.
    private static func flush(_ header: inout [Bytes], into thrown: inout [Thrown]) {
        guard !header.isEmpty else { return }
        defer { header = [] }
        if let end = header[header.count - 1].find("\"}") {
            header[header.count - 1] = header[header.count - 1].upTo(end)
        }
        while header.count > 1, header[header.count - 1].isBlank { header.removeLast() }
        var last = header[header.count - 1].trimmedEnd
        if last.last == UInt8(ascii: ")") { last.removeLast() }
        header[header.count - 1] = last
        for part in chained(header) where thrown.count < TraceLimits.chainMax { thrown.append(exception(part)) }
    }

    /// `A(code: 0): m at F:1, B(code: 0): n at G:2` as two.
    private static func chained(_ header: [Bytes]) -> [[Bytes]] {
        guard header.count == 1 else { return [header] }
        var (parts, rest): ([[Bytes]], Bytes) = ([], header[0])
        var from = rest.startIndex
        while let comma = rest.find(", ", from: from) {
            let name = rest.from(comma + 2).prefix { $0.isWord || $0 == UInt8(ascii: "\\") }
            if rest.has("(code: ", at: name.endIndex), PHPText.splitPlace(rest.upTo(comma), " at ") != nil {
                parts.append([rest.upTo(comma)])
                rest = rest.from(comma + 2)
            }
            from = comma + 2
        }
        return parts + [[rest]]
    }

    private static func exception(_ lines: [Bytes]) -> Thrown {
        var lines = lines
        var thrown = Thrown()
        if let (text, place) = PHPText.splitPlace(lines[lines.count - 1], " at ") {
            lines[lines.count - 1] = text
            thrown.location = Thrown.Location(
                file: PHPText.unescaped(Array(place.file.utf8)[...]).text, line: place.line)
        }
        let name = lines[0].prefix { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ":") }
        thrown.className = PHPText.unescaped(name).text
        var rest = lines[0].dropFirst(name.count)
        if rest.begins(with: "(code: "), let (_, message) = rest.splitFirst("):") {
            rest = message
        } else {
            rest = rest.dropFirst()
        }
        lines[0] = rest.dropping(" ") ?? rest
        let message = joinedLines(lines.map(PHPText.unescaped))
        thrown.message = message.isEmpty ? nil : message
        return thrown
    }
}
