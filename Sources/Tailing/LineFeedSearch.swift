/// The index of the first LF at `start` or behind it; nil if there is none.
///
/// Eight bytes at a time: a byte of `word ^ pattern` is zero where LF stands, and the carry of adding 0x7F to its low
/// seven bits leaves the top bit clear for exactly those.
@inline(__always)
func firstLineFeed(in bytes: RawSpan, from start: Int) -> Int? {
    var index = start
    let end = bytes.byteCount
    while index &+ 32 <= end {
        let first = lineFeedMarks(word(of: bytes, at: index))
        let second = lineFeedMarks(word(of: bytes, at: index &+ 8))
        let third = lineFeedMarks(word(of: bytes, at: index &+ 16))
        let fourth = lineFeedMarks(word(of: bytes, at: index &+ 24))
        if first | second | third | fourth == 0 {
            index &+= 32
            continue
        }
        if first != 0 { return index &+ first.trailingZeroBitCount / 8 }
        if second != 0 { return index &+ 8 &+ second.trailingZeroBitCount / 8 }
        if third != 0 { return index &+ 16 &+ third.trailingZeroBitCount / 8 }
        return index &+ 24 &+ fourth.trailingZeroBitCount / 8
    }
    while index < end {
        if bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) == lineFeed { return index }
        index &+= 1
    }
    return nil
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

/// The top bit of each byte that is LF.
@inline(__always)
private func lineFeedMarks(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
    return ~(((difference & low) &+ low) | difference | low)
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
