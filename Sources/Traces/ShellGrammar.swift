import Model

/// A line of a shell's errors.
enum ShellLine {
    /// `SCRIPT: line N: MESSAGE`
    case failed(Thrown.Location, message: Bytes)
    /// `    at FUNCTION (SCRIPT.sh:LINE)`, as scripts print their own stack.
    case frame(Frame)

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        if first.isBlank {
            guard let frame = Self.frame(line) else { return nil }
            self = .frame(frame)
            return
        }
        // A script's path, up to its colon; then the word decides.
        guard first.isWord || first == UInt8(ascii: ".") || first == UInt8(ascii: "/") else { return nil }
        let path = line.prefix { !$0.isBlank && $0 != UInt8(ascii: ":") }
        guard let rest = line.from(path.endIndex).dropping(": line ") else { return nil }
        let digits = rest.prefix(while: \.isDigit)
        guard let number = digits.decimal, let message = rest.dropFirst(digits.count).dropping(": ") else { return nil }
        self = .failed(Thrown.Location(file: path.text, line: number), message: message)
    }

    private static func frame(_ line: Bytes) -> Frame? {
        let text = line.trimmed
        guard let call = text.dropping("at "), call.last == UInt8(ascii: ")"), let open = call.find(" ("),
            let place = SourcePlace(call[(open + 2)..<(call.endIndex - 1)]), place.column == nil,
            place.end == call.endIndex - 1, place.file.ends(with: "sh"),
            place.file.dropLast(2).last.map({ !$0.isWord }) ?? false || place.file.ends(with: ".bash")
        else { return nil }
        return Frame(method: call.upTo(open).text, file: place.file.text, line: place.line)
    }
}

/// A shell's errors, in one line each; and the stacks that scripts print in their traps.
struct ShellGrammar: TraceGrammar {
    private var isInTrace = false

    var isOpen: Bool { isInTrace }

    static func cue(_ first: UInt8) -> Bool { first.isBlank }
    static func wordCue(_ first: UInt8) -> Bool {
        first.isWord || first == UInt8(ascii: ".") || first == UInt8(ascii: "/")
    }
    static var loneWords: LoneWords { LoneWords(beforeNumber: [": line "]) }

    mutating func step(_ line: Bytes) -> Verdict {
        switch ShellLine(line) {
        case .failed(_, let message):
            // Bash shows the line that it could not read, behind the same words. The first one may be any line.
            let isShown = isInTrace && message.first == UInt8(ascii: "`") && message.last == UInt8(ascii: "'")
            isInTrace = true
            return isShown ? .continues : .none
        case .frame:
            isInTrace = true
            return .continues
        case nil:
            isInTrace = false
            return .none
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            switch ShellLine(line) {
            case .failed(let location, let message):
                return read(lines, number, Thrown(message: message.text, location: location), line.startIndex)
            case .frame:
                guard number > 0 else { return read(lines, number, Thrown(), line.startIndex) }
                let text = LogText.message(lines[number - 1])
                return read(lines, number - 1, Thrown(message: text.text), text.startIndex)
            case nil: continue
            }
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ number: Int, _ failed: Thrown, _ start: Int) -> ParsedTrace {
        var (thrown, last) = (failed, number)
        for next in number..<lines.count {
            guard case .frame(let frame) = ShellLine(lines[next]) else { continue }
            thrown.append(frame)
            last = next
        }
        let trace = Trace(language: TraceLanguage.shell.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: 1 + thrown.frames.count * 2)
    }
}
