import Model

/// A line of the traces of GNAT, the Ada compiler.
enum AdaLine {
    /// `Execution of PROG terminated by unhandled exception`
    case announced
    /// `raised NAME : MESSAGE`
    case raised(name: Bytes, message: Bytes?)
    /// `Call stack traceback locations:`, and the address the program was loaded at.
    case traceback
    /// The addresses of all calls in one line; or one with its function and place.
    case calls([Frame])

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "E"):
            guard line.begins(with: "Execution of "), line.trimmedEnd.ends(with: " terminated by unhandled exception")
            else { return nil }
            self = .announced
        case UInt8(ascii: "r"):
            guard let text = line.dropping("raised "), let found = Self.raised(text) else { return nil }
            self = found
        case UInt8(ascii: "C"):
            guard line.trimmedEnd.equals("Call stack traceback locations:") else { return nil }
            self = .traceback
        case UInt8(ascii: "L"):
            guard line.begins(with: "Load address: 0x") else { return nil }
            self = .traceback
        case UInt8(ascii: "0"):
            guard line.begins(with: "0x") else { return nil }
            self = .calls(Self.calls(line))
        default: return nil
        }
    }

    /// An exception's name in capitals, with a blank, a colon and a blank behind.
    static func raised(_ text: Bytes) -> Self? {
        let name = text.prefix { $0.isUpper || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
        guard name.count > 2, name.first?.isUpper == true else { return nil }
        let rest = text.dropFirst(name.count)
        if let message = rest.dropping(" : ") { return .raised(name: name, message: message) }
        return rest.isBlank ? .raised(name: name, message: nil) : nil
    }

    /// `[/srv/shop/shop]`, above the frames of a program or a library.
    static func isImage(_ line: Bytes) -> Bool {
        (line.begins(with: "[/") || line.begins(with: "[./")) && line.last == UInt8(ascii: "]") && !line.contains(0x20)
    }

    private static func calls(_ line: Bytes) -> [Frame] {
        var (frames, rest): ([Frame], Bytes) = ([], line)
        while rest.begins(with: "0x"), frames.count < TraceLimits.framesMax {
            rest = rest.drop { !$0.isBlank }.trimmedStart
            frames.append(Frame(method: "??", isApplication: false))
        }
        guard frames.count == 1, !rest.isEmpty else { return frames }
        // With symbols: `0x401234 in shop.connect at shop.adb:12`
        var text = rest.dropping("in ") ?? rest
        // Without the place, where that is unknown.
        if text.ends(with: " at ???") { text = text.dropLast(7) }
        guard let mark = text.findLast(" at "), let place = SourcePlace(text.from(mark + 4)) else {
            return [Frame(method: text.trimmed.text, isApplication: !text.begins(with: "??"))]
        }
        return [Frame(method: text.upTo(mark).text, file: place.file.text, line: place.line)]
    }
}

/// Traces of Ada: the exception, and the addresses of the calls.
struct AdaGrammar: TraceGrammar {
    private enum State { case closed, announced, raised, calls }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "ErC".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(opening: ["raised ", "Execution of "]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch AdaLine(line) {
        case .announced:
            state = .announced
            return .opensStandalone
        case .raised:
            defer { state = .raised }
            if case .announced = state { return .continues }
            return .opensStandalone
        case .traceback:
            state = .calls
            return .continues
        case .calls:
            guard case .calls = state else { break }
            return .continues
        case nil: break
        }
        if AdaLine.isImage(line) {
            switch state {
            case .calls, .raised:
                state = .calls
                return .continues
            case .closed, .announced: break
            }
        }
        state = .closed
        return .none
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            switch AdaLine(line) {
            case .announced: return read(lines, number, line.startIndex)
            case .raised: return read(lines, number, line.startIndex)
            case .traceback:
                let above = number > 0 ? lines[number - 1].find("raised ") : nil
                return read(lines, above == nil ? number : number - 1, above ?? line.startIndex)
            case .calls, nil: break
            }
            for text in LogText.beginnings(line).dropFirst() {
                if case .raised(_, .some) = AdaLine(text) { return read(lines, number, text.startIndex) }
            }
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ number: Int, _ start: Int) -> ParsedTrace? {
        var (thrown, last, evidence, isInCalls) = (Thrown(), number, 2, false)
        for next in number..<lines.count {
            let line = next == number ? lines[next].from(start) : lines[next]
            switch AdaLine(line) {
            case .raised(let name, let message):
                (thrown.className, thrown.message) = (name.text, message?.text)
                if let place = message.flatMap(SourcePlace.init) {
                    thrown.location = Thrown.Location(file: place.file.text, line: place.line)
                }
            case .traceback: isInCalls = true
            case .calls(let frames):
                if isInCalls { frames.forEach { thrown.append($0) } }
                evidence += frames.count
            case .announced: break
            case nil: if AdaLine.isImage(line) { isInCalls = true }
            }
            if !line.isBlank { last = next }
        }
        guard thrown.className != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.ada.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: evidence)
    }
}
