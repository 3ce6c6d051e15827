import Encodings

/// What ends a line, in the file's own code units: a LF, any CRs with or without a LF behind them.
///
/// A CR alone ends a line as it does for Java and .NET: a progress bar's steps are lines, and so is what follows the
/// bar. A terminal would show the last step only, but what is overwritten there must not be lost here.
struct LineEnds: Hashable, Sendable {
    /// How many bytes a code unit has: 1, 2 or 4. Lines begin at multiples of it.
    let width: Int
    private let lineFeed: UInt32
    private let carriageReturn: UInt32
    /// As in ASCII, which all but a few encodings contain.
    private let isPlain: Bool

    init(of encoding: TextEncoding) {
        width = encoding.lineFeed.count
        (lineFeed, carriageReturn) = (number(encoding.lineFeed), number(encoding.carriageReturn))
        isPlain = encoding.lineFeed == [10] && encoding.carriageReturn == [13]
    }

    /// The place of the first CR or LF at `start` or behind it; nil if there is none.
    @inline(__always)
    func first(in bytes: RawSpan, from start: Int) -> Int? {
        isPlain ? firstPlainEnd(in: bytes, from: start) : firstWideEnd(in: bytes, from: start)
    }

    /// Where the terminator ends that begins at `place`, and whether it has a LF. Nil if all the rest is CRs: the next
    /// bytes decide. Where none begins, it is the empty rest of one whose CRs came before.
    @inline(__always)
    func terminator(in bytes: RawSpan, at place: Int) -> (end: Int, hasLineFeed: Bool)? {
        var place = place
        while place < bytes.byteCount {
            let unit = unit(of: bytes, at: place)
            if unit == lineFeed { return (place &+ width, true) }
            if unit != carriageReturn { return (place, false) }
            place &+= width
        }
        return nil
    }

    private func firstWideEnd(in bytes: RawSpan, from start: Int) -> Int? {
        var index = start
        while index &+ width <= bytes.byteCount {
            let unit = unit(of: bytes, at: index)
            if unit == lineFeed || unit == carriageReturn { return index }
            index &+= width
        }
        return nil
    }

    @inline(__always)
    private func unit(of bytes: RawSpan, at index: Int) -> UInt32 {
        switch width {
        case 1: UInt32(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
        case 2: UInt32(UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt16.self)))
        default: UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self))
        }
    }
}

/// The unit that has these bytes, read with the low one first.
private func number(_ bytes: [UInt8]) -> UInt32 { bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } }

/// The index of the first CR or LF at `start` or behind it; nil if there is none.
///
/// Eight bytes at a time, at the price of looking for one of the two: they are marked with the two controls that lie
/// between them, which a log hardly has.
@inline(__always)
private func firstPlainEnd(in bytes: RawSpan, from start: Int) -> Int? {
    var index = start
    let end = bytes.byteCount
    while index &+ 32 <= end {
        let first = endMarks(word(of: bytes, at: index))
        let second = endMarks(word(of: bytes, at: index &+ 8))
        let third = endMarks(word(of: bytes, at: index &+ 16))
        let fourth = endMarks(word(of: bytes, at: index &+ 24))
        if first | second | third | fourth == 0 {
            index &+= 32
            continue
        }
        if first != 0 {
            index &+= first.trailingZeroBitCount / 8
        } else if second != 0 {
            index &+= 8 &+ second.trailingZeroBitCount / 8
        } else if third != 0 {
            index &+= 16 &+ third.trailingZeroBitCount / 8
        } else {
            index &+= 24 &+ fourth.trailingZeroBitCount / 8
        }
        if isPlainEnd(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) { return index }
        index &+= 1
    }
    while index < end {
        if isPlainEnd(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) { return index }
        index &+= 1
    }
    return nil
}

@inline(__always)
private func isPlainEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

/// The top bit of each byte that is one of 10...13. The sums stay within their bytes: the low seven bits alone are
/// added to, and reach the top bit from 10 and from 14 on.
@inline(__always)
private func endMarks(_ word: UInt64) -> UInt64 {
    let low = word & 0x7F7F_7F7F_7F7F_7F7F
    return (low &+ 0x7676_7676_7676_7676) & ~(low &+ 0x7272_7272_7272_7272) & ~word & 0x8080_8080_8080_8080
}

/// The index of the first byte of `range` that is not NUL; its end if all are.
func firstNonZero(in bytes: RawSpan, _ range: Range<Int>) -> Int {
    var index = range.lowerBound
    while index &+ 8 <= range.upperBound, word(of: bytes, at: index) == 0 { index &+= 8 }
    while index < range.upperBound, bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) == 0 { index &+= 1 }
    return index
}

/// Bounds-checked; "unsafe" in its name is about types whose bit patterns can be invalid, which integers have not.
@inline(__always)
private func word(of bytes: RawSpan, at index: Int) -> UInt64 {
    UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
}
