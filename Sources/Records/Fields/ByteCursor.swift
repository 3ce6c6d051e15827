/// A place within some bytes that moves forward as parts of a text are recognised.
struct ByteCursor {
    let bytes: ArraySlice<UInt8>
    private(set) var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var current: UInt8? { place < bytes.endIndex ? bytes[place] : nil }
    var isAtEnd: Bool { place == bytes.endIndex }

    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        place += 1
        return true
    }

    mutating func take(anyOf choices: StaticString) -> UInt8? {
        guard let byte = current else { return nil }
        let isOne = choices.withUTF8Buffer { $0.contains(byte) }
        guard isOne else { return nil }
        place += 1
        return byte
    }

    mutating func skipBlanks() {
        while let byte = current, byte.isBlank { place += 1 }
    }

    /// A number of `least` to `most` digits (18 at most); it takes as many as there are, up to `most`.
    mutating func number(least: Int = 1, most: Int) -> Int? {
        let start = place
        var value = 0
        while let digit = current, digit.isDigit, place - start < most {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            place += 1
        }
        guard place - start >= least else {
            place = start
            return nil
        }
        return value
    }

    /// One to nine digits of a second's fraction as nanoseconds; more digits are passed over.
    mutating func fraction() -> Int? {
        let start = place
        guard var value = number(most: 9) else { return nil }
        for _ in place - start..<9 { value *= 10 }
        while let digit = current, digit.isDigit { place += 1 }
        return value
    }

    /// The longest run of bytes that `isPart` accepts, perhaps empty.
    mutating func run(_ isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = place
        while let byte = current, isPart(byte) { place += 1 }
        return bytes[start..<place]
    }

    /// Goes back to a place it had.
    mutating func rewind(to earlier: Int) { place = earlier }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    /// A blank, or a CR that stands before a line's end.
    var isSpace: Bool { isBlank || self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n") }

    var isLetter: Bool {
        let small = self | 0x20
        return small >= UInt8(ascii: "a") && small <= UInt8(ascii: "z")
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks and line ends on both sides.
    var trimmed: ArraySlice<UInt8> { drop(while: \.isSpace).trimmedEnd }

    /// Without blanks and line ends behind.
    var trimmedEnd: ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, self[end - 1].isSpace { end -= 1 }
        return self[startIndex..<end]
    }
}
