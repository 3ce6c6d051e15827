import Model

/// A line of the traces of gfortran, and the first one of those of Intel's compilers.
enum FortranLine {
    /// `At line N of file F`; the message follows.
    case place(Thrown.Location)
    /// `Fortran runtime error: MESSAGE`, `ERROR STOP MESSAGE`, `Program received signal SIGSEGV: MESSAGE`; of Intel's
    /// compilers, `forrtl: severe (174): MESSAGE`
    case failed(name: Bytes, message: Bytes?)
    /// `Error termination. Backtrace:`, `Backtrace for this error:`
    case backtrace
    /// `#0  0x7f509f0218c2 in NAME`
    case frame(name: Bytes)
    /// `\tat FILE:LINE`, of the frame above.
    case at(SourcePlace)

    var isStart: Bool {
        switch self {
        case .place, .failed, .backtrace: true
        case .frame, .at: false
        }
    }

    init?(_ line: Bytes) {
        switch line.first {
        case 0x09:
            guard let text = line.dropFirst().dropping("at "), let place = SourcePlace(text), place.end == text.endIndex
            else { return nil }
            self = .at(place)
        case UInt8(ascii: "#"): self.init(frame: line.dropFirst())
        case UInt8(ascii: "A"):
            guard let text = line.dropping("At line "), let mark = text.find(" of file "),
                let number = text.upTo(mark).decimal
            else { return nil }
            let file = text.from(mark + 9).prefix { $0 != UInt8(ascii: "(") }.trimmed
            self = .place(Thrown.Location(file: file.text, line: number))
        case UInt8(ascii: "F"):
            guard let text = line.dropping("Fortran runtime error: ") ?? line.dropping("Fortran runtime warning: ")
            else {
                return nil
            }
            self = .failed(name: line.upTo(text.startIndex - 2), message: text)
        case UInt8(ascii: "E"):
            if line.begins(with: "Error termination. Backtrace:") {
                self = .backtrace
            } else {
                guard let rest = line.dropping("ERROR STOP") else { return nil }
                guard rest.isEmpty || rest.first == 0x20 else { return nil }
                self = .failed(name: line.prefix(10), message: rest.isBlank ? nil : rest.trimmed)
            }
        case UInt8(ascii: "P"):
            guard let text = line.dropping("Program received signal SIG"), let colon = text.find(": ") else {
                return nil
            }
            self = .failed(name: line[(text.startIndex - 3)..<colon], message: text.from(colon + 2))
        case UInt8(ascii: "f"):
            guard let text = line.dropping("forrtl: "), let open = text.find(" ("), let close = text.find("): "),
                open < close, text[(open + 2)..<close].decimal != nil, text.upTo(open).allSatisfy(\.isLower)
            else { return nil }
            self = .failed(name: text.upTo(close + 1), message: text.from(close + 3).trimmedEnd)
        case UInt8(ascii: "B"):
            guard line.begins(with: "Backtrace for this error:") else { return nil }
            self = .backtrace
        default: return nil
        }
    }

    private init?(frame text: Bytes) {
        let digits = text.prefix(while: \.isDigit)
        guard digits.decimal != nil, let rest = text.dropFirst(digits.count).dropping("  0x"),
            let mark = rest.find(" in "), !rest.contains(UInt8(ascii: "("))
        else { return nil }
        self = .frame(name: rest.from(mark + 4).trimmedEnd)
    }
}

/// Fortran's traces: a place and a message, an empty line, and frames with their places on lines of their own; or a
/// table of frames.
struct FortranGrammar: TraceGrammar {
    private enum State { case closed, header, frames }

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "AFEPBf".utf8.contains(first) }
    static var loneWords: LoneWords {
        LoneWords(
            beforeColon: ["Fortran runtime error"], opening: ["ERROR STOP", "Program received signal ", "forrtl: "])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        if isOpen, FortranTable(line) != nil {
            state = .frames
            return .continues
        }
        let before = state
        state = .closed
        switch FortranLine(line) {
        case .place:
            state = .header
            return .opensStandalone
        case .failed:
            state = .header
            if case .header = before { return line.first == UInt8(ascii: "F") ? .continues : .opensStandalone }
            return .opensStandalone
        case .backtrace:
            state = .frames
            return .continues
        case .frame, .at:
            guard case .frames = before else { return .none }
            state = .frames
            return .continues
        case nil:
            // What the shell adds.
            guard case .frames = before, line.ends(with: " (core dumped)") else { return .none }
            return .continues
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        let starts = lines.indices.lazy.compactMap { number in
            LogText.beginnings(lines[number]).first { FortranLine($0)?.isStart == true }.map { (number, $0) }
        }
        guard let (first, text) = starts.first else { return nil }
        var (thrown, last, evidence, name): (Thrown, Int, Int, Bytes?) = (Thrown(), first, 2, nil)
        func finish(_ place: SourcePlace?) {
            guard let function = name else { return }
            let isUnknown = function.begins(with: "??") || function.begins(with: "_gfortran")
            thrown.append(
                Frame(
                    method: function.text, file: place?.file.text, line: place?.line, column: place?.column,
                    isApplication: !isUnknown))
            (name, evidence) = (nil, evidence + 2)
        }
        for number in first..<lines.count {
            if let frame = FortranTable(lines[number])?.row {
                thrown.append(frame)
                evidence += 2
            }
            switch FortranLine(number == first ? text : lines[number]) {
            case .place(let location): if thrown.location == nil { thrown.location = location }
            case .failed(let name, let message):
                if thrown.className == nil { (thrown.className, thrown.message) = (name.text, message?.text) }
            case .frame(let text):
                finish(nil)
                name = text
            case .at(let place): finish(place)
            case .backtrace: evidence += 1
            case nil: break
            }
            if !lines[number].isBlank { last = number }
        }
        finish(nil)
        guard thrown.className != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.fortran.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: first, column: text.startIndex - lines[first].startIndex, lastLine: last,
            evidence: evidence)
    }
}
