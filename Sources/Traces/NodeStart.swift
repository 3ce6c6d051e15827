import Model

/// Where a trace of Node or Deno begins.
struct NodeStart {
    var line: Int
    /// Where its text begins.
    var start: Int
    /// Where the error's own text begins; nil if frames stand alone.
    var error: (line: Int, text: Bytes)?
    var place: Thrown.Location?
    var form: Form

    enum Form { case node, deno, bun, fatal, bare }

    static func find(_ lines: [Bytes]) -> Self? {
        for number in lines.indices {
            if let start = special(lines, number) { return start }
        }
        guard let frame = lines.firstIndex(where: { NodeFrame($0) != nil }) else { return nil }
        return logged(lines, above: frame)
    }

    private static func special(_ lines: [Bytes], _ number: Int) -> Self? {
        let line = lines[number]
        if let start = numbered(lines, number) { return start }
        guard let first = line.first, first.isLetter || "/<[".utf8.contains(first) else { return nil }
        if NodeLine.opensFatal(line) {
            let fatal = lines[number...].firstIndex { $0.begins(with: "FATAL ERROR: ") } ?? number
            let text = lines[fatal].dropping("FATAL ERROR: ") ?? lines[fatal]
            return Self(line: number, start: line.startIndex, error: (fatal, text), form: .fatal)
        }
        if let text = NodeLine.uncaught(line), NodeLine.isDeno(line) || NodeHeader(text, needsTelling: true) != nil {
            let form: Form = NodeLine.isDeno(line) ? .deno : .node
            return Self(line: number, start: line.startIndex, error: (number, text), form: form)
        }
        guard let place = NodeLine.excerptPlace(line) else { return nil }
        guard let caret = lines[number...].prefix(7).firstIndex(where: NodeLine.isCaret),
            let error = lines[(caret + 1)...].prefix(4).firstIndex(where: { !$0.isBlank })
        else { return nil }
        return Self(
            line: number, start: line.startIndex, error: (error, lines[error]), place: place, form: .node)
    }

    /// Bun's numbered lines of the source, the marks and the error.
    private static func numbered(_ lines: [Bytes], _ number: Int) -> Self? {
        guard let first = lines[number].first, first.isDigit || first == 0x20 else { return nil }
        guard NodeLine.isNumbered(lines[number]) else { return nil }
        let error = lines[number...].prefix(12).prefix { NodeLine.isNumbered($0) }.endIndex + 1
        guard error < lines.count, NodeLine.isCaret(lines[error - 1]) else { return nil }
        let text = lines[error]
        guard NodeHeader(text, needsTelling: true) != nil || text.begins(with: "error: ") else { return nil }
        return Self(line: number, start: lines[number].startIndex, error: (error, text), form: .bun)
    }

    /// An error that a program printed: the first line above the frames that names one.
    private static func logged(_ lines: [Bytes], above frame: Int) -> Self {
        for number in 0..<frame {
            guard let (start, _) = NodeHeader.within(lines[number]) else { continue }
            return Self(line: number, start: start, error: (number, lines[number].from(start)), form: .node)
        }
        // Bun prints `error: MESSAGE` where there is no class of its own.
        if frame > 0, !LogHead.begins(lines[frame - 1]) || lines[frame - 1].begins(with: "error: ") {
            let text = lines[frame - 1].trimmedStart
            if NodeHeader(text, needsTelling: false) != nil {
                return Self(line: frame - 1, start: text.startIndex, error: (frame - 1, text), form: .bun)
            }
        }
        return Self(line: frame, start: lines[frame].startIndex, error: nil, form: .bare)
    }
}
