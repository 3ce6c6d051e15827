import Model

/// A line of PostgreSQL's log: `2026-11-21 04:30:36.961 UTC [26941] user@database ERROR:  TEXT`
struct PostgreSQLLine {
    enum Part { case severity(Severity), context, field }

    /// What a record is: an error, a warning, or a note on what the server does.
    enum Severity { case error, warning, note }

    var process: Int
    var part: Part
    var text: Bytes
    /// Where the severity or the field's name stands.
    var start: Int

    /// Nil after a few bytes unless a time zone and a number in brackets stand behind the time.
    init?(_ line: Bytes) {
        guard let bracket = Self.bracket(line) else { return nil }
        let rest = line.from(bracket)
        guard let process = rest.dropFirst().prefix(while: \.isDigit).decimal else { return nil }
        guard let close = rest.firstIndex(of: UInt8(ascii: "]")),
            let (name, part) = Self.part(rest.from(close + 1))
        else { return nil }
        (self.process, self.part, start) = (process, part, name.startIndex)
        text = rest.from(name.endIndex + 3)
    }

    /// Whether a time, a time zone and a number in brackets begin the line; a test of a few bytes.
    static func mayBegin(_ line: Bytes) -> Bool { bracket(line) != nil }

    private static func bracket(_ line: Bytes) -> Int? {
        line.withUnsafeBufferPointer { bytes in
            guard bytes.count > 30, bytes[4] == UInt8(ascii: "-"), bytes[10] == 0x20 else { return nil }
            var index = 19
            if bytes[index] == UInt8(ascii: ".") {
                repeat { index += 1 } while index < 30 && bytes[index].isDigit
            }
            guard index + 1 < bytes.count, bytes[index] == 0x20 else { return nil }
            index += 1
            guard bytes[index].isUpper || bytes[index] == UInt8(ascii: "+") else { return nil }
            while index < bytes.count, !bytes[index].isBlank, bytes[index] != UInt8(ascii: "[") { index += 1 }
            // Amazon's servers have `UTC:ADDRESS(PORT):USER@DATABASE:[PID]:`.
            if index < bytes.count, bytes[index] == 0x20 { index += 1 } else if bytes[index - 1] != 0x3A { return nil }
            guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "["), bytes[index + 1].isDigit else {
                return nil
            }
            return line.startIndex + index
        }
    }

    /// The first word in capitals with a colon and two blanks behind.
    private static func part(_ rest: Bytes) -> (name: Bytes, Part)? {
        guard let mark = rest.find(":  ") else { return nil }
        let before = rest.upTo(mark).dropping(":") ?? rest.upTo(mark)
        let name = before.from(before.lastIndex(of: 0x20).map { $0 + 1 } ?? before.startIndex)
        guard name.count >= 3, name.allSatisfy({ $0.isUpper || $0.isDigit || $0 >= 0x80 }) else { return nil }
        if contexts.contains(where: { name.equals($0) }) { return (name, .context) }
        if fields.contains(where: { name.equals($0) }) { return (name, .field) }
        if notes.contains(where: { name.equals($0) }) || name.begins(with: "DEBUG") { return (name, .severity(.note)) }
        return (name, .severity(warnings.contains { name.equals($0) } ? .warning : .error))
    }

    private static let contexts: [StaticString] = ["CONTEXT", "ZUSAMMENHANG", "CONTEXTE", "CONTEXTO", "CONTESTO"]

    private static let fields: [StaticString] = [
        "DETAIL", "HINT", "QUERY", "LOCATION", "STATEMENT", "BACKTRACE", "TIPP", "ANFRAGE", "ORT", "ANWEISUNG",
        "DÉTAIL", "ASTUCE", "REQUÊTE", "EMPLACEMENT", "INSTRUCTION", "DETALLE", "SUGERENCIA", "CONSULTA",
        "UBICACIÓN", "SENTENCIA", "DETTAGLI", "SUGGERIMENTO", "ISTRUZIONE",
    ]

    private static let notes: [StaticString] = ["LOG", "NOTICE", "INFO", "HINWEIS", "NOTA", "REGISTRO"]

    private static let warnings: [StaticString] = [
        "WARNING", "WARNUNG", "ATTENTION", "ADVERTENCIA", "ATTENZIONE", "AVVERTIMENTO",
    ]

    /// `PL/pgSQL function F(ARGS) line N at KIND`; translations put the words elsewhere.
    static func frame(_ text: Bytes) -> Frame? {
        guard let mark = text.prefix(32).find("PL/") else { return nil }
        var words = text.from(mark).drop { $0 != 0x20 }.trimmedStart
        words = words.dropping("function ") ?? words
        guard !words.isEmpty else { return nil }
        let end =
            words.first == UInt8(ascii: "\"")
            ? words.dropFirst().firstIndex(of: UInt8(ascii: "\"")).map { $0 + 1 } : nil
        let name = words.upTo(end ?? Self.nameEnd(words))
        let tail = words.from(name.endIndex)
        let digits = tail.drop { !$0.isDigit }.prefix(while: \.isDigit)
        return Frame(method: name.text, line: digits.decimal)
    }

    private static func nameEnd(_ words: Bytes) -> Int {
        if let blank = words.firstIndex(of: 0x20), let open = words.firstIndex(of: UInt8(ascii: "(")), open < blank {
            return words.from(open).firstIndex(of: UInt8(ascii: ")")).map { $0 + 1 } ?? words.endIndex
        }
        return words.firstIndex(of: 0x20) ?? words.endIndex
    }
}

/// PostgreSQL's errors: a line with the severity, and further ones of the same process, each with a head of its own.
struct PostgreSQLGrammar: TraceGrammar {
    /// The process whose error may go on.
    private var process: Int?

    var isOpen: Bool { process != nil }

    static func cue(_ first: UInt8) -> Bool { first.isDigit }

    static var loneWords: LoneWords {
        LoneWords(
            beforeColon: [
                "ERROR", "FATAL", "PANIC", "FEHLER", "PANIK", "ERREUR", "ERRORE", "FATALE", "PANICO", "PÁNICO",
            ], beforeNumber: [" was terminated by signal "])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        if isOpen, line.first == 0x09 { return .continues }
        guard line.first?.isDigit == true, let found = PostgreSQLLine(line) else {
            process = nil
            return .none
        }
        switch found.part {
        case .context, .field:
            guard process == found.process else { break }
            return .continues
        case .severity: break
        }
        // A record like any other until one of its further lines comes.
        process = found.process
        return .none
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            guard line.first?.isDigit == true, let found = PostgreSQLLine(line) else { continue }
            guard case .severity(let severity) = found.part else { return nil }
            return read(lines, number, found, severity)
        }
        return nil
    }

    private static func read(
        _ lines: [Bytes], _ number: Int, _ found: PostgreSQLLine, _ severity: PostgreSQLLine.Severity
    ) -> ParsedTrace? {
        var message = [withoutState(found.text)]
        var thrown = Thrown()
        var (part, last, fields) = (found.part, number, 0)
        for next in (number + 1)..<max(number + 1, lines.count) {
            var text = lines[next]
            if text.first == 0x09 || text.isEmpty {
                text = text.dropFirst()
            } else {
                guard let line = PostgreSQLLine(text), line.process == found.process else { break }
                if case .severity = line.part { break }
                (part, text, fields) = (line.part, line.text, fields + 1)
            }
            switch part {
            case .severity: if message.count < TraceLimits.messageLinesMax * 4 { message.append(text) }
            case .context: if let frame = PostgreSQLLine.frame(text) { thrown.append(frame) }
            case .field: break
            }
            if !text.isBlank { last = next }
        }
        while message.last?.isBlank == true { message.removeLast() }
        let isFault =
            switch severity {
            case .error: true
            case .warning: fields > 0
            // The postmaster has no other word for a server process that crashed.
            case .note: found.text.contains(" was terminated by signal ") || found.text.contains(" by exception 0x")
            }
        guard isFault || fields > 0 else { return nil }
        thrown.message = joinedLines(message)
        let trace = Trace(language: TraceLanguage.postgresql.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: found.start - lines[number].startIndex, lastLine: last,
            evidence: 1 + fields * 2, isFault: isFault)
    }

    /// Without `23505: ` in front.
    private static func withoutState(_ text: Bytes) -> Bytes {
        guard text.count > 7, text.has(": ", at: text.startIndex + 5),
            text.prefix(5).allSatisfy({ $0.isDigit || $0.isUpper })
        else { return text }
        return text.dropFirst(7)
    }
}
