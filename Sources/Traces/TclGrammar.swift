import Model

/// A line of Tcl's traces.
enum TclLine {
    /// `    while executing` and `    invoked from within`; the command follows in quotes.
    case command(isFirst: Bool)
    /// `    (procedure "NAME" line N)`
    case frame(Frame)
    /// `    ("after" script)`: what asked for it, without a line.
    case origin

    init?(_ line: Bytes) {
        guard line.begins(with: "    "), let first = line.dropFirst(4).first, !first.isBlank else { return nil }
        let text = line.trimmed
        switch first {
        case UInt8(ascii: "w"):
            guard text.equals("while executing") || text.equals("while compiling") else { return nil }
            self = .command(isFirst: true)
        case UInt8(ascii: "i"):
            guard text.equals("invoked from within") else { return nil }
            self = .command(isFirst: false)
        case UInt8(ascii: "("):
            if let frame = Self.frame(text) {
                self = .frame(frame)
            } else {
                guard text.last == UInt8(ascii: ")") else { return nil }
                self = .origin
            }
        default: return nil
        }
    }

    /// `(procedure "NAME" line N)`, `(file "F" line N)`, `("NAME" arm line N)`, `(class "C" method "M" line N)`
    private static func frame(_ text: Bytes) -> Frame? {
        guard text.last == UInt8(ascii: ")"), let mark = text.findLast(" line "),
            let number = text[(mark + 6)..<(text.endIndex - 1)].decimal
        else { return nil }
        let inner = text[(text.startIndex + 1)..<mark]
        if let name = quoted(inner, behind: "procedure ") { return Frame(method: name.text, line: number) }
        if let file = quoted(inner, behind: "file ") {
            return Frame(method: "<file>", file: file.text, line: number, isApplication: !isLibrary(file))
        }
        for owner in ["class ", "object "] as [StaticString] {
            guard let type = quoted(inner, behind: owner), let method = inner.find("method \"") else { continue }
            return Frame(method: inner.from(method + 8).dropLast().text, type: type.text, line: number)
        }
        return Frame(method: inner.text, line: number)
    }

    private static func quoted(_ text: Bytes, behind word: StaticString) -> Bytes? {
        guard let rest = text.dropping(word), rest.first == UInt8(ascii: "\"") else { return nil }
        let name = rest.dropFirst()
        return name.firstIndex(of: UInt8(ascii: "\"")).map { name.upTo($0) }
    }

    private static func isLibrary(_ file: Bytes) -> Bool { file.contains("/tcltk/") || file.contains("/lib/tcl") }
}

/// Tcl's traces: a message, and below it the commands and procedures from the inside out.
struct TclGrammar: TraceGrammar {
    private enum State {
        case closed
        /// In a command in quotes, which may have several lines.
        case command(lineCount: Int)
        /// Where the command may be over.
        case behindCommand(lineCount: Int)
        case frames
    }

    private static let commandLinesMax = 200

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0x20 }

    mutating func step(_ line: Bytes) -> Verdict {
        switch TclLine(line) {
        case .command(let isFirst):
            guard isFirst || isOpen else { return .none }
            state = .command(lineCount: 0)
            return .continues
        case .frame, .origin:
            guard isOpen else { return .none }
            state = .frames
            return .continues
        case nil: break
        }
        switch state {
        case .command(let count), .behindCommand(let count):
            var isBehind = false
            if case .behindCommand = state { isBehind = true }
            guard count < Self.commandLinesMax, !LogHead.begins(line), count > 0 || line.first == UInt8(ascii: "\"")
            else { break }
            let isOver = line.last == UInt8(ascii: "\"")
            state = isOver ? .behindCommand(lineCount: count + 1) : .command(lineCount: count + 1)
            return isBehind || line.isBlank ? .pending : .text
        case .closed, .frames: break
        }
        state = .closed
        return .none
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        let first = lines.firstIndex { if case .command(isFirst: true) = TclLine($0) { true } else { false } }
        guard let first else { return nil }
        var (thrown, last) = (Thrown(), first)
        for number in first..<lines.count {
            if case .frame(let frame) = TclLine(lines[number]) { thrown.append(frame) }
            if !lines[number].isBlank { last = number }
        }
        let text = first > 0 ? LogText.message(lines[0]) : nil
        if let text {
            let further = lines[1..<max(1, first)].prefix(TraceLimits.messageLinesMax)
            thrown.message = joinedLines([text] + further)
        }
        let trace = Trace(language: TraceLanguage.tcl.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: 0, column: text.map { $0.startIndex - lines[0].startIndex } ?? 0, lastLine: last,
            evidence: 2 + thrown.frames.count * 2)
    }
}
