/// `FILE:LINE` or `FILE:LINE:COLUMN` at the start of a text, as many languages print it.
struct SourcePlace {
    var file: Bytes
    var line: Int
    var column: Int?
    /// Behind its last digit.
    var end: Int

    init(file: Bytes, line: Int, end: Int) { (self.file, self.line, self.end) = (file, line, end) }

    /// A file's name has no blank, unless it stands in parentheses or angle brackets.
    init?(_ text: Bytes) {
        var index = text.startIndex
        switch text.first {
        case UInt8(ascii: "("): index = text.firstIndex(of: UInt8(ascii: ")")) ?? index
        case UInt8(ascii: "<"): index = text.firstIndex(of: UInt8(ascii: ">")) ?? index
        default: break
        }
        while index < text.endIndex, !text[index].isBlank {
            guard text[index] == UInt8(ascii: ":"), index > text.startIndex,
                let (number, end) = Self.number(text, at: index + 1)
            else {
                index += 1
                continue
            }
            (file, line, self.end) = (text.upTo(index), number, end)
            if end < text.endIndex, text[end] == UInt8(ascii: ":"), let (column, end) = Self.number(text, at: end + 1) {
                (self.column, self.end) = (column, end)
            }
            return
        }
        return nil
    }

    private static func number(_ text: Bytes, at index: Int) -> (Int, end: Int)? {
        let digits = text.from(Swift.min(index, text.endIndex)).prefix(while: \.isDigit)
        return digits.decimal.map { ($0, digits.endIndex) }
    }
}
