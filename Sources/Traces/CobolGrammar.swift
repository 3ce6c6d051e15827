import Model

/// A line of the reports of GnuCOBOL's runtime.
enum CobolLine {
    /// `libcob: FILE:LINE: error: MESSAGE`
    case failed(Thrown.Location?, message: Bytes)
    /// `attempt to reference unallocated memory (signal SIGSEGV)`
    case signal
    /// ` Last statement of PROG was at line N of FILE`
    case statement(Frame)
    /// `note: ...`, and what the runtime says on its end.
    case note
    /// `Dump Program-Id PROG from FILE compiled ...`, and `END OF DUMP - PROG`.
    case dump
    case dumpEnd

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "l"):
            guard let text = line.dropping("libcob: ") else { return nil }
            self.init(libcob: text)
        case UInt8(ascii: "a"):
            if line.begins(with: "abnormal termination - file contents may be") {
                self = .note
            } else {
                guard line.contains("(signal SIG"), line.begins(with: "attempt to ") || line.begins(with: "abort (")
                else { return nil }
                self = .signal
            }
        case UInt8(ascii: "n"):
            guard line.begins(with: "note: ") else { return nil }
            self = .note
        case 0x20:
            if let frame = Self.statement(line) {
                self = .statement(frame)
            } else {
                guard Self.isPlace(line.trimmed) else { return nil }
                self = .note
            }
        case UInt8(ascii: "D"):
            guard line.begins(with: "Dump Program-Id ") else { return nil }
            self = .dump
        case UInt8(ascii: "E"):
            guard line.begins(with: "END OF DUMP - ") else { return nil }
            self = .dumpEnd
        default: return nil
        }
    }

    private init?(libcob text: Bytes) {
        if let message = text.dropping("error: ") {
            self = .failed(nil, message: message)
            return
        }
        guard let place = SourcePlace(text), let message = text.from(place.end).dropping(": error: ") else {
            return nil
        }
        self = .failed(Thrown.Location(file: place.file.text, line: place.line), message: message)
    }

    /// `ENTRY SHOP at shop.cob:5` and the like, and `Started by ./shop`, below the last statement.
    private static func isPlace(_ text: Bytes) -> Bool {
        if text.begins(with: "Started by ") { return true }
        let known: [StaticString] = ["ENTRY ", "SECTION ", "PARAGRAPH "]
        return known.contains { text.begins(with: $0) } && text.contains(" at ") && text.last?.isDigit == true
    }

    private static func statement(_ line: Bytes) -> Frame? {
        guard let text = line.trimmedStart.dropping("Last statement of "), let mark = text.find(" was at line "),
            let of = text.find(" of ", from: mark + 13)
        else { return nil }
        var name = text.upTo(mark)
        if name.first == UInt8(ascii: "\""), name.count > 2 { name = name.dropFirst().dropLast() }
        return Frame(
            method: name.text, file: text.from(of + 4).trimmed.text, line: text[(mark + 13)..<of].decimal)
    }
}

/// The reports of GnuCOBOL: what failed and where, and perhaps a dump of the program's data.
struct CobolGrammar: TraceGrammar {
    private enum State {
        case closed, report
        case dump(lineCount: Int)
        /// Below the last line of a dump but one.
        case dumpEnd
    }

    private static let dumpLinesMax = 10_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == UInt8(ascii: "l") || first == UInt8(ascii: "a") }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["libcob"], opening: ["attempt to ", "abort ("]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        let found = CobolLine(line)
        switch state {
        case .closed: return open(found)
        case .dump(let count):
            if case .dumpEnd = found {
                state = .dumpEnd
                return .continues
            }
            guard count < Self.dumpLinesMax, !LogHead.begins(line) else { return open(found) }
            state = .dump(lineCount: count + 1)
            return .text
        case .dumpEnd:
            // Another program's dump may follow; a line of stars belongs to this one.
            if line.allSatisfy({ $0 == UInt8(ascii: "*") }) { return .continues }
            return stepInReport(found)
        case .report: return stepInReport(found)
        }
    }

    private mutating func stepInReport(_ found: CobolLine?) -> Verdict {
        switch found {
        case .note, .statement: return .continues
        case .dump:
            state = .dump(lineCount: 0)
            return .continues
        case .failed, .signal, .dumpEnd, nil: return open(found)
        }
    }

    private mutating func open(_ found: CobolLine?) -> Verdict {
        state = .closed
        switch found {
        case .failed, .signal:
            state = .report
            return .opensStandalone
        case .statement, .note, .dump, .dumpEnd, nil: return .none
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            guard let mark = line.find("libcob: ") ?? (line.first == UInt8(ascii: "a") ? line.startIndex : nil) else {
                continue
            }
            var thrown = Thrown()
            switch CobolLine(line.from(mark)) {
            case .failed(let location, let message): (thrown.location, thrown.message) = (location, message.text)
            case .signal: thrown.message = line.trimmedEnd.text
            case .statement, .note, .dump, .dumpEnd, nil: continue
            }
            return read(lines, number, mark, thrown)
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ number: Int, _ start: Int, _ failed: Thrown) -> ParsedTrace {
        var (thrown, last) = (failed, number)
        for next in (number + 1)..<max(number + 1, lines.count) {
            if case .statement(let frame) = CobolLine(lines[next]) { thrown.append(frame) }
            if !lines[next].isBlank { last = next }
        }
        let trace = Trace(language: TraceLanguage.cobol.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: 3 + thrown.frames.count * 2)
    }
}
