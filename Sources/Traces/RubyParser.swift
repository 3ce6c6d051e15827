import Model

extension RubyGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        let text = lines.map(RubyLine.untagged)
        guard let start = RubyStart.find(text) else { return nil }
        var parser = RubyParser(start, text)
        parser.read()
        return parser.result(column: start.index - lines[start.line].startIndex)
    }
}

/// Where a trace of Ruby begins.
private struct RubyStart {
    var line: Int
    /// Where its text begins.
    var index: Int
    /// What the first line says, if it is no line of a trace by itself.
    var title: RubyTitle?
    var frame: RubyFrame?

    static func find(_ lines: [Bytes]) -> Self? {
        for (number, line) in lines.enumerated() {
            switch RubyLine(line) {
            case .thread, .header: return Self(line: number, index: line.startIndex)
            case .rails(let title, isCause: false):
                let hasFrame = lines[number...].prefix(32).contains {
                    if case .frame = RubyLine($0) { true } else { false }
                }
                if title.isTelling || hasFrame { return Self(line: number, index: line.startIndex) }
            case .reversed:
                let first = number > 0 && lines[number - 1].begins(with: "Traceback (most") ? number - 1 : number
                return Self(line: first, index: lines[first].startIndex)
            case .frame: return logged(lines, above: number)
            case .elided, .rails, .announced, nil: continue
            }
        }
        return nil
    }

    /// The line above bare frames: a logger's `MESSAGE (CLASS)`, or anything that names the error.
    private static func logged(_ lines: [Bytes], above frame: Int) -> Self {
        let filled = lines[..<frame].lastIndex { !$0.isBlank }
        guard let above = lines[..<frame].indices.first(where: { named(lines[$0]) != nil }) ?? filled else {
            return Self(line: frame, index: lines[frame].startIndex)
        }
        if let (index, place, title) = named(lines[above]) {
            return Self(line: above, index: index, title: title, frame: place)
        }
        let text = LogText.message(lines[above])
        // A logger that was given the frames alone.
        if let first = RubyFrame(text, needsMethod: true) {
            return Self(
                line: above, index: text.startIndex, title: RubyTitle(className: nil, message: nil), frame: first)
        }
        return Self(line: above, index: text.startIndex, title: RubyTitle(className: nil, message: text))
    }

    private static func named(_ line: Bytes) -> (index: Int, RubyFrame?, RubyTitle)? {
        var text = line
        if let mark = line.find(" -- "), LogHead.begins(line), let colon = line.find(": ", from: mark + 3) {
            text = line.from(colon + 2)
        }
        if let mark = text.find(":in `") ?? text.find(":in '") {
            let start = text.upTo(mark).lastIndex(of: 0x20).map { $0 + 1 } ?? text.startIndex
            if case .header(let frame, let title) = RubyLine(text.from(start)) { return (start, frame, title) }
        }
        if let found = RubyTitle.inspected(text) ?? RubyTitle.dashed(text) { return (found.start, nil, found.title) }
        if let found = classFirst(text) { return found }
        guard let title = RubyTitle(below: text), title.message != nil else { return nil }
        return (text.startIndex, nil, title)
    }

    /// `CLASS: MESSAGE`, at the text's start or behind a blank.
    private static func classFirst(_ text: Bytes) -> (index: Int, RubyFrame?, RubyTitle)? {
        var index = text.startIndex
        while index < text.endIndex {
            let rest = text.from(index)
            if let end = RubyTitle.constantEnd(rest), rest.has(": ", at: end) {
                let name = rest.upTo(end)
                if name.contains("::") || TypeName.tells(name) {
                    return (index, nil, RubyTitle(className: name, message: rest.from(end + 2)))
                }
            }
            while index < text.endIndex, !text[index].isBlank { index += 1 }
            while index < text.endIndex, text[index].isBlank { index += 1 }
        }
        return nil
    }
}

/// Reads blocks of a header and its frames; the first block is the exception's, each further one its cause's.
private struct RubyParser {
    private struct Block {
        var title: RubyTitle
        var message: [Bytes] = []
        var frames: [Frame] = []
        var elided = 0
        var isInMessage = true
    }

    private let start: RubyStart
    private let lines: [Bytes]
    private var blocks: [Block] = []
    /// Frames with the outermost first, up to their header.
    private var reversed: [Frame] = []
    private var isReversed = false
    private var first: Bytes?
    private var evidence = 0
    private var last: Int

    init(_ start: RubyStart, _ lines: [Bytes]) { (self.start, self.lines, last) = (start, lines, start.line) }

    mutating func read() {
        var number = start.line
        if let title = start.title {
            open(title, start.frame)
            number += 1
        }
        while number < lines.count, take(lines[number], number) {
            if !lines[number].isBlank, blocks.last?.isInMessage != true { last = number }
            number += 1
        }
        if !reversed.isEmpty { open(RubyTitle(className: nil, message: nil), nil) }
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes, _ number: Int) -> Bool {
        guard let special = RubyLine(line) else {
            if blocks.isEmpty { return true }
            if blocks[blocks.count - 1].isInMessage, !isReversed {
                // Rails closes the message; what follows is an excerpt of the source.
                if blocks[blocks.count - 1].title.isClosed { return true }
                guard blocks[blocks.count - 1].message.count < TraceLimits.messageLinesMax * 4 else { return true }
                blocks[blocks.count - 1].message.append(line)
                return true
            }
            return line.isBlank
        }
        switch special {
        case .thread: return number == start.line
        case .header(let frame, let title):
            guard first.map({ $0 == line }) != true else { return false }
            if first == nil { first = line }
            evidence += 2
            open(title, frame)
            last = number
        case .rails(let title, let isCause):
            guard blocks.isEmpty || isCause || line.begins(with: "Information for: ") else { return false }
            if blocks.isEmpty || isCause {
                open(title, nil)
            } else {
                (blocks[0].title, blocks[0].message) = (title, [])
            }
            evidence += 1
            last = number
        case .announced: return true
        case .frame(let frame):
            guard !isReversed else { return false }
            add(frame.frame)
        case .reversed(let frame):
            isReversed = true
            evidence += 2
            if reversed.count < TraceLimits.framesMax * 4 { reversed.append(frame.frame) }
        case .elided(let count):
            if !blocks.isEmpty { blocks[blocks.count - 1].elided += count }
        }
        return true
    }

    private mutating func open(_ title: RubyTitle, _ frame: RubyFrame?) {
        guard blocks.count < TraceLimits.chainMax else { return }
        var block = Block(title: title)
        if let frame, frame.method != nil || title.className != nil { block.frames.append(frame.frame) }
        if !reversed.isEmpty {
            block.frames += reversed.reversed().prefix(TraceLimits.framesMax)
            block.elided += max(0, reversed.count - TraceLimits.framesMax)
            reversed = []
        }
        blocks.append(block)
    }

    private mutating func add(_ frame: Frame) {
        if blocks.isEmpty { open(RubyTitle(className: nil, message: nil), nil) }
        evidence += 2
        blocks[blocks.count - 1].isInMessage = false
        if blocks[blocks.count - 1].frames.count < TraceLimits.framesMax {
            blocks[blocks.count - 1].frames.append(frame)
        } else {
            blocks[blocks.count - 1].elided += 1
        }
    }

    func result(column: Int) -> ParsedTrace? {
        guard evidence > 1, !blocks.isEmpty else { return nil }
        let chain = (isReversed ? blocks.reversed() : blocks).map(Self.thrown)
        let trace = Trace(
            language: TraceLanguage.ruby.rawValue, exception: chain[0], causes: Array(chain.dropFirst()))
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: column, lastLine: max(last, start.line), evidence: evidence)
    }

    private static func thrown(_ block: Block) -> Thrown {
        var lines = block.message
        if block.title.isRails, let end = lines.firstIndex(where: { $0.trimmedEnd.ends(with: "):") }) {
            lines = lines[..<end] + [lines[end].trimmedEnd.dropLast(2)]
        }
        while lines.last?.isBlank == true { lines.removeLast() }
        // Source lines that Rails shows are no part of the message.
        if block.title.message == nil, !block.frames.isEmpty { lines = [] }
        let message = block.title.message.map { joinedLines([$0] + lines) }
        return Thrown(
            className: block.title.className?.text, message: message, frames: block.frames, elidedFrames: block.elided)
    }
}
