package import Model

/// Cuts a file's bytes into lines, which leave out their terminator: LF or CR LF. How the bytes were cut into chunks
/// does not show in the lines.
///
/// A line's text also leaves out a UTF-8 byte order mark at the file's beginning, and NUL bytes in front of it: a file
/// that was truncated under a writer without O_APPEND begins with a hole of NULs, and the line behind it is a line.
/// What is over the limit, and those NULs, are counted in `bytesCut`; memory stays within the limit while they stream
/// through.
package struct LineFramer: Sendable {
    /// The next byte to read.
    package private(set) var readTo: ByteOffset
    /// Where the unfinished last line begins; `readTo` if there is none.
    package private(set) var lineStart: ByteOffset
    private var open = OpenLine()
    /// Whether the bytes in front of `lineStart` belong to the same line and were given out without its end.
    private var isInsideLine: Bool
    private let lineBytesMax: Int

    /// `insideLine`: the byte in front of `from` is no LF, so that a lone terminator there ends a line that is known.
    package init(limits: Limits, from: ByteOffset, insideLine: Bool = false) {
        (readTo, lineStart, isInsideLine) = (from, from, insideLine)
        lineBytesMax = limits.lineBytesMax
    }

    /// What is kept of the unfinished last line.
    package var partial: [UInt8] { open.kept }

    /// Takes the bytes at `readTo` and answers with the lines that they end.
    package mutating func feed(_ chunk: [UInt8]) -> LineBatch {
        let span = chunk.span.bytes
        guard let firstEnd = firstLineFeed(in: span, from: 0) else {
            open.append(chunk, 0..<chunk.count, max: lineBytesMax)
            readTo = readTo + ByteCount(chunk.count)
            return LineBatch()
        }
        // The usual chunk begins amid a line: its lines lie behind the whole of that one, so only one copy is made.
        open.append(chunk, 0..<firstEnd, max: lineBytesMax)
        let joined = open.kept.count
        var batch = LineBatch(bytes: open.kept)
        batch.bytes.reserveCapacity(joined + chunk.count - firstEnd)
        batch.bytes += chunk[firstEnd...]
        batch.lines.reserveCapacity(chunk.count / 64)
        finishOpenLine(end: readTo + ByteCount(firstEnd + 1), into: &batch)
        frame(chunk, from: firstEnd + 1, shift: joined - firstEnd, into: &batch)
        readTo = readTo + ByteCount(chunk.count)
        return batch
    }

    /// The unfinished last line as a line, for a file that ended or stayed quiet for long; no line if there is nothing
    /// to show.
    ///
    /// Should its rest come later, that is a line of its own: it neither repeats nor lengthens what was given out here.
    /// A bare terminator, the usual rest, makes no line; the next line's range covers it.
    package mutating func flushPartial() -> LineBatch {
        var batch = LineBatch(bytes: open.kept)
        guard let line = open.line(start: lineStart, end: readTo), !line.text.isEmpty else { return LineBatch() }
        batch.lines = [line]
        (open, lineStart, isInsideLine) = (OpenLine(), readTo, true)
        return batch
    }

    /// `open` holds the text of the batch's first line.
    private mutating func finishOpenLine(end: ByteOffset, into batch: inout LineBatch) {
        if let line = open.line(start: lineStart, end: end), !(isInsideLine && open.isBare) {
            batch.lines.append(line)
            lineStart = end
        }
        open = OpenLine()
        isInsideLine = false
    }

    /// Lines that lie whole in the chunk; the text at an index of it lies at that index plus `shift` in the batch.
    private mutating func frame(_ chunk: [UInt8], from: Int, shift: Int, into batch: inout LineBatch) {
        let span = chunk.span.bytes
        var start = from
        while let end = firstLineFeed(in: span, from: start) {
            let after = readTo + ByteCount(end + 1)
            let (text, cut) = content(of: span, start..<end)
            let shifted = (text.lowerBound + shift)..<(text.upperBound + shift)
            batch.lines.append(Line(text: shifted, range: lineStart..<after, bytesCut: cut))
            (start, lineStart) = (end + 1, after)
        }
        open.append(chunk, start..<chunk.count, max: lineBytesMax)
    }

    /// What is kept of a line between its terminators. A byte order mark is no concern here: the file's first line is
    /// always the open one.
    private func content(of bytes: RawSpan, _ range: Range<Int>) -> (text: Range<Int>, cut: Int) {
        guard !range.isEmpty else { return (range, 0) }
        let start =
            bytes.unsafeLoad(fromByteOffset: range.lowerBound, as: UInt8.self) == 0
            ? firstNonZero(in: bytes, range) : range.lowerBound
        var end = range.upperBound
        if end > start, bytes.unsafeLoad(fromByteOffset: end - 1, as: UInt8.self) == carriageReturn { end -= 1 }
        let kept = start..<min(end, start + lineBytesMax)
        return (kept, end - kept.upperBound + start - range.lowerBound)
    }
}

/// A line whose terminator has not come.
private struct OpenLine: Sendable {
    /// The first bytes, up to the limit; NULs in front left out.
    var kept: [UInt8] = []
    /// Bytes behind `kept`.
    private var beyond = 0
    /// NUL bytes in front of `kept`.
    private var nuls = 0
    private var endsInReturn = false

    /// Whether there is nothing but, perhaps, a CR.
    var isBare: Bool { nuls == 0 && beyond == 0 && kept.count == (endsInReturn ? 1 : 0) }

    mutating func append(_ bytes: [UInt8], _ range: Range<Int>, max: Int) {
        var start = range.lowerBound
        if kept.isEmpty {
            start = firstNonZero(in: bytes.span.bytes, range)
            nuls += start - range.lowerBound
        }
        guard start < range.upperBound else { return }
        let end = min(range.upperBound, start + max - kept.count)
        kept += bytes[start..<end]
        beyond += range.upperBound - end
        endsInReturn = bytes[range.upperBound - 1] == carriageReturn
    }

    /// With its text in `kept`; nil if no byte of it has come.
    func line(start: ByteOffset, end: ByteOffset) -> Line? {
        guard start < end else { return nil }
        let isReturnKept = endsInReturn && beyond == 0
        let isReturnBeyond = endsInReturn && beyond > 0
        let hasMark = start == .zero && nuls == 0 && kept.starts(with: byteOrderMark)
        let text = (hasMark ? byteOrderMark.count : 0)..<(kept.count - (isReturnKept ? 1 : 0))
        return Line(text: text, range: start..<end, bytesCut: nuls + beyond - (isReturnBeyond ? 1 : 0))
    }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
