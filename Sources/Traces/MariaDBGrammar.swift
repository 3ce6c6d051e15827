import Model

/// A line of MariaDB's or MySQL's error log that begins a report, or ends one.
enum MariaDBLine {
    /// `... [Note] InnoDB: Transactions deadlock detected, dumping detailed information.`
    case deadlock(Bytes)
    /// `... [Note] InnoDB: *** WE ROLL BACK TRANSACTION (1)`
    case rolledBack
    /// `... [ERROR] InnoDB: Transaction was aborted due to Deadlock`
    case aborted(Bytes)
    /// Another line of InnoDB with a head.
    case note
    /// `261121  4:30:47 [ERROR] mariadbd got signal 11 ;`
    case signal(Bytes)

    /// Nil after a few bytes for other logs: their time has no such end.
    init?(_ line: Bytes) {
        guard line.first?.isDigit == true else { return nil }
        if line.last == UInt8(ascii: ";"), let mark = line.findLast(" got signal ") {
            let name = line.upTo(mark).lastIndex(of: 0x20).map { $0 + 1 } ?? line.startIndex
            self = .signal(line.from(name))
            return
        }
        guard let text = Self.text(line) else { return nil }
        if text.contains("Transactions deadlock detected") {
            self = .deadlock(text)
        } else if text.contains("*** WE ROLL BACK TRANSACTION ") {
            self = .rolledBack
        } else if text.contains("Transaction was aborted") {
            self = .aborted(text)
        } else {
            guard text.begins(with: "InnoDB:") else { return nil }
            self = .note
        }
    }

    /// What stands behind the time, the thread's number and the level: `2026-11-21  4:30:45 6 [Note] `. Only InnoDB's.
    private static func text(_ line: Bytes) -> Bytes? {
        guard line.count > 30, line[line.startIndex + 4] == UInt8(ascii: "-") else { return nil }
        let separator = line[line.startIndex + 10]
        guard separator == 0x20 || separator == UInt8(ascii: "T") else { return nil }
        var rest = line.dropFirst(19)
        if separator != 0x20 { rest = rest.drop { !$0.isBlank } }
        let number = rest.dropFirst().prefix(while: \.isDigit)
        guard rest.first == 0x20, !number.isEmpty, rest.dropFirst(1 + number.count).begins(with: " [") else {
            return nil
        }
        var text = rest.dropFirst(2 + number.count)
        // `[Note] `, and in MySQL 8 `[Note] [MY-012468] [InnoDB] `.
        while text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
            text = text.from(end + 1)
            if text.first == 0x20 { text = text.dropFirst() }
        }
        return text
    }
}

/// The reports of MariaDB and MySQL: a deadlock, told in many records, and a crash with its stack.
struct MariaDBGrammar: TraceGrammar {
    private enum State {
        case closed
        case deadlock(lineCount: Int)
        /// Behind the deadlock's last line but one.
        case rolledBack
        case crash(lineCount: Int)
    }

    private static let linesMax = 1_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { false }
    static func endCue(_ last: UInt8) -> Bool { last == UInt8(ascii: ".") || last == UInt8(ascii: ";") }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch state {
        case .closed: return open(line)
        case .deadlock(let count): return stepInDeadlock(line, count)
        case .rolledBack:
            guard case .aborted = MariaDBLine(line) else { return open(line) }
            state = .closed
            return .continues
        case .crash(let count):
            guard count < Self.linesMax, !LogHead.begins(line) else { return open(line) }
            let isEnd =
                line.begins(with: "Core pattern: ") || line.begins(with: "information that should help you find")
            state = isEnd ? .closed : .crash(lineCount: count + 1)
            return MachineFrame(symbols: line) != nil || isEnd ? .continues : .text
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        switch MariaDBLine(line) {
        case .deadlock: state = .deadlock(lineCount: 0)
        case .signal: state = .crash(lineCount: 0)
        case .rolledBack, .aborted, .note, nil: return .none
        }
        return .opensStandalone
    }

    private mutating func stepInDeadlock(_ line: Bytes, _ count: Int) -> Verdict {
        switch MariaDBLine(line) {
        case .rolledBack:
            state = .rolledBack
            return .continues
        case .note: return .continues
        case .deadlock, .aborted, .signal: return open(line)
        case nil: break
        }
        guard count < Self.linesMax, !LogHead.begins(line) || line.begins(with: "TRANSACTION") else {
            return open(line)
        }
        state = .deadlock(lineCount: count + 1)
        return .text
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            switch MariaDBLine(line) {
            case .deadlock(let text): return deadlock(lines, number, text)
            case .signal(let text): return crash(lines, number, text)
            case .rolledBack, .aborted, .note, nil: continue
            }
        }
        return nil
    }

    private static func deadlock(_ lines: [Bytes], _ number: Int, _ text: Bytes) -> ParsedTrace {
        var (message, last) = (text, number)
        for next in (number + 1)..<max(number + 1, lines.count) {
            if case .aborted(let text) = MariaDBLine(lines[next]) { message = text }
            if !lines[next].isBlank { last = next }
        }
        return found(Thrown(message: message.text), number, text, lines, last, evidence: 4)
    }

    private static func crash(_ lines: [Bytes], _ number: Int, _ text: Bytes) -> ParsedTrace {
        var (thrown, last) = (Thrown(message: text.text), number)
        for next in (number + 1)..<max(number + 1, lines.count) {
            if let frame = MachineFrame(symbols: lines[next]) { thrown.append(frame.frame) }
            if !lines[next].isBlank { last = next }
        }
        // The same frames by themselves would be a program's in C.
        return found(thrown, number, text, lines, last, evidence: 4 + thrown.frames.count * 2)
    }

    private static func found(
        _ thrown: Thrown, _ number: Int, _ text: Bytes, _ lines: [Bytes], _ last: Int, evidence: Int
    ) -> ParsedTrace {
        ParsedTrace(
            trace: Trace(language: TraceLanguage.mariadb.rawValue, exception: thrown), firstLine: number,
            column: text.startIndex - lines[number].startIndex, lastLine: last, evidence: evidence)
    }
}
