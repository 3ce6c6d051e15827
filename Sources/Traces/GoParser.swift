import Model

extension GoGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        guard let start = GoStart.find(lines) else { return nil }
        switch start.form {
        case .race: return GoRaceParser.parse(start, lines)
        case .wrapped: return GoWrapParser.parse(start, lines)
        case .recovery:
            let column = start.index - lines[start.line].startIndex
            return GoRecovery.parse(lines, title: start.line, index: column)
        case .panic, .logged:
            var parser = GoParser(start, lines)
            parser.read()
            return parser.result()
        }
    }
}

/// Where a trace of Go begins.
private struct GoStart {
    enum Form { case panic, logged, wrapped, race, recovery }

    var line: Int
    /// Where its text begins.
    var index: Int
    var form: Form
    /// The message that stands in the first line, if that is no line of the runtime.
    var message: Bytes?

    static func find(_ lines: [Bytes]) -> Self? {
        for (number, line) in lines.enumerated() {
            if GoRace.isTitle(line) {
                let ruler = number > 0 && GoRace.isRuler(lines[number - 1]) ? number - 1 : number
                return Self(line: ruler, index: lines[ruler].startIndex, form: .race)
            }
            if GoRecovery.isTitle(line) {
                let index = line.find("[Recovery] ") ?? line.startIndex
                return Self(line: number, index: index, form: .recovery)
            }
            if let start = served(line, number) { return start }
            let found = GoLine(line)
            if case .goroutine = found, number > 0, !lines[number - 1].isBlank {
                // What a program logs together with its own stack.
                let text = LogText.message(lines[number - 1])
                return Self(line: number - 1, index: text.startIndex, form: .logged, message: text)
            }
            switch found {
            case .panic, .fatal, .goroutine, .runtimeStack:
                return Self(line: number, index: line.startIndex, form: .panic)
            case .note:
                guard line.first.map({ $0 == 0x72 || $0 == 0x75 }) == true else { break }
                let rest = lines[number...].prefix(8)
                guard rest.contains(where: { if case .fatal = GoLine($0) { true } else { false } }) else { break }
                return Self(line: number, index: line.startIndex, form: .panic)
            case .place: if let start = wrapped(lines, number) { return start }
            case .call, .created, .elided, .trailer, nil: break
            }
        }
        return nil
    }

    /// `http: panic serving ADDR: TEXT`, or a panic's line behind a log's head; the goroutine proves it.
    private static func served(_ line: Bytes, _ number: Int) -> Self? {
        if let mark = line.find("panic serving ") {
            guard let colon = line.find(": ", from: mark) else { return nil }
            return Self(line: number, index: mark, form: .panic, message: line.from(colon + 2))
        }
        if let text = GoLine.observed(line) {
            return Self(line: number, index: text.startIndex - 18, form: .panic, message: text)
        }
        guard let mark = line.find(" panic: "), LogHead.begins(line) else { return nil }
        return Self(line: number, index: mark + 1, form: .panic, message: line.from(mark + 8))
    }

    /// An error whose frames have no arguments: its message stands above the first.
    private static func wrapped(_ lines: [Bytes], _ place: Int) -> Self? {
        guard place > 0, GoCall(name: lines[place - 1]) != nil else { return nil }
        let above = place - 2
        guard above >= 0, !lines[above].isBlank else {
            return Self(line: place - 1, index: lines[place - 1].startIndex, form: .wrapped)
        }
        let text = LogText.message(lines[above])
        return Self(line: above, index: text.startIndex, form: .wrapped, message: text)
    }
}

/// Reads a panic with its goroutines.
private struct GoParser {
    private static let keyword = Array("panic".utf8)[...]

    private let start: GoStart
    private let lines: [Bytes]
    private var panics: [(keyword: Bytes?, message: [Bytes])] = []
    private var isInMessage = false
    private var call: GoCall?
    private var thrown = Thrown()
    private var goroutine: Bytes?
    /// Whether the frames are those of the goroutine that failed.
    private var isFirst = false
    private var last: Int
    private var evidence = 1

    init(_ start: GoStart, _ lines: [Bytes]) {
        (self.start, self.lines, last) = (start, lines, start.line)
        if let message = start.message {
            panics = [(start.form == .logged ? nil : Self.keyword, [message])]
            isInMessage = true
        }
    }

    mutating func read() {
        for number in (start.message == nil ? start.line : start.line + 1)..<max(start.line + 1, lines.count) {
            let line = lines[number]
            if !take(line) { break }
            if !line.isBlank { last = number }
        }
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes) -> Bool {
        guard let special = GoLine(line) else {
            if isInMessage, panics.count > 0, panics[panics.count - 1].message.count < TraceLimits.messageLinesMax * 4 {
                panics[panics.count - 1].message.append(line)
                return true
            }
            return line.isBlank || line.begins(with: "-----") || line.begins(with: "goroutine running on")
        }
        switch special {
        case .panic(let text):
            guard evidence == 1 else { return false }
            if panics.count < TraceLimits.chainMax { panics.append((Self.keyword, [text])) }
            isInMessage = true
        case .fatal(let keyword, let text):
            if panics.count < TraceLimits.chainMax { panics.append((keyword, [text])) }
            isInMessage = true
        case .note, .trailer: isInMessage = false
        case .goroutine(let name):
            isInMessage = false
            isFirst = goroutine == nil || thrown.frames.isEmpty
            if isFirst { goroutine = name }
        case .runtimeStack: (isInMessage, isFirst) = (false, false)
        case .call, .created, .place, .elided:
            guard !isInMessage else {
                panics[panics.count - 1].message.append(line)
                return true
            }
            takeFrame(special)
        }
        return true
    }

    private mutating func takeFrame(_ line: GoLine) {
        evidence += 1
        switch line {
        case .call(let found), .created(let found): call = found
        case .elided(let count): if isFirst { thrown.elidedFrames += count }
        case .place(let file, let number):
            if isFirst, let call { thrown.append(call.frame(file: file, line: number)) }
            call = nil
        case .panic, .fatal, .note, .goroutine, .runtimeStack, .trailer: break
        }
    }

    func result() -> ParsedTrace? {
        guard evidence > 1 || !panics.isEmpty, start.message == nil || goroutine != nil else { return nil }
        var top = thrown
        var causes: [Thrown] = []
        for (index, panic) in panics.reversed().enumerated() {
            let message = Self.message(panic.message)
            if index == 0 {
                let isPanic = top.frames.contains { $0.type == nil && $0.method == "panic" }
                top.className = panic.keyword?.text ?? (isPanic ? "panic" : nil)
                top.message = message
            } else {
                causes.append(Thrown(className: panic.keyword?.text, message: message))
            }
        }
        let trace = Trace(
            language: TraceLanguage.go.rawValue, exception: top, causes: causes,
            thread: goroutine.map { "goroutine \($0.text)" })
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: evidence)
    }

    /// Without what the runtime says about it behind its end.
    private static func message(_ lines: [Bytes]) -> String? {
        var lines = lines
        while lines.count > 1, lines.last?.isBlank == true { lines.removeLast() }
        guard var end = lines.popLast() else { return nil }
        while end.last == UInt8(ascii: "]"), let mark = end.findLast(" [recovered") { end = end.upTo(mark) }
        return joinedLines(lines + [end])
    }
}

/// Reads an error that carries the stacks of its wrappings, the innermost first.
private enum GoWrapParser {
    static func parse(_ start: GoStart, _ lines: [Bytes]) -> ParsedTrace? {
        var chain: [Thrown] = []
        var message: [Bytes] = start.message.map { [$0] } ?? []
        var (current, frames, last) = (Thrown(), 0, start.line)
        var number = start.message == nil ? start.line : start.line + 1
        func finish() {
            current.message = message.isEmpty ? nil : joinedLines(message)
            if chain.count < TraceLimits.chainMax { chain.append(current) }
            (current, message) = (Thrown(), [])
        }
        var waiting: [Bytes] = []
        while number < lines.count {
            let line = lines[number]
            if number + 1 < lines.count, let call = GoCall(name: line),
                case .place(let file, let row) = GoLine(lines[number + 1])
            {
                if !waiting.isEmpty {
                    finish()
                    (message, waiting) = (waiting, [])
                }
                current.append(call.frame(file: file, line: row))
                (frames, last, number) = (frames + 1, number + 1, number + 2)
                continue
            }
            if LogHead.begins(line) { break }
            if waiting.count < TraceLimits.messageLinesMax { waiting.append(line) }
            number += 1
        }
        finish()
        guard frames > 0, let top = chain.popLast() else { return nil }
        let trace = Trace(language: TraceLanguage.go.rawValue, exception: top, causes: Array(chain.reversed()))
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: frames * 2)
    }
}

/// Reads the race detector's report: the frames are those of the access that was noticed.
private enum GoRaceParser {
    static func parse(_ start: GoStart, _ lines: [Bytes]) -> ParsedTrace? {
        var thrown = Thrown(className: "DATA RACE")
        var (sections, evidence, last) = (0, 2, start.line)
        var call: GoCall?
        for number in start.line..<lines.count {
            let line = lines[number]
            if GoRace.isSection(line) {
                sections += 1
                if sections == 1 { thrown.message = line.dropLast().text }
            } else if let found = GoRace.call(line) {
                call = found
            } else if let (file, row) = GoRace.place(line) {
                if sections == 1, let call { thrown.append(call.frame(file: file, line: row)) }
                call = nil
                evidence += 2
            } else if !line.isBlank, !GoRace.isTitle(line), !GoRace.isRuler(line) {
                break
            }
            if !line.isBlank { last = number }
            if number > start.line, GoRace.isRuler(line) { break }
        }
        let trace = Trace(language: TraceLanguage.go.rawValue, exception: thrown)
        return ParsedTrace(trace: trace, firstLine: start.line, column: 0, lastLine: last, evidence: evidence)
    }
}
