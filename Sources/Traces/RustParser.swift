import Model

extension RustGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            if let mark = line.find("thread '"), case .panicked(let thread, let rest) = RustLine(line.from(mark)) {
                var parser = RustParser(lines, number, mark)
                parser.panicked(thread, rest)
                return parser.result()
            }
            switch RustLine(line) {
            case .overflowed(let thread):
                var parser = RustParser(lines, number, line.startIndex)
                parser.fatal(nil, thread)
                return parser.result()
            case .fatal(let text):
                var parser = RustParser(lines, number, line.startIndex)
                parser.fatal(text, nil)
                return parser.result()
            case .backtrace: return captured(lines, number)
            case .panicked, .frame, .place, .note, nil: break
            }
            if let found = reported(lines, number, line) ?? returned(lines, number, line) { return found }
        }
        return nil
    }

    /// A panic as color-eyre prints it; or `Error:` with numbered messages below, each the cause of the one above.
    private static func reported(_ lines: [Bytes], _ number: Int, _ line: Bytes) -> ParsedTrace? {
        if let mark = line.find("The application panicked (crashed).") {
            var parser = RustParser(lines, number, mark)
            parser.crashed()
            return parser.result()
        }
        guard line.trimmedEnd.ends(with: "Error:"), number + 1 < lines.count else { return nil }
        let mark = line.trimmedEnd.endIndex - 6
        guard mark == line.startIndex || line[mark - 1].isBlank, EyreLine.isFirstMessage(lines[number + 1]) else {
            return nil
        }
        var parser = RustParser(lines, number, mark)
        parser.messages(from: number + 1)
        return parser.result()
    }

    /// A backtrace that the program printed below its own text.
    private static func captured(_ lines: [Bytes], _ backtrace: Int) -> ParsedTrace? {
        let above = lines[..<backtrace].lastIndex { !$0.isBlank }
        guard let above else {
            var parser = RustParser(lines, backtrace, lines[backtrace].startIndex)
            parser.read(from: backtrace)
            return parser.result()
        }
        var text = LogText.message(lines[above])
        text = text.dropping("error: ") ?? text.dropping("Error: ") ?? text
        var parser = RustParser(lines, above, lines[above].startIndex)
        parser.message([text])
        parser.read(from: backtrace)
        return parser.result()
    }

    /// `Error: VALUE`, as `main` shows what it returned; or `Error: TEXT` with causes below.
    private static func returned(_ lines: [Bytes], _ number: Int, _ line: Bytes) -> ParsedTrace? {
        guard let mark = line.find("Error: "), mark == line.startIndex || line[mark - 1].isBlank else { return nil }
        let text = line.from(mark + 7)
        let next = lines[(number + 1)...].first { !$0.isBlank }
        let hasCauses = next.map { $0.trimmedEnd.equals("Caused by:") || $0.trimmedEnd.equals("Location:") } == true
        guard hasCauses || mark == line.startIndex && RustLine.isReturned(text) else { return nil }
        var parser = RustParser(lines, number, mark)
        parser.message([text])
        parser.read(from: number + 1)
        return parser.result()
    }
}

/// The first line of a panic.
enum RustPanic {
    /// In the old form, where the message ends: at the quote before `, FILE:LINE:COLUMN`.
    static func end(_ line: Bytes) -> (quote: Int, SourcePlace)? {
        guard let quote = line.findLast("', "), let place = SourcePlace(line.from(quote + 3)), place.column != nil,
            line.from(place.end).isBlank
        else { return nil }
        return (quote, place)
    }
}

private struct RustParser {
    private let lines: [Bytes]
    private let start: (line: Int, index: Int)
    private var thrown = Thrown()
    private var causes: [Thrown] = []
    private var thread: Bytes?
    private var symbol: Bytes?
    /// Within the frames of spans, which are none of the stack.
    private var isInSpans = false
    private var last: Int
    private var evidence = 1

    init(_ lines: [Bytes], _ line: Int, _ index: Int) { (self.lines, start, last) = (lines, (line, index), line) }

    mutating func message(_ text: [Bytes]) { thrown.message = joinedLines(text) }

    mutating func panicked(_ thread: Bytes, _ rest: Bytes) {
        (thrown.className, self.thread) = ("panic", thread)
        evidence = 3
        var number = start.line
        var message: [Bytes] = []
        if rest.first == UInt8(ascii: "'") {
            // The old form: the message in quotes, and the place behind.
            var line = rest.dropFirst()
            while true {
                if let (quote, place) = RustPanic.end(line) {
                    message.append(line.upTo(quote))
                    locate(place)
                    break
                }
                if message.count < TraceLimits.messageLinesMax * 4 { message.append(line) }
                guard number + 1 < lines.count else { break }
                number += 1
                line = lines[number]
            }
            last = number
        } else {
            if let place = SourcePlace(rest) { locate(place) }
            while number + 1 < lines.count, isMessage(lines[number + 1], isFirst: message.isEmpty) {
                number += 1
                if message.count < TraceLimits.messageLinesMax * 4 { message.append(lines[number]) }
                if !lines[number].isBlank { last = number }
            }
            while message.last?.isBlank == true { message.removeLast() }
        }
        if !message.isEmpty { self.message(message) }
        read(from: number + 1)
    }

    private func isMessage(_ line: Bytes, isFirst: Bool) -> Bool {
        switch RustLine(line) {
        case .backtrace, .note, .panicked, .overflowed: false
        case .fatal, .frame, .place, nil: true
        }
    }

    private mutating func locate(_ place: SourcePlace) {
        thrown.location = Thrown.Location(file: place.file.text, line: place.line)
    }

    mutating func fatal(_ text: Bytes?, _ thread: Bytes?) {
        self.thread = thread
        evidence = 3
        if let text { take(fatal: text) }
        read(from: start.line + 1)
    }

    private mutating func take(fatal text: Bytes) {
        guard thrown.message == nil else { return }
        let message = text.ends(with: ", aborting") ? text.dropLast(10) : text
        thrown.message = message.text
    }

    mutating func read(from first: Int) {
        guard first < lines.count else { return }
        var isInCauses = false
        for number in first..<lines.count {
            let line = lines[number]
            if line.trimmedEnd.equals("Caused by:") {
                isInCauses = true
            } else if isInCauses, take(cause: line) {
                evidence += 1
            } else if !line.isBlank {
                isInCauses = false
                if let special = EyreLine(line) {
                    take(special, at: number)
                } else if !take(line), line.first?.isBlank != true {
                    break
                }
            }
            if !line.isBlank { last = number }
        }
        finishFrame(nil)
    }

    /// The panic's message may have several lines, up to its place.
    mutating func crashed() {
        (thrown.className, evidence) = ("panic", 3)
        var message: [Bytes] = []
        var number = start.line + 1
        while number < lines.count {
            if case .message(let text) = EyreLine(lines[number]) {
                message = [text]
            } else if message.isEmpty || EyreLine(lines[number]) != nil || message.count > TraceLimits.messageLinesMax {
                break
            } else {
                message.append(lines[number])
            }
            number += 1
        }
        while message.last?.isBlank == true { message.removeLast() }
        if !message.isEmpty { self.message(message) }
        last = max(last, number - 1)
        read(from: number)
    }

    /// The first is the error's own.
    mutating func messages(from first: Int) {
        var number = first
        while number < lines.count, take(cause: lines[number]) { number += 1 }
        evidence += number - first
        thrown.message = causes.removeFirst().message
        last = number - 1
        read(from: number)
    }

    private mutating func take(_ line: EyreLine, at number: Int) {
        switch line {
        case .section(let isBacktrace):
            finishFrame(nil)
            isInSpans = !isBacktrace
            evidence += 1
        case .location(let text):
            let below = number + 1 < lines.count ? lines[number + 1].trimmed : text
            if thrown.location == nil, let place = SourcePlace(text.isEmpty ? below : text) { locate(place) }
        case .detail, .message, .panicked: finishFrame(nil)
        }
    }

    /// `    0: TEXT`, or the text alone if it is the only one.
    private mutating func take(cause line: Bytes) -> Bool {
        guard line.first == 0x20, !line.isBlank else { return false }
        var text = line.trimmed
        let digits = text.prefix(while: \.isDigit)
        let isNumbered = !digits.isEmpty && text.dropFirst(digits.count).begins(with: ": ")
        if isNumbered { text = text.dropFirst(digits.count + 2) }
        if isNumbered || causes.isEmpty {
            if causes.count < TraceLimits.chainMax - 1 { causes.append(Thrown(message: text.text)) }
        } else if let message = causes[causes.count - 1].message, message.utf8.count < 1 << 16 {
            causes[causes.count - 1].message = message + "\n" + text.text
        }
        return true
    }

    /// Whether the line belongs to the trace.
    private mutating func take(_ line: Bytes) -> Bool {
        switch RustLine(line) {
        case .frame(let text):
            finishFrame(nil)
            symbol = text
        case .place(let place): finishFrame(place)
        case .fatal(let text): take(fatal: text)
        case .backtrace: evidence += 1
        case .note: break
        case .panicked, .overflowed, nil: return false
        }
        return true
    }

    private mutating func finishFrame(_ place: SourcePlace?) {
        guard let text = symbol else { return }
        symbol = nil
        guard !isInSpans else { return }
        thrown.append(RustLine.frame(text, place))
        evidence += 2
    }

    func result() -> ParsedTrace? {
        guard thrown.message != nil || thrown.className != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(
            language: TraceLanguage.rust.rawValue, exception: thrown, causes: causes, thread: thread?.text)
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: evidence)
    }
}
