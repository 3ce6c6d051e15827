import Model

/// `(000F2347){shop.exe    } [004F3347] Gateway.TGateway.Connect (Line 12, "Gateway.pas" + 3) + $7`, of which all but
/// an address in brackets, the function and one of the places may be missing.
struct JclFrame {
    private var name: Bytes
    private var file: Bytes?
    private var line: Int?

    /// `isBelow`: below another one, where all of the places may be missing, and the name.
    init?(_ text: Bytes, isBelow: Bool = false) {
        var rest = text.trimmedEnd
        if rest.first == UInt8(ascii: "(") {
            guard let behind = Self.address(rest, ")"), behind.first == UInt8(ascii: "{") else { return nil }
            rest = behind
        }
        rest = (Self.module(rest) ?? rest).trimmedStart
        guard rest.first == UInt8(ascii: "["), let behind = Self.address(rest, "]") else { return nil }
        rest = (Self.module(behind) ?? behind).trimmedStart
        var isPlaced = false
        if let mark = rest.findLast(" + $"), rest.from(mark + 4).allSatisfy(Self.isHex) {
            (rest, isPlaced) = (rest.upTo(mark), true)
        }
        if rest.last == UInt8(ascii: ")"), let mark = rest.findLast(" (Line ") {
            let place = rest[(mark + 7)..<(rest.endIndex - 1)]
            let digits = place.prefix(while: \.isDigit)
            guard let number = digits.decimal else { return nil }
            (line, isPlaced) = (number, true)
            if let quoted = place.dropFirst(digits.count).dropping(", \""), let quote = quoted.find("\"") {
                file = quoted.upTo(quote)
            }
            rest = rest.upTo(mark)
        }
        if isBelow {
            isPlaced = true
            rest = rest.dropping("Unknown function at ") ?? rest
        }
        guard isPlaced, !rest.isEmpty, !rest.contains(0x20) else { return nil }
        name = rest
    }

    /// `Stack list, generated 21.11.2026 04:13:57`
    static func isTitle(_ line: Bytes) -> Bool { line.begins(with: "Stack list, generated ") }

    /// What follows the digits between the bracket that begins `text` and `close`.
    private static func address(_ text: Bytes, _ close: Unicode.Scalar) -> Bytes? {
        let digits = text.dropFirst().prefix(while: isHex)
        guard digits.count == 8 || digits.count == 16, digits.endIndex < text.endIndex,
            text[digits.endIndex] == UInt8(ascii: close)
        else { return nil }
        return text.from(digits.endIndex + 1)
    }

    private static func module(_ text: Bytes) -> Bytes? {
        guard text.first == UInt8(ascii: "{"), let end = text.firstIndex(of: UInt8(ascii: "}")) else { return nil }
        return text.from(end + 1)
    }

    private static func isHex(_ byte: UInt8) -> Bool { byte.isDigit || (byte | 0x20) &- 0x61 < 6 }

    /// The unit stands in front of the type.
    var frame: Frame {
        let parts = name.splitLast(".")
        return Frame(
            method: (parts?.after ?? name).text, type: parts?.before.text, file: file?.text, line: line,
            isApplication: parts != nil && !DelphiParser.libraries.contains { name.begins(with: $0) })
    }
}

/// Reads JclDebug's frames, and what stands right above them.
enum JclParser {
    static func parse(_ lines: [Bytes], _ frame: Int) -> ParsedTrace {
        var thrown = Thrown()
        var last = frame
        for number in frame..<lines.count {
            guard let frame = JclFrame(lines[number], isBelow: number > frame) else { break }
            thrown.append(frame.frame)
            last = number
        }
        let head = lines[..<frame].lastIndex { !$0.isBlank && !JclFrame.isTitle($0) }
        var (first, column) = (frame, 0)
        if let title = lines[..<frame].firstIndex(where: DelphiLine.beginsJcl) {
            first = title
            thrown.className = DelphiLine.exceptionClass(lines[title])?.text
            thrown.message = lines[title..<frame].lazy.compactMap(DelphiLine.exceptionMessage).first?.text
        } else if let head {
            let text = LogText.message(lines[head])
            (first, column) = (head, text.startIndex - lines[head].startIndex)
            let named = text.dropping("Exception ") ?? text
            let name = named.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
            if name.first?.isUpper == true, named.has(": ", at: name.endIndex) {
                (thrown.className, thrown.message) = (name.text, named.from(name.endIndex + 2).trimmedEnd.text)
            } else {
                thrown.message = text.trimmedEnd.text
            }
        }
        return ParsedTrace(
            trace: Trace(language: TraceLanguage.delphi.rawValue, exception: thrown), firstLine: first, column: column,
            lastLine: last, evidence: thrown.frames.count * 2 + 1)
    }
}
