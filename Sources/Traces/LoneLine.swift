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
/// or at an end. So one pass for three bytes is all that an ordinary line costs, and a look at what is around them. An
/// object, as copying four tables for each line would cost as much again.
final class LoneLine: Sendable {
    private let beforeColon: [[StaticString]]
    private let beforeNumber: [StaticString]
    private let opening: [[StaticString]]
    private let beforeLastNumber: [StaticString]
    /// The bytes for which there are words in `opening`, in `beforeColon` and in `beforeLastNumber`.
    private let (openingFirst, beforeColonLast, beforeNumberLast): (ByteSet, ByteSet, ByteSet)

    init(_ all: [LoneWords]) {
        let (opening, colon) = (all.flatMap(\.opening), all.flatMap(\.beforeColon))
        self.opening = (UInt8.min...UInt8.max).map { byte in opening.filter { $0.bytes.first == byte } }
        beforeColon = (UInt8.min...UInt8.max).map { byte in colon.filter { $0.bytes.last == byte } }
        beforeNumber = all.flatMap(\.beforeNumber)
        beforeLastNumber = all.flatMap(\.beforeLastNumber)
        openingFirst = ByteSet(opening.compactMap { $0.bytes.first })
        beforeColonLast = ByteSet(colon.compactMap { $0.bytes.last })
        beforeNumberLast = ByteSet(beforeLastNumber.compactMap { $0.bytes.last })
    }

    func mayHold(_ line: Bytes) -> Bool {
        guard let first = line.first, let last = line.last else { return false }
        if first == CleanLine.escape || last == UInt8(ascii: "m") && line.suffix(12).contains(CleanLine.escape) {
            let clean = CleanLine.clean(line)
            return clean.first != CleanLine.escape && isMarked(clean)
        }
        return isMarked(line)
    }

    private func isMarked(_ line: Bytes) -> Bool {
        line.withUnsafeBytes { raw in
            guard let first = raw.first, let last = raw.last else { return false }
            if openingFirst.contains(first), opens(line, at: line.startIndex) { return true }
            let isEnd = last.isDigit ? endsWithNumber(raw) : Self.isEnd(last) && ends(line)
            return isEnd || holdsMark(raw, line)
        }
    }

    /// At a byte that `mayMark` let through.
    private func isMark(_ line: Bytes, _ place: Int) -> Bool {
        switch line[place] {
        case UInt8(ascii: ":"): opens(line, at: place + 2) || stands(line.upTo(place))
        case UInt8(ascii: "U"): line.has("Uncaught", at: place)
        default: line.has("Error", at: place) || line.has("Exception", at: place)
        }
    }

    private func opens(_ line: Bytes, at index: Int) -> Bool {
        guard index < line.endIndex, openingFirst.contains(line[index]) else { return false }
        return opening[Int(line[index])].contains { line.has($0, at: index) }
    }

    /// Whether a word stands at the end of what is before a colon.
    private func stands(_ text: Bytes) -> Bool {
        guard let last = text.last else { return false }
        guard last.isDigit else {
            return beforeColonLast.contains(last) && beforeColon[Int(last)].contains { text.ends(with: $0) }
        }
        let before = text.withoutLastNumber
        return beforeNumber.contains { before.ends(with: $0) }
    }

    private static func isEnd(_ last: UInt8) -> Bool {
        last == UInt8(ascii: ")") || last == UInt8(ascii: ".") || last == 0x0D || last.isBlank
    }

    /// Whether one of the words stands in front of the last digits.
    private func endsWithNumber(_ raw: UnsafeRawBufferPointer) -> Bool {
        var end = raw.count
        while end > 0, raw[end - 1].isDigit { end -= 1 }
        guard end > 0, beforeNumberLast.contains(raw[end - 1]) else { return false }
        return beforeLastNumber.contains { word in
            word.withUTF8Buffer { word in
                guard end >= word.count else { return false }
                for place in word.indices.reversed() where raw[end - word.count + place] != word[place] { return false }
                return true
            }
        }
    }

    private func ends(_ line: Bytes) -> Bool {
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

    /// Whether one of the bytes `:`, `E` and `U` is a mark; 32 pairs of neighbours at a time, the last of them perhaps
    /// once more. The last byte has no neighbour.
    private func holdsMark(_ raw: UnsafeRawBufferPointer, _ line: Bytes) -> Bool {
        guard raw.count > 32 else {
            return raw.indices.contains { Self.mayMark(raw, $0) && isMark(line, line.startIndex + $0) }
        }
        let last = raw.count &- 33
        var start = 0
        while let (index, hits) = Self.window(of: raw, from: start) {
            if isMark(hits, raw, line, index) { return true }
            guard index < last else { break }
            start = min(index &+ 32, last)
        }
        return Self.mayMark(raw, raw.count - 1) && isMark(line, line.endIndex - 1)
    }

    /// The first 32 pairs that hold one to look at closer, and where they are in them. It calls nothing, so that what
    /// it compares with stays in the processor.
    @inline(never)
    private static func window(of raw: UnsafeRawBufferPointer, from start: Int) -> (index: Int, hits: Lanes)? {
        let (ones, highs) = (Lanes(repeating: 0x0101_0101_0101_0101), Lanes(repeating: 0x8080_8080_8080_8080))
        let last = raw.count &- 33
        var index = start
        while true {
            let bytes = raw.loadUnaligned(fromByteOffset: index, as: Lanes.self)
            let behind = raw.loadUnaligned(fromByteOffset: index &+ 1, as: Lanes.self)
            let (colon, letter) = (colons(bytes, behind), letters(bytes, behind))
            // A pair that is wanted became 0; above the first 0 of a lane a borrow may show another.
            let hits = ((colon &- ones) & ~colon | (letter &- ones) & ~letter) & highs
            let halves = hits.lowHalf | hits.highHalf
            if halves.x | halves.y != 0 { return (index, hits) }
            guard index < last else { return nil }
            index = min(index &+ 32, last)
        }
    }

    private typealias Lanes = SIMD4<UInt64>

    /// 0 for a colon with a blank, a tab or one of six other bytes behind.
    @inline(__always)
    private static func colons(_ bytes: Lanes, _ behind: Lanes) -> Lanes {
        (bytes ^ Lanes(repeating: 0x3A3A_3A3A_3A3A_3A3A)) | (behind & Lanes(repeating: 0xD6D6_D6D6_D6D6_D6D6))
    }

    /// 0 for `E` or `U` with `n`, `r`, `x` or another small letter behind that is even.
    @inline(__always)
    private static func letters(_ bytes: Lanes, _ behind: Lanes) -> Lanes {
        (bytes & Lanes(repeating: 0xEFEF_EFEF_EFEF_EFEF) ^ Lanes(repeating: 0x4545_4545_4545_4545))
            | (behind & Lanes(repeating: 0xE1E1_E1E1_E1E1_E1E1) ^ Lanes(repeating: 0x6060_6060_6060_6060))
    }

    private func isMark(_ lanes: Lanes, _ raw: UnsafeRawBufferPointer, _ line: Bytes, _ index: Int) -> Bool {
        isMark(lanes.x, raw, line, index) || isMark(lanes.y, raw, line, index &+ 8)
            || isMark(lanes.z, raw, line, index &+ 16) || isMark(lanes.w, raw, line, index &+ 24)
    }

    @inline(__always)
    private func isMark(_ lane: UInt64, _ raw: UnsafeRawBufferPointer, _ line: Bytes, _ index: Int) -> Bool {
        var hits = UInt64(littleEndian: lane)
        while hits != 0 {
            let place = index &+ hits.trailingZeroBitCount / 8
            if Self.mayMark(raw, place), isMark(line, line.startIndex + place) { return true }
            hits &= hits &- 1
        }
        return false
    }

    /// Whether the byte behind is one that a mark has.
    private static func mayMark(_ raw: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        let next = place &+ 1 < raw.count ? raw[place &+ 1] : 0x20
        guard next == 0x20 || next >= UInt8(ascii: "n") || next == 0x09 else { return false }
        return switch raw[place] {
        case UInt8(ascii: ":"): next.isBlank
        case UInt8(ascii: "E"): next == UInt8(ascii: "x") || next == UInt8(ascii: "r")
        case UInt8(ascii: "U"): next == UInt8(ascii: "n")
        default: false
        }
    }
}

/// A set of bytes that is asked for every line.
private struct ByteSet {
    private var bits = SIMD4<UInt64>()

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }
}

extension StaticString {
    fileprivate var bytes: [UInt8] { withUTF8Buffer { Array($0) } }
}

extension Bytes {
    fileprivate var withoutLastNumber: Bytes {
        var end = endIndex
        while end > startIndex, self[end - 1].isDigit { end -= 1 }
        return self[startIndex..<end]
    }
}
