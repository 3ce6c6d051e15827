import Model

/// `MESSAGE at FILE line N.`
struct PerlLine {
    var message: Bytes
    var file: Bytes
    var line: Int

    /// Nil unless the text ends with a place.
    init?(_ text: Bytes) {
        guard let mark = text.findLast(" line ") else { return nil }
        var end = mark
        var digits = text.from(mark + 6).prefix(while: \.isDigit)
        // `, <DATA> line 2.` tells the line that was read last, not the program's.
        if text.upTo(mark).last == UInt8(ascii: ">"), let open = text.findLast(", <", before: mark),
            let own = text.findLast(" line ", before: open)
        {
            digits = text[(own + 6)..<open]
            end = own
        }
        guard let number = digits.decimal, let at = text.findLast(" at ", before: end) else { return nil }
        let rest = text.from(digits.endIndex)
        let isPlace =
            rest.equals(".") || rest.isEmpty || rest.begins(with: ", <") && rest.ends(with: ".")
            || rest.begins(with: ", near \"") || rest.begins(with: ", at EOF")
        (message, file, line) = (text.upTo(at), text[(at + 4)..<end], number)
        guard isPlace, Self.isFile(file) else { return nil }
        guard !rest.isEmpty || text.first == 0x09 else { return nil }
    }

    /// A path, a file's name that tells, or a program's text that was given as one. A host has a dot in its name, too.
    private static func isFile(_ file: Bytes) -> Bool {
        if file.equals("-e") || file.equals("-") { return true }
        if file.begins(with: "(eval ") { return true }
        guard !file.isEmpty, !file.contains(0x20) else { return false }
        return file.contains(UInt8(ascii: "/")) || endings.contains { file.ends(with: $0) }
    }

    private static let endings: [StaticString] = [".pl", ".pm", ".t", ".cgi", ".fcgi", ".psgi", ".al", ".PL"]

    /// What the compiler complains about; then it goes on, and says in the end that it gave up.
    static func isCompiler(_ line: Bytes) -> Bool {
        line.begins(with: "Global symbol \"") || line.begins(with: "syntax error at ")
            || line.begins(with: "Bareword \"") || line.begins(with: "Can't locate ") && line.contains(" in @INC")
            || line.begins(with: "Missing right ")
            || line.begins(with: "Can't find string terminator") || line.begins(with: "Unmatched right ")
            || line.begins(with: "Number found where ") || line.begins(with: "String found where ")
            || line.begins(with: "Scalar found where ") || line.begins(with: "Bareword found where ")
            || line.begins(with: "Can't redeclare ") || line.begins(with: "Type of arg ")
            || line.begins(with: "Too many arguments for ") || line.begins(with: "Not enough arguments for ")
    }

    /// What may stand below the first line, besides calls.
    static func isTrailer(_ line: Bytes) -> Bool {
        if line.begins(with: " at ") { return PerlLine(line) != nil }
        return line.begins(with: "BEGIN failed--compilation aborted")
            || line.begins(with: "Compilation failed in require")
            || line.begins(with: "Execution of ") && line.ends(with: " aborted due to compilation errors.")
            || line.ends(with: " had compilation errors.") || line.ends(with: " had too many errors.")
    }

    /// An object or a reference that was thrown, and does not say more of itself: `HASH(0x56269c8e0b20)`.
    static func isReference(_ line: Bytes) -> Bool {
        guard line.last == UInt8(ascii: ")"), line.count < 200, let paren = line.find("(0x"),
            paren + 4 < line.endIndex
        else { return false }
        let name = line.upTo(paren)
        let kind = name.splitLast("=")?.after ?? name
        let kinds: [StaticString] = ["HASH", "ARRAY", "SCALAR", "CODE", "REF", "GLOB"]
        return kinds.contains { kind.equals($0) } && name.allSatisfy { $0.isWord || $0 == 0x3A || $0 == 0x3D }
            && line[(paren + 3)..<(line.endIndex - 1)].allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 6 }
    }

    static func isLibrary(_ file: Bytes) -> Bool {
        file.contains("/perl5/") || file.contains("/share/perl") || file.contains("/lib/perl")
            || file.contains("/perlbrew/")
    }
}

/// A line behind a tab: `PKG::FUNC(ARGS) called at FILE line N`, or where the message was thrown again.
enum PerlCall {
    case call(Frame)
    case propagated
    /// Arguments in full end the line without a place, if they are long.
    case cut(Frame)

    init?(_ line: Bytes) {
        guard line.first == 0x09 else { return nil }
        let text = line.trimmed
        if text.begins(with: "...propagated at ") || text.begins(with: "...caught at ") {
            self = .propagated
            return
        }
        guard let mark = text.findLast(" called at ") else {
            guard text.last == UInt8(ascii: ")"), text.contains("::"), let frame = Self.frame(text, nil, nil) else {
                return nil
            }
            self = .cut(frame)
            return
        }
        let place = text.from(mark + 11)
        guard let split = place.splitLast(" line ") else { return nil }
        let digits = split.after.prefix(while: \.isDigit)
        guard let number = digits.decimal, let frame = Self.frame(text.upTo(mark), split.before, number) else {
            return nil
        }
        self = .call(frame)
    }

    private static func frame(_ call: Bytes, _ file: Bytes?, _ line: Int?) -> Frame? {
        var (name, arguments): (Bytes, Bytes?) = (call, nil)
        if !call.begins(with: "eval "), !call.begins(with: "require ") {
            guard let paren = call.firstIndex(of: UInt8(ascii: "(")), call.last == UInt8(ascii: ")") else { return nil }
            (name, arguments) = (call.upTo(paren), call[(paren + 1)..<(call.endIndex - 1)])
            guard name.allSatisfy({ $0.isWord || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "'") }) else {
                return nil
            }
        }
        let split = arguments == nil ? nil : name.splitLast("::")
        return Frame(
            method: (split?.after ?? name).text, type: split?.before.text, file: file?.text, line: line,
            parameters: arguments.flatMap { $0.isEmpty ? nil : $0.text },
            isApplication: file.map { !PerlLine.isLibrary($0) } ?? true)
    }
}

extension PerlGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            if line.first == 0x09, let call = PerlCall(line) {
                // Calls below a line that is none of Perl's: its text is the message.
                if case .call = call, number > 0 { return read(lines, LogText.message(lines[number - 1]), number - 1) }
                continue
            }
            if PerlLine.isReference(line), lines.count == 1 { return read(lines, line, number) }
            if let place = PerlLine(line), line.first?.isBlank == false { return read(lines, place, number) }
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ place: PerlLine, _ number: Int) -> ParsedTrace {
        // A message of several lines ends where its place is; a log's head is none of it.
        var message = [LogText.message(place.message)]
        var first = number
        while first > 0, message.count < TraceLimits.messageLinesMax, !LogHead.begins(lines[first]) {
            first -= 1
            message.insert(LogText.message(lines[first]), at: 0)
            if !LogHead.begins(lines[first]) { message[0] = lines[first] }
        }
        var thrown = Thrown(message: joinedLines(message))
        thrown.location = Thrown.Location(file: place.file.text, line: place.line)
        let column = lines[first].begins(with: "\t") ? 0 : message[0].startIndex - lines[first].startIndex
        if number + 1 < lines.count, lines[number + 1].begins(with: " at "), let again = PerlLine(lines[number + 1]) {
            thrown.message = joinedLines(message.dropLast() + [lines[number]]) + "\n"
            thrown.location = Thrown.Location(file: again.file.text, line: again.line)
        }
        return finish(lines, thrown, (first, column), number)
    }

    private static func read(_ lines: [Bytes], _ message: Bytes, _ number: Int) -> ParsedTrace {
        finish(
            lines, Thrown(message: message.text), (number, message.startIndex - lines[number].startIndex), number)
    }

    private static func finish(
        _ lines: [Bytes], _ thrown: Thrown, _ start: (line: Int, column: Int), _ number: Int
    ) -> ParsedTrace {
        var (thrown, last, evidence) = (thrown, number, 1)
        for next in (number + 1)..<max(number + 1, lines.count) {
            switch PerlCall(lines[next]) {
            case .call(let frame), .cut(let frame):
                thrown.append(frame)
                evidence += 2
            case .propagated: evidence += 1
            case nil: break
            }
            if !lines[next].isBlank { last = next }
        }
        let trace = Trace(language: TraceLanguage.perl.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.column, lastLine: last, evidence: evidence)
    }
}
