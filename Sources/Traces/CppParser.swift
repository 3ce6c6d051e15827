import Model

extension CppGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            for text in LogText.beginnings(line) {
                guard let start = CppStart(text) else { continue }
                var parser = CppParser(lines, number, text.startIndex)
                parser.take(start)
                return parser.result()
            }
            if line.first == UInt8(ascii: "#") || line.last == UInt8(ascii: "]"),
                MachineFrame(gdb: line)?.number == 0 || MachineFrame(symbols: line) != nil
            {
                return bare(lines, number)
            }
            if let text = line.dropping("exception: "), let found = printed(lines, number, text) { return found }
        }
        return nil
    }

    /// Frames below a text of the program's own.
    private static func bare(_ lines: [Bytes], _ frame: Int) -> ParsedTrace? {
        guard frame > 0, !lines[frame - 1].isBlank else {
            var parser = CppParser(lines, frame, lines[frame].startIndex)
            parser.readFrames(from: frame)
            return parser.result()
        }
        let text = LogText.message(lines[frame - 1])
        var parser = CppParser(lines, frame - 1, text.startIndex)
        parser.name(nil, text)
        parser.readFrames(from: frame)
        return parser.result()
    }

    /// `exception: TEXT` with `  caused by: TEXT` below, as programs print nested exceptions.
    private static func printed(_ lines: [Bytes], _ number: Int, _ text: Bytes) -> ParsedTrace? {
        var causes: [Thrown] = []
        var last = number
        for next in (number + 1)..<max(number + 1, lines.count) {
            guard lines[next].first == 0x20, let cause = lines[next].trimmed.dropping("caused by: ") else { break }
            if causes.count < TraceLimits.chainMax - 1 { causes.append(Thrown(message: cause.text)) }
            last = next
        }
        guard !causes.isEmpty else { return nil }
        let trace = Trace(
            language: TraceLanguage.cpp.rawValue, exception: Thrown(message: text.text), causes: causes)
        return ParsedTrace(trace: trace, firstLine: number, column: 0, lastLine: last, evidence: 2)
    }
}

private struct CppParser {
    private let lines: [Bytes]
    private var start: (line: Int, index: Int)
    private var thrown = Thrown()
    private var last: Int
    private var evidence = 1

    init(_ lines: [Bytes], _ line: Int, _ index: Int) { (self.lines, start, last) = (lines, (line, index), line) }

    mutating func name(_ type: Bytes?, _ message: Bytes?) {
        (thrown.className, thrown.message) = (type?.text, message?.text)
    }

    mutating func take(_ found: CppStart) {
        evidence = 2
        let next = start.line + 1
        switch found {
        case .terminate(let type, let message):
            name(type, message)
            readTerminated(from: next)
        case .assertion(let frame, let message):
            name(nil, message)
            if let frame { thrown.append(frame) }
            readFrames(from: next)
        case .abort:
            name(nil, lines[start.line].from(start.index))
            readFrames(from: next)
        case .sanitizer(let tool, let text): readReport(tool, text)
        case .undefined(let place, let message):
            (thrown.className, thrown.message) = ("runtime error", message.text)
            thrown.location = Thrown.Location(file: place.file.text, line: place.line)
            readFrames(from: next)
        case .signal(let message):
            name(nil, message)
            readFrames(from: next)
        case .valgrind(let message):
            name(nil, message)
            readValgrind(from: next)
        case .dumped(let message):
            name(nil, message)
            readDump(from: next)
        case .check(let place, let message):
            name(nil, message.trimmedEnd)
            thrown.location = Thrown.Location(file: place.file.text, line: place.line)
            readFrames(from: next)
        case .crash:
            let signal = lines[start.line...].prefix(4).first(where: CppLine.isSignal) ?? lines[start.line]
            name(nil, signal)
            readFrames(from: next)
        }
    }

    private mutating func readTerminated(from first: Int) {
        guard first < lines.count, let text = lines[first].dropping("  what():  ") else {
            return readFrames(from: first)
        }
        last = first
        var message = [text]
        var number = first + 1
        while number < lines.count, !isBehindMessage(lines[number]) {
            if message.count < TraceLimits.messageLinesMax * 4 { message.append(lines[number]) }
            if !lines[number].isBlank { last = number }
            number += 1
        }
        while message.count > 1, message.last?.isBlank == true { message.removeLast() }
        thrown.message = joinedLines(message)
        readFrames(from: number)
    }

    private func isBehindMessage(_ line: Bytes) -> Bool {
        CppStart(line) != nil || CppLine.isTrailer(line) || MachineFrame(gdb: line) != nil
            || MachineFrame(symbols: line) != nil
    }

    /// The first stack; those below a title of their own say where memory came from.
    mutating func readFrames(from first: Int) {
        var isFirst = true
        for number in first..<max(first, lines.count) {
            let line = lines[number]
            if line.isBlank {
                isFirst = isFirst && thrown.frames.isEmpty
                continue
            }
            if let frame = MachineFrame(gdb: line) ?? MachineFrame(symbols: line) ?? MachineFrame(sanitizer: line)
                ?? MachineFrame(glog: line)
            {
                if frame.number == 0, !thrown.frames.isEmpty { isFirst = false }
                if isFirst { thrown.append(frame.frame) }
                evidence += 2
            }
            last = number
        }
    }

    private mutating func readReport(_ tool: Bytes, _ text: Bytes) {
        if start.line > 0, CppLine.isRuler(lines[start.line - 1]) {
            start = (start.line - 1, lines[start.line - 1].startIndex)
        }
        let words = text.dropping("attempting ") ?? text
        var kind = words.prefix { !$0.isBlank }
        if tool.equals("ThreadSanitizer"), let paren = words.find(" (pid=") { kind = words.upTo(paren) }
        name(tool.equals("LeakSanitizer") ? nil : kind, text)
        let title = last
        readFrames(from: title + 1 < lines.count && CppLine.isRuler(lines[title]) ? title + 2 : title + 1)
        evidence += 1
    }

    private mutating func readValgrind(from first: Int) {
        var isFirst = true
        for number in first..<max(first, lines.count) {
            guard let (text, isValgrind) = CppLine.process(lines[number]), isValgrind, !text.isBlank else { break }
            if let frame = CppLine.valgrindFrame(text) {
                if isFirst { thrown.append(frame) }
                evidence += 2
            } else {
                isFirst = isFirst && thrown.frames.isEmpty
            }
            last = number
        }
    }

    /// The first thread's, which is the one that failed.
    private mutating func readDump(from first: Int) {
        var isFirst = true
        for number in first..<max(first, lines.count) {
            if let frame = MachineFrame(dump: lines[number]) {
                if frame.number == 0, !thrown.frames.isEmpty { isFirst = false }
                if isFirst { thrown.append(frame.frame) }
                evidence += 2
            }
            if !lines[number].isBlank { last = number }
        }
    }

    func result() -> ParsedTrace? {
        guard thrown.message != nil || thrown.className != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.cpp.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: evidence)
    }
}
