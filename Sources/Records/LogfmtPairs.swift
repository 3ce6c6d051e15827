/// The pairs of a line of logfmt: `key=value`, `key="quoted \"value\"\n"`, and keys alone, which are true.
struct LogfmtPairs {
    private var cursor: ByteCursor

    init(_ line: ArraySlice<UInt8>) { cursor = ByteCursor(line) }

    /// Whether a line begins so: a key, a `=`, and no blank in front of either. `==` is no pair of anything.
    static func begin(_ line: ArraySlice<UInt8>) -> Bool {
        var cursor = ByteCursor(line)
        let key = cursor.run(\.isKey)
        return (1...64).contains(key.count) && key.first?.isLetter == true && cursor.take(UInt8(ascii: "="))
            && cursor.current != UInt8(ascii: "=")
    }

    /// Nil behind the last.
    mutating func next() -> (key: ArraySlice<UInt8>, value: [UInt8])? {
        while !cursor.isAtEnd {
            cursor.skipSpaces()
            let key = cursor.run { !$0.isSpace && $0 != UInt8(ascii: "=") }
            guard cursor.take(UInt8(ascii: "=")) else {
                if key.isEmpty { continue }
                return (key, Array("true".utf8))
            }
            let value = quoted() ?? Array(cursor.run { !$0.isSpace })
            if !key.isEmpty { return (key, value) }
        }
        return nil
    }

    /// Nil if no quote begins here, or none ends it: then it is one of the value's letters.
    private mutating func quoted() -> [UInt8]? {
        let start = cursor.place
        guard cursor.take(UInt8(ascii: "\"")) else { return nil }
        var value: [UInt8] = []
        while let byte = cursor.current {
            _ = cursor.take(byte)
            if byte == UInt8(ascii: "\"") { return value }
            guard byte == UInt8(ascii: "\\"), let next = cursor.current else {
                value.append(byte)
                continue
            }
            _ = cursor.take(next)
            value += Self.escaped(next)
        }
        cursor.rewind(to: start)
        return nil
    }

    private static func escaped(_ letter: UInt8) -> [UInt8] {
        switch letter {
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): [letter]
        // A Windows path is written as it is by some.
        default: [UInt8(ascii: "\\"), letter]
        }
    }
}

extension ByteCursor {
    fileprivate mutating func skipSpaces() {
        while let byte = current, byte.isSpace { _ = take(byte) }
    }
}

extension UInt8 {
    fileprivate var isKey: Bool { isLetter || isDigit || "_.-@/".utf8.contains(self) }
}
