import Model

/// A line of Free Pascal's traces.
enum PascalLine {
    /// `An unhandled exception occurred at $ADDR:`; the exception's own line follows.
    case announced
    /// `Runtime error NNN at $ADDR`
    case runtimeError(number: Bytes)
    /// `TApplication.HandleException: CLASS` with the message below, or with the message behind a blank: Lazarus.
    case handled(className: Bytes?, message: Bytes?)
    /// `  Stack trace:`, as Lazarus prints it above the frames.
    case title
    /// `  $ADDR  NAME,  line N of FILE`, or only the address.
    case frame(Frame)

    var isStart: Bool {
        switch self {
        case .announced, .runtimeError, .handled: true
        case .frame, .title: false
        }
    }

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "A"):
            guard line.begins(with: "An unhandled exception occurred at $") else { return nil }
            self = .announced
        case UInt8(ascii: "R"):
            guard let text = line.dropping("Runtime error ") else { return nil }
            let number = text.prefix(while: \.isDigit)
            guard !number.isEmpty, text.dropFirst(number.count).begins(with: " at $") else { return nil }
            self = .runtimeError(number: number)
        case UInt8(ascii: "T"):
            guard let text = line.dropping("TApplication.HandleException") else { return nil }
            if let name = text.dropping(": ") {
                self = .handled(className: name.trimmedEnd, message: nil)
            } else {
                guard let message = text.dropping(" ") else { return nil }
                self = .handled(className: nil, message: message.trimmedEnd)
            }
        case 0x20:
            if line.trimmedEnd.equals("  Stack trace:") {
                self = .title
            } else {
                guard let frame = Self.frame(line) else { return nil }
                self = .frame(frame)
            }
        default: return nil
        }
    }

    private static func frame(_ line: Bytes) -> Frame? {
        guard let text = line.dropping("  $") else { return nil }
        let address = text.prefix { $0.isDigit || ($0 | 0x20) &- 0x61 < 6 }
        guard address.count >= 8 else { return nil }
        let rest = text.dropFirst(address.count)
        if rest.isBlank { return Frame(method: "??", isApplication: false) }
        guard rest.begins(with: "  ") else { return nil }
        let name = rest.trimmed
        guard let mark = name.find(",  line "), let of = name.find(" of ", from: mark + 8) else {
            return Frame(method: name.text)
        }
        let file = name.from(of + 4)
        return Frame(
            method: name.upTo(mark).text, file: file.text, line: name[(mark + 8)..<of].decimal,
            isApplication: !file.contains("/rtl/") && !file.ends(with: ".inc") && !name.begins(with: "fpc_"))
    }
}

/// Free Pascal's traces: what happened, and frames with their addresses.
struct PascalGrammar: TraceGrammar {
    private var state = HeadedState.closed

    var isOpen: Bool { state.isOpen }

    static func cue(_ first: UInt8) -> Bool {
        " ART".utf8.contains(first)
    }
    static var loneWords: LoneWords { LoneWords(opening: ["Runtime error "]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch PascalLine(line) {
        case .announced, .handled: return state.open()
        case .runtimeError:
            state = .frames
            return .opensStandalone
        case .frame: return state.takeFrame()
        case .title, nil: return state.takeText(line, isBelow: true)
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            let line = LogText.beginnings(line).first { PascalLine($0)?.isStart == true } ?? line
            switch PascalLine(line) {
            case .announced:
                let text = number + 1 < lines.count ? lines[number + 1] : nil
                return read(lines, number, line.startIndex, text.map(parts), from: number + 2)
            case .runtimeError(let code):
                let name = line.prefix(13)
                return read(lines, number, line.startIndex, (name, code), from: number + 1)
            case .handled(let className, let message):
                return read(lines, number, line.startIndex, (className, message), from: number + 1)
            case .frame:
                guard number > 0 else { return read(lines, number, line.startIndex, nil, from: number) }
                // Programs write such lines above the frames, and others.
                if let title = lines[..<number].firstIndex(where: DelphiLine.beginsJcl) {
                    let message = lines[title..<number].lazy.compactMap(DelphiLine.exceptionMessage).first
                    let name = DelphiLine.exceptionClass(lines[title])
                    return read(lines, title, lines[title].startIndex, (name, message), from: number)
                }
                let text = LogText.message(lines[number - 1])
                return read(lines, number - 1, text.startIndex, parts(text), from: number)
            case .title, nil: continue
            }
        }
        return nil
    }

    /// `CLASS: MESSAGE`
    private static func parts(_ text: Bytes) -> (className: Bytes?, message: Bytes?) {
        let name = text.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
        if name.first?.isUpper == true {
            if text.has(": ", at: name.endIndex) { return (name, text.from(name.endIndex + 2)) }
            if text.from(name.endIndex).trimmedEnd.count <= 1 { return (name, nil) }
        }
        return (nil, text)
    }

    private static func read(
        _ lines: [Bytes], _ number: Int, _ start: Int, _ parts: (className: Bytes?, message: Bytes?)?, from first: Int
    ) -> ParsedTrace {
        var thrown = Thrown(className: parts?.className?.text)
        var message = parts?.message.map { [$0] } ?? []
        var (last, evidence) = (max(number, min(first - 1, lines.count - 1)), 2)
        for next in first..<max(first, lines.count) {
            if case .frame(let frame) = PascalLine(lines[next]) {
                thrown.append(frame)
                evidence += 2
            } else if case .title = PascalLine(lines[next]) {
                // The message is over.
            } else if thrown.frames.isEmpty, message.count < TraceLimits.messageLinesMax {
                message.append(lines[next])
            }
            if !lines[next].isBlank { last = next }
        }
        while message.last?.isBlank == true { message.removeLast() }
        if !message.isEmpty { thrown.message = joinedLines(message) }
        let trace = Trace(language: TraceLanguage.pascal.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: evidence)
    }
}
