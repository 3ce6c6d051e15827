/// A message without what changes from one occurrence to the next, so that events can be stacked by it.
///
/// Numbers, addresses, hashes and UUIDs become `0`, what stands in quotes becomes `…`:
/// `user 'eve' took 17 ms at 0x7ffe` is `user … took 0 ms at 0`. A text without any letter is a code, and stays.
enum StableText {
    /// More than tells one message from another.
    private static let charactersMax = 200

    static func of(_ text: String) -> String {
        guard text.contains(where: \.isLetter) else { return String(text.prefix(charactersMax)) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let isAfterWord = place > 0 && bytes[place - 1].isAlphanumeric
            if !isAfterWord, let end = quoteEnd(from: place, in: bytes) {
                result += "…".utf8
                place = end
            } else if !isAfterWord, let end = hexadecimalEnd(from: place, in: bytes) {
                result.append(UInt8(ascii: "0"))
                place = end
            } else if bytes[place].isDigit {
                result.append(UInt8(ascii: "0"))
                while place < bytes.count, bytes[place].isDigit { place += 1 }
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(String(decoding: result, as: UTF8.self).prefix(charactersMax))
    }

    /// Behind the quote that closes the one at `place`, in the same line; an apostrophe within a word closes nothing.
    private static func quoteEnd(from place: Int, in bytes: [UInt8]) -> Int? {
        let quote = bytes[place]
        guard [UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`")].contains(quote) else { return nil }
        // GNU programs open with one and close with the other.
        let closing = quote == UInt8(ascii: "`") ? [quote, UInt8(ascii: "'")] : [quote]
        var end = place + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
            let isLast = end + 1 >= bytes.count || !bytes[end + 1].isAlphanumeric
            if closing.contains(bytes[end]), isLast { return end + 1 }
            end += 1
        }
        return nil
    }

    /// Behind an address (`0x7ffe`), a UUID, or eight and more hexadecimal digits with a figure among them.
    private static func hexadecimalEnd(from place: Int, in bytes: [UInt8]) -> Int? {
        let isMarked = bytes[place] == UInt8(ascii: "0") && place + 1 < bytes.count && bytes[place + 1] | 0x20 == 0x78
        let start = isMarked ? place + 2 : place
        var end = run(from: start, in: bytes)
        if end - start == 8, !isMarked { end = uuidEnd(behind: end, in: bytes) ?? end }
        guard end == bytes.count || !bytes[end].isAlphanumeric else { return nil }
        if isMarked { return end > start ? end : nil }
        return end - start >= 8 && bytes[start..<end].contains(where: \.isDigit) ? end : nil
    }

    private static func uuidEnd(behind first: Int, in bytes: [UInt8]) -> Int? {
        var end = first
        for length in [4, 4, 4, 12] {
            guard end < bytes.count, bytes[end] == UInt8(ascii: "-") else { return nil }
            let part = run(from: end + 1, in: bytes)
            guard part - end - 1 == length else { return nil }
            end = part
        }
        return end
    }

    private static func run(from start: Int, in bytes: [UInt8]) -> Int {
        bytes[start...].firstIndex { !$0.isHexadecimal } ?? bytes.count
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}
