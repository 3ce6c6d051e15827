/// Whether a quote of an entry is open at its end, kept from line to line. A quote begins where a value does.
struct OpenQuote: Sendable {
    private enum State { case atValue, plain, quoted, behindQuote }

    let delimiter: UInt8
    private var state = State.atValue

    /// Nothing is ever open where an entry is a line.
    init(_ form: ColumnForm?) {
        if let form, form.spansLines, case .byte(let byte) = form.separator { delimiter = byte } else { delimiter = 0 }
    }

    var isOpen: Bool { state == .quoted }

    /// The entry's next line.
    mutating func read(_ line: ArraySlice<UInt8>) {
        if state != .quoted { state = .atValue }
        for byte in line {
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .behindQuote
            case (.quoted, _): break
            case (.behindQuote, UInt8(ascii: "\"")), (.atValue, UInt8(ascii: "\"")): state = .quoted
            case (_, delimiter): state = .atValue
            default: state = .plain
            }
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether it begins as `other` does: byte for byte of the first values a digit, a letter, or the very same; eight
    /// bytes tell enough.
    func begins(like other: ArraySlice<UInt8>, upTo delimiter: UInt8) -> Bool {
        guard !isEmpty, !other.isEmpty else { return false }
        for (mine, theirs) in zip(prefix(8), other.prefix(8)) {
            if mine == delimiter || theirs == delimiter { return true }
            guard mine == theirs || mine.isDigit && theirs.isDigit || mine.isLetter && theirs.isLetter else {
                return false
            }
        }
        return true
    }
}
