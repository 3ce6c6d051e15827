/// The words of a language's traces of one line. `: ` stands for a colon with a blank or the line's end behind.
struct LoneWords: Sendable {
    /// In front of `: `.
    var beforeColon: [StaticString] = []
    /// In front of a number and `: `.
    var beforeNumber: [StaticString] = []
    /// At the line's start, or behind `: `.
    var opening: [StaticString] = []
    /// In front of a number that ends the line, with a full stop or without.
    var beforeLastNumber: [StaticString] = []
}

/// Tells whether a line by itself can hold a trace. It may say yes to a line that holds none.
///
/// Exceptions have names that end alike; all other traces of one line have words of their language's runtime at a colon
/// or at an end. So one pass for three bytes is all that an ordinary line costs, and a look at what is around them.
struct LoneLine: Sendable {
    private static let names: [StaticString] = ["Exception", "Error", "Uncaught"]

    private var beforeColon = [[StaticString]](repeating: [], count: 256)
    private var beforeNumber: [StaticString] = []
    private var opening = [[StaticString]](repeating: [], count: 256)
    private var beforeLastNumber: [StaticString] = []

    init(_ all: [LoneWords]) {
        for words in all {
            for word in words.beforeColon { beforeColon[Int(word.bytes.last ?? 0)].append(word) }
            for word in words.opening { opening[Int(word.bytes.first ?? 0)].append(word) }
            beforeNumber += words.beforeNumber
            beforeLastNumber += words.beforeLastNumber
        }
    }

    func mayHold(_ line: Bytes) -> Bool {
        guard let first = line.first, let last = line.last else { return false }
        if first == CleanLine.escape || last == UInt8(ascii: "m") && line.suffix(12).contains(CleanLine.escape) {
            let clean = CleanLine.clean(line)
            return clean.first != CleanLine.escape && clean.last.map { isMarked(clean, $0) } == true
        }
        return isMarked(line, last)
    }

    private func isMarked(_ line: Bytes, _ last: UInt8) -> Bool {
        opens(line, at: line.startIndex) || ends(line, last) || Self.firstPlace(in: line, where: isMark) != nil
    }

    private func isMark(_ line: Bytes, _ place: Int) -> Bool {
        guard line[place] == UInt8(ascii: ":") else { return Self.names.contains { line.has($0, at: place) } }
        guard place + 1 == line.endIndex || line[place + 1].isBlank else { return false }
        return opens(line, at: place + 2) || stands(line.upTo(place))
    }

    private func opens(_ line: Bytes, at index: Int) -> Bool {
        index < line.endIndex && opening[Int(line[index])].contains { line.has($0, at: index) }
    }

    /// Whether a word stands at the end of what is before a colon.
    private func stands(_ text: Bytes) -> Bool {
        guard let last = text.last else { return false }
        guard last.isDigit else { return beforeColon[Int(last)].contains { text.ends(with: $0) } }
        let before = text.withoutLastNumber
        return beforeNumber.contains { before.ends(with: $0) }
    }

    private func ends(_ line: Bytes, _ last: UInt8) -> Bool {
        guard last.isDigit || last == UInt8(ascii: ".") || last == 0x0D || last.isBlank || last == UInt8(ascii: ")")
        else { return false }
        let text = line.trimmedEnd
        if text.last == UInt8(ascii: ")") { return PerlLine.isReference(text) || Self.endsWithClass(text) }
        let before = (text.last == UInt8(ascii: ".") ? text.dropLast() : text).withoutLastNumber
        return before.endIndex < text.endIndex && beforeLastNumber.contains { before.ends(with: $0) }
    }

    /// ` (Errno::ECONNREFUSED)`, as Ruby prints it behind the message.
    private static func endsWithClass(_ text: Bytes) -> Bool {
        let name = text.dropLast().suffix(80).reversed().prefix { $0.isWord || $0 == UInt8(ascii: ":") }
        let start = text.endIndex - 1 - name.count
        return start - 2 >= text.startIndex && text[start].isUpper && text.has(" (", at: start - 2)
    }

    /// The first of the bytes `:`, `E` and `U` of which `isWanted` holds, eight bytes at a time.
    private static func firstPlace(in line: Bytes, where isWanted: (Bytes, Int) -> Bool) -> Int? {
        line.withUnsafeBytes { raw in
            let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
            let (colons, letters, mask) = (ones &* 0x3A, ones &* 0x45, ones &* 0xEF)
            var index = 0
            while index < raw.count {
                let left = raw.count - index
                let word = left >= 8 ? raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) : tail(raw[index...])
                // A byte that is equal becomes 0; above the first 0 a borrow may show another. `E` and `U` are one
                // under the mask.
                let (colon, letter) = (UInt64(littleEndian: word) ^ colons, UInt64(littleEndian: word) & mask ^ letters)
                var hits = ((colon &- ones) & ~colon | (letter &- ones) & ~letter) & highs
                while hits != 0 {
                    let place = line.startIndex + index + hits.trailingZeroBitCount / 8
                    if isWanted(line, place) { return place }
                    hits &= hits - 1
                }
                index += 8
            }
            return nil
        }
    }

    /// Fewer than eight bytes, as the first of a word.
    private static func tail(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        UInt64(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}

extension StaticString {
    fileprivate var bytes: [UInt8] { withUTF8Buffer { Array($0) } }
}

extension Bytes {
    fileprivate var withoutLastNumber: Bytes {
        var text = self
        while text.last?.isDigit == true { text.removeLast() }
        return text
    }
}
