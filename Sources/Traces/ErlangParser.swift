import Model

extension ErlangGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            guard let first = line.first, cue(first) || first == UInt8(ascii: "{") else { continue }
            var parser = ErlangParser(lines, number)
            if let kind = ErlangLine.reportKind(line) {
                guard !kind.equals("INFO"), !kind.equals("PROGRESS") else { return nil }
                parser.readReport()
            } else if let reason = ErlangLine.exception(line) {
                parser.readException(reason, from: number + 1)
            } else if ErlangLine.isBoot(line) {
                parser.readBoot()
            } else {
                continue
            }
            return parser.result()
        }
        return nil
    }
}

private struct ErlangParser {
    private let lines: [Bytes]
    private let start: Int
    private var thrown = Thrown()
    private var last: Int
    private var evidence = 2

    init(_ lines: [Bytes], _ start: Int) { (self.lines, self.start, last) = (lines, start, start) }

    mutating func readReport() {
        var end = start + 1
        while end < lines.count, !lines[end].isBlank { end += 1 }
        last = end - 1
        for number in (start + 1)..<max(start + 1, end) {
            let text = lines[number].trimmedStart
            if let rest = text.dropping("exception "), let reason = ErlangLine.reason(rest) {
                return readException(reason, from: number + 1)
            }
            if text.ends(with: "with exit value:") || text.begins(with: "** Reason for termination")
                || text.begins(with: "** When handler state ==")
            {
                guard !text.begins(with: "** When handler") else { continue }
                return take(term: joined(from: number + 1, to: end))
            }
            if let reason = text.dropping("reason: ") ?? text.dropping("Reason: ") {
                return take(term: (Array(reason) + joined(from: number + 1, to: end))[...])
            }
        }
        // A report without a reason is what the program said.
        let text = lines[(start + 1)..<max(start + 1, end)].prefix(TraceLimits.messageLinesMax)
        if !text.isEmpty { thrown.message = joinedLines(text) }
    }

    /// The lines of a term, without the stars and blanks that a report puts before each.
    private func joined(from first: Int, to end: Int) -> Bytes {
        var text: [UInt8] = []
        for number in first..<max(first, end) where text.count < 1 << 18 {
            let line = lines[number].trimmed
            // The next part of the report.
            if number > first, line.begins(with: "** ") { break }
            text += line.dropping("** ") ?? line
        }
        return text[...]
    }

    /// `REASON`, `{REASON, [FRAME]}`.
    private mutating func take(term text: Bytes) {
        guard let term = ErlangTerm.read(text) else { return }
        guard case .tuple(let terms, _) = term, terms.count == 2, case .list(let calls) = terms[1],
            calls.isEmpty || ErlangCall(calls[0]) != nil
        else { return name(term) }
        name(terms[0])
        for call in calls { if let call = ErlangCall(call) { append(call.frame) } }
    }

    private mutating func append(_ frame: Frame) {
        thrown.append(frame)
        evidence += 2
    }

    /// The first atom is the class; a term that says more is the message.
    private mutating func name(_ reason: ErlangTerm) {
        switch reason {
        case .tuple(let terms, let text):
            thrown.message = text.text
            var first = terms.first
            while case .tuple(let inner, _) = first { first = inner.first }
            thrown.className = first?.atom?.text
        case .other(let text):
            if reason.atom != nil { thrown.className = text.text } else { thrown.message = text.text }
        case .list: break
        }
    }

    mutating func readException(_ reason: Bytes, from first: Int) {
        let text = reason.trimmed
        let isTerm = text.first == UInt8(ascii: "{") || !text.contains(0x20) && text.first?.isLower == true
        if isTerm, let term = ErlangTerm.read(text) { name(term) } else { thrown.message = text.text }
        for number in first..<max(first, lines.count) {
            let line = lines[number]
            if let call = ErlangCall(printed: line.trimmed) {
                append(call.frame)
            } else if line.isBlank || line.first != 0x20 {
                break
            }
            last = max(last, number)
        }
    }

    mutating func readBoot() {
        let line = lines[start]
        if let brace = line.dropFirst().firstIndex(of: UInt8(ascii: "{")) {
            take(term: line.from(brace))
            if !thrown.frames.isEmpty, thrown.className != nil { thrown.message = thrown.message }
        }
        for number in (start + 1)..<max(start + 1, lines.count) where !lines[number].isBlank {
            guard ErlangLine.isBoot(lines[number]) || lines[number].begins(with: "Crash dump") else { break }
            last = number
        }
    }

    func result() -> ParsedTrace? {
        guard thrown.className != nil || thrown.message != nil || !thrown.frames.isEmpty else { return nil }
        let trace = Trace(language: TraceLanguage.erlang.rawValue, exception: thrown)
        return ParsedTrace(trace: trace, firstLine: start, column: 0, lastLine: last, evidence: evidence)
    }
}

/// A call of a stack: `{module,function,arity,[{file,"f"},{line,1}]}` as a term, or printed for people.
private struct ErlangCall {
    private var module: Bytes?
    private var function: String
    private var file: Bytes?
    private var line: Int?

    init?(_ term: ErlangTerm) {
        guard case .tuple(let terms, _) = term, terms.count == 4, let module = terms[0].atom, let name = terms[1].atom,
            case .list(let place) = terms[3]
        else { return nil }
        switch terms[2] {
        case .list(let arguments): function = "\(name.text)/\(arguments.count)"
        case .other(let arity):
            guard arity.decimal != nil || arity.first?.isLower == true else { return nil }
            function = "\(name.text)/\(arity.decimal.map { "\($0)" } ?? "1")"
        case .tuple: return nil
        }
        self.module = module
        for member in place {
            guard case .tuple(let pair, _) = member, pair.count == 2, let value = pair[1].text else { continue }
            if pair[0].text?.equals("file") == true { file = value.dropFirst().dropLast() }
            if pair[0].text?.equals("line") == true { line = value.decimal }
        }
    }

    /// `in function  m:f/1 (f.erl, line 2)`, since OTP 26 `(f.erl:2)`, `in call from m:f/1`, `in operator  +/2`
    init?(printed text: Bytes) {
        guard
            let rest = text.dropping("in function ") ?? text.dropping("in call from ") ?? text.dropping("in operator ")
        else { return nil }
        var name = rest.trimmed
        if name.last == UInt8(ascii: ")"), let open = name.findLast(" ("), let comma = name.findLast(", line "),
            comma > open
        {
            file = name[(open + 2)..<comma]
            line = name[(comma + 7)..<(name.endIndex - 1)].decimal
            name = name.upTo(open)
        } else if name.last == UInt8(ascii: ")"), let open = name.findLast(" ("), let colon = name.findLast(".erl:"),
            colon > open, let number = name[(colon + 5)..<(name.endIndex - 1)].decimal
        {
            (file, line) = (name[(open + 2)..<(colon + 4)], number)
            name = name.upTo(open)
        }
        if text.begins(with: "in operator ") {
            function = name.text
        } else {
            guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else {
                function = name.text
                return
            }
            (module, function) = (name.upTo(colon), name.from(colon + 1).text)
        }
    }

    private static let runtime: [StaticString] = [
        "erlang", "lists", "gen_server", "gen_statem", "gen_event", "gen", "proc_lib", "supervisor", "init", "erl_eval",
        "escript", "maps", "ets", "io", "file", "binary", "string", "timer", "application_master", "shell",
        "erl_internal",
    ]

    var frame: Frame {
        Frame(
            method: function, type: module?.text, file: file?.text, line: line,
            isApplication: module.map { name in !Self.runtime.contains { name.equals($0) } } == true)
    }
}
