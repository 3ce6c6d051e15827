import Model

/// `ORA-06502: TEXT`, a line of Oracle's error stack.
struct OracleLine {
    var code: Bytes
    var text: Bytes
    /// `at "OWNER.UNIT", line N` of ORA-06512.
    var frame: Frame?

    private static let products: [StaticString] = ["ORA-", "PLS-", "TNS-", "RMAN-", "SP2-", "PL/SQL-"]

    init?(_ line: Bytes) {
        guard let first = line.first, "OPTRS".utf8.contains(first),
            let product = Self.products.first(where: { line.begins(with: $0) })
        else { return nil }
        let digits = line.dropFirst(product.utf8CodeUnitCount).prefix(while: \.isDigit)
        guard (4...5).contains(digits.count), line.has(": ", at: digits.endIndex) else { return nil }
        // Its number of success.
        guard digits.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        (code, text) = (line.upTo(digits.endIndex), line.from(digits.endIndex + 2).trimmedEnd)
        if code.equals("ORA-06512") { frame = Self.frame(text) }
    }

    private static func frame(_ text: Bytes) -> Frame? {
        guard let rest = text.dropping("at ") else { return nil }
        if let number = rest.dropping("line ")?.decimal { return Frame(method: "<anonymous block>", line: number) }
        guard let split = rest.splitLast(", line "), split.before.count > 2, let number = split.after.decimal else {
            return nil
        }
        let unit = split.before.dropFirst().dropLast()
        let name = unit.splitLast(".")
        return Frame(
            method: (name?.after ?? unit).text, type: name?.before.text, line: number,
            isApplication: !unit.begins(with: "SYS."))
    }

    /// What SQL*Plus and the alert log print above.
    static func isTitle(_ line: Bytes) -> Bool {
        if let number = line.dropping("ERROR at line ") { return number.last == UInt8(ascii: ":") }
        return line.begins(with: "Errors in file ") && line.contains(".trc")
    }
}

/// Oracle's error stacks: the newest error first, with its places and the errors before it below.
struct OracleGrammar: TraceGrammar {
    private var isInStack = false

    var isOpen: Bool { isInStack }

    static func cue(_ first: UInt8) -> Bool { "OE".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeNumber: ["ORA-", "PLS-", "TNS-", "RMAN-"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isInStack, line.isBlank { return .pending }
        let before = isInStack
        isInStack = true
        if OracleLine(line) != nil { return before ? .continues : .opens }
        if OracleLine.isTitle(line) { return line.begins(with: "ERROR") ? .opensStandalone : .opens }
        if before, line.begins(with: "Help: https://docs.oracle.com/error-help/") { return .continues }
        isInStack = false
        return .none
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        var (chain, start, last, evidence): ([Thrown], (Int, Int)?, Int, Int) = ([], nil, 0, 0)
        for (number, line) in lines.enumerated() {
            let mark = start == nil ? line.find("ORA-") ?? line.startIndex : line.startIndex
            guard let found = OracleLine(line.from(mark)) else {
                if start == nil, OracleLine.isTitle(line) { start = (number, 0) }
                if chain.isEmpty || line.isBlank || line.begins(with: "Help: ") { continue }
                break
            }
            if start == nil { start = (number, mark - line.startIndex) }
            (last, evidence) = (number, evidence + 1)
            if let frame = found.frame, !chain.isEmpty {
                chain[chain.count - 1].append(frame)
                evidence += 1
            } else if chain.count < TraceLimits.chainMax {
                chain.append(Thrown(className: found.code.text, message: found.text.text))
            }
        }
        guard let start, let top = chain.first else { return nil }
        let trace = Trace(
            language: TraceLanguage.oracle.rawValue, exception: top, causes: Array(chain.dropFirst()))
        return ParsedTrace(trace: trace, firstLine: start.0, column: start.1, lastLine: last, evidence: evidence)
    }
}
