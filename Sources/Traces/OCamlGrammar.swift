import Model

/// OCaml's traces: the exception as a value, and below it where it was raised and called.
struct OCamlGrammar: TraceGrammar {
    private var isInTrace = false

    var isOpen: Bool { isInTrace }

    static func cue(_ first: UInt8) -> Bool { "FRCT".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["Fatal error"], opening: ["Thread "]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isInTrace, line.isBlank { return .pending }
        guard let first = line.first, Self.cue(first) else {
            isInTrace = false
            return .none
        }
        if OCamlLine.exception(line) != nil {
            isInTrace = true
            return .opensStandalone
        }
        isInTrace = OCamlLine.frame(line) != nil || isInTrace && OCamlLine.isUnknown(line)
        return isInTrace ? .continues : .none
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            for text in LogText.beginnings(line) {
                if let value = OCamlLine.exception(text) { return read(lines, number, value, text.startIndex) }
            }
            guard OCamlLine.frame(line) != nil else { continue }
            guard number > 0 else { return read(lines, number, nil, line.startIndex) }
            let above = LogText.message(lines[number - 1])
            let value = above.find("exception ").map { above.from($0 + 10) } ?? above
            return read(lines, number - 1, value, value.startIndex)
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ number: Int, _ value: Bytes?, _ start: Int) -> ParsedTrace {
        var (thrown, last, evidence) = (Thrown(), number, 2)
        if let value { (thrown.className, thrown.message) = OCamlLine.parts(value.trimmedEnd) }
        for next in (value == nil ? number : number + 1)..<max(number + 1, lines.count) {
            if let frame = OCamlLine.frame(lines[next]) {
                thrown.append(frame)
                evidence += 2
            }
            if !lines[next].isBlank { last = next }
        }
        let trace = Trace(language: TraceLanguage.ocaml.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: evidence)
    }
}

/// A line of OCaml's traces.
enum OCamlLine {
    /// What follows in `Fatal error: exception VALUE` and `Thread 3 killed on uncaught exception VALUE`.
    static func exception(_ line: Bytes) -> Bytes? {
        if let value = line.dropping("Fatal error: exception ") { return value }
        guard line.begins(with: "Thread "), let mark = line.find(" killed on uncaught exception ") else { return nil }
        return line.from(mark + 30)
    }

    /// `CLASS`, `CLASS(ARGS)`
    static func parts(_ value: Bytes) -> (className: String?, message: String?) {
        let name = value.prefix { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "'") }
        guard name.first?.isUpper == true else { return (nil, value.text) }
        let rest = value.dropFirst(name.count)
        if rest.isEmpty { return (name.text, nil) }
        if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") {
            return (name.text, rest.dropFirst().dropLast().text)
        }
        return (name.text, (rest.dropping(": ") ?? rest.trimmedStart).text)
    }

    /// `Called from unknown location`, of code without places.
    static func isUnknown(_ line: Bytes) -> Bool { line.ends(with: " unknown location") }

    /// `Raised at F in file "f.ml", line 4, characters 60-90`; without a function before OCaml 4.11.
    static func frame(_ line: Bytes) -> Frame? {
        guard let first = line.first, first == UInt8(ascii: "R") || first == UInt8(ascii: "C"),
            let rest = line.dropping("Raised at ") ?? line.dropping("Called from ") ?? line.dropping("Re-raised at ")
                ?? line.dropping("Raised by primitive operation at "),
            let mark = rest.find("file \""), let quote = rest.find("\"", from: mark + 6)
        else { return nil }
        let name = rest.upTo(mark).dropping("in ") == nil ? rest.upTo(mark).trimmed : rest.prefix(0)
        let function = name.ends(with: " in") ? name.dropLast(3) : name
        let behind = rest.from(quote + 1).drop { $0 != UInt8(ascii: ",") }
        guard let place = behind.dropping(", line ") ?? behind.dropping(", lines ") else { return nil }
        let number = place.prefix(while: \.isDigit)
        let column = place.find("characters ").map { place.from($0 + 11).prefix(while: \.isDigit) }
        let file = rest[(mark + 6)..<quote]
        return Frame(
            method: function.isEmpty ? nil : function.text, file: file.text, line: number.decimal,
            column: column?.decimal,
            isApplication: !function.begins(with: "Stdlib") && !function.begins(with: "CamlinternalLazy")
                && !file.begins(with: "stdlib") && !file.contains("/.opam/"))
    }
}
