package import Encodings
package import Model

/// Cuts a file's bytes into lines of UTF-8, which leave out their terminators: LF, CR LF, or a CR alone. How the bytes
/// were cut into chunks does not show in the lines.
///
/// Offsets and ranges are the file's, whatever it is written in. A line's text also leaves out a byte order mark at the
/// file's beginning, and NULs in front of it: a file that was truncated under a writer without O_APPEND begins with a
/// hole of NULs, and the line behind it is a line. What is over the limit, and those NULs, are counted in `bytesCut`;
/// memory stays within the limit while they stream through.
package struct LineFramer: Sendable {
    /// The next byte to read.
    package private(set) var readTo: ByteOffset
    /// Where the unfinished last line begins; `readTo` if there is none.
    package private(set) var lineStart: ByteOffset
    private var open = OpenLine()
    /// Whether the bytes in front of `lineStart` belong to the same line and were given out without its end.
    private var isInsideLine: Bool
    private let lineBytesMax: Int
    private let choice: EncodingChoice
    /// Whether the file's first bytes have told its encoding.
    private var isDecided: Bool
    private var ends: LineEnds
    /// Nil for UTF-8, which needs none.
    private var converter: TextConverter?
    /// Bytes in front of `readTo` that are less than a code unit, or too few to tell the encoding.
    private var carry: [UInt8] = []

    /// `beginning`: the file's first bytes, `EncodingChoice.markBytesMax` of them, for a start elsewhere than at 0.
    /// `insideLine`: no LF stands in front of `from`, so that a lone terminator there ends a line that is known.
    package init(
        limits: Limits, from: ByteOffset, insideLine: Bool = false, encoding choice: EncodingChoice = .auto,
        beginning: [UInt8] = []
    ) {
        (readTo, lineStart, isInsideLine, self.choice) = (from, from, insideLine, choice)
        lineBytesMax = max(4, limits.lineBytesMax)
        (isDecided, ends) = (false, LineEnds(of: .utf8))
        if from > .zero { decide(choice.finalEncoding(ofFileBeginning: beginning)) }
    }

    private mutating func decide(_ encoding: TextEncoding) {
        (isDecided, ends) = (true, LineEnds(of: encoding))
        converter = encoding == .utf8 ? nil : TextConverter(from: encoding)
    }

    /// What is kept of the unfinished last line, in the file's bytes.
    package var partial: [UInt8] { open.kept + carry }

    /// Takes the bytes at `readTo` and answers with the lines that they end.
    package mutating func feed(_ chunk: [UInt8]) -> LineBatch {
        let base = readTo
        readTo = base + ByteCount(chunk.count)
        if isDecided, ends.width == 1 { return decoded(frame(chunk, at: base)) }
        let start = ByteOffset(base.value - Int64(carry.count))
        var bytes = carry + chunk
        carry = []
        if !isDecided {
            guard let encoding = choice.encoding(ofFileBeginning: bytes) else {
                carry = bytes
                return LineBatch()
            }
            decide(encoding)
        }
        // A unit is fed whole.
        let odd = bytes.count % ends.width
        carry = Array(bytes.suffix(odd))
        bytes.removeLast(odd)
        return decoded(frame(bytes, at: start))
    }

    /// `base`: where in the file `chunk` begins.
    private mutating func frame(_ chunk: [UInt8], at base: ByteOffset) -> LineBatch {
        let span = chunk.span.bytes
        guard let textEnd = open.isEnding ? 0 : ends.first(in: span, from: 0) else {
            open.append(chunk, 0..<chunk.count, max: lineBytesMax, width: ends.width)
            return LineBatch()
        }
        open.append(chunk, 0..<textEnd, max: lineBytesMax, width: ends.width)
        guard let (after, hasLineFeed) = ends.terminator(in: span, at: textEnd) else {
            open.isEnding = true
            return LineBatch()
        }
        // The usual chunk begins amid a line: its lines lie behind the whole of that one, so only one copy is made.
        let joined = open.kept.count
        var batch = LineBatch(bytes: open.kept)
        batch.bytes.reserveCapacity(joined + chunk.count - after)
        batch.bytes += chunk[after...]
        batch.lines.reserveCapacity(chunk.count / 64)
        finishOpenLine(end: base + ByteCount(after), hasLineFeed: hasLineFeed, into: &batch)
        frame(chunk, at: base, from: after, shift: joined - after, into: &batch)
        return batch
    }

    /// `open` holds the text of the batch's first line.
    private mutating func finishOpenLine(end: ByteOffset, hasLineFeed: Bool, into batch: inout LineBatch) {
        // A bare CR shows nothing and ends nothing that anybody counts; the next line's range covers it.
        let isNothing = open.isBare && (isInsideLine || !hasLineFeed)
        if !isNothing, let line = open.line(start: lineStart, end: end, hasLineFeed: hasLineFeed) {
            batch.lines.append(line)
            lineStart = end
        }
        open = OpenLine()
        isInsideLine = false
    }

    /// Lines that lie whole in the chunk; the text at an index of it lies at that index plus `shift` in the batch.
    private mutating func frame(
        _ chunk: [UInt8], at base: ByteOffset, from: Int, shift: Int, into batch: inout LineBatch
    ) {
        let span = chunk.span.bytes
        var start = from
        while let end = ends.first(in: span, from: start) {
            guard let (after, hasLineFeed) = ends.terminator(in: span, at: end) else {
                open.append(chunk, start..<end, max: lineBytesMax, width: ends.width)
                open.isEnding = true
                return
            }
            let (text, cut) = content(of: span, start..<end)
            start = after
            if !hasLineFeed, text.isEmpty, cut == 0 { continue }
            let shifted = (text.lowerBound + shift)..<(text.upperBound + shift)
            let fileEnd = base + ByteCount(after)
            batch.lines.append(
                Line(text: shifted, range: lineStart..<fileEnd, bytesCut: cut, endsInLineFeed: hasLineFeed))
            lineStart = fileEnd
        }
        open.append(chunk, start..<chunk.count, max: lineBytesMax, width: ends.width)
    }

    /// What is kept of a line's text. A byte order mark is no concern here: the file's first line is always the open
    /// one.
    private func content(of bytes: RawSpan, _ range: Range<Int>) -> (text: Range<Int>, cut: Int) {
        guard !range.isEmpty else { return (range, 0) }
        var start = range.lowerBound
        if bytes.unsafeLoad(fromByteOffset: start, as: UInt8.self) == 0 {
            start = firstNonZero(in: bytes, range).rounded(to: ends.width, from: start)
        }
        let kept = start..<min(range.upperBound, start + lineBytesMax.rounded(to: ends.width, from: 0))
        return (kept, range.count - kept.count)
    }
}

extension LineFramer {
    /// The unfinished last line as a line, for a file that ended or stayed quiet for long; no line if there is nothing
    /// to show.
    ///
    /// Should its rest come later, that is a line of its own: it neither repeats nor lengthens what was given out here.
    /// A bare terminator, the usual rest, makes no line; the next line's range covers it.
    package mutating func flushPartial() -> LineBatch {
        var flushed = self
        let batch = flushed.flush()
        guard let line = batch.lines.first, !line.text.isEmpty else { return LineBatch() }
        self = flushed
        return batch
    }

    private mutating func flush() -> LineBatch {
        if !isDecided {
            decide(choice.finalEncoding(ofFileBeginning: carry))
            let bytes = carry
            carry = []
            open.append(bytes, 0..<bytes.count, max: lineBytesMax, width: ends.width)
        }
        var batch = LineBatch(bytes: open.kept)
        let end = ByteOffset(readTo.value - Int64(carry.count))
        // The line feed is counted here, whether it comes or not.
        batch.lines = open.line(start: lineStart, end: end, hasLineFeed: true).map { [$0] } ?? []
        (open, lineStart, isInsideLine) = (OpenLine(), end, true)
        return decoded(batch)
    }

    /// As if so many NULs had been fed, of a hole that nobody read. Only behind a chunk that `endsInNULs`.
    package mutating func skipNULs(_ count: ByteCount) {
        precondition(isDecided && !open.isEnding, "a chunk of NULs came before")
        readTo = readTo + count
        // What is carried are NULs, too.
        let odd = (carry.count + Int(count.value)) % ends.width
        open.appendNULs(carry.count + Int(count.value) - odd, max: lineBytesMax.rounded(to: ends.width, from: 0))
        carry = [UInt8](repeating: 0, count: odd)
    }

    /// The same lines with their text in UTF-8.
    private func decoded(_ batch: LineBatch) -> LineBatch {
        guard let converter, !batch.lines.isEmpty else { return batch }
        var plain = LineBatch(lines: batch.lines)
        let places = converter.convert(batch.bytes, pieces: batch.lines.map(\.text), into: &plain.bytes)
        for (index, place) in places.enumerated() { plain.lines[index].text = place }
        if plain.lines[0].range.lowerBound == .zero, plain.text(of: plain.lines[0]).starts(with: byteOrderMark) {
            plain.lines[0].text.removeFirst(byteOrderMark.count)
        }
        return plain
    }
}

/// A line whose terminator has not come, or not whole.
private struct OpenLine: Sendable {
    /// The first bytes, up to the limit; NULs in front left out.
    var kept: [UInt8] = []
    /// Bytes behind `kept`.
    private var beyond = 0
    /// NUL bytes in front of `kept`.
    private var nuls = 0
    /// Whether a CR has ended the text: a LF, or more CRs, may follow it.
    var isEnding = false

    /// Whether there is nothing but, perhaps, a CR.
    var isBare: Bool { nuls == 0 && beyond == 0 && kept.isEmpty }

    mutating func append(_ bytes: [UInt8], _ range: Range<Int>, max: Int, width: Int) {
        guard !range.isEmpty else { return }
        var start = range.lowerBound
        if kept.isEmpty {
            start = firstNonZero(in: bytes.span.bytes, range).rounded(to: width, from: start)
            nuls += start - range.lowerBound
        }
        let end = min(range.upperBound, start + max.rounded(to: width, from: 0) - kept.count)
        kept += bytes[start..<end]
        beyond += range.upperBound - end
    }

    mutating func appendNULs(_ count: Int, max: Int) {
        guard !kept.isEmpty else { return nuls += count }
        let fitting = min(count, max - kept.count)
        kept += [UInt8](repeating: 0, count: fitting)
        beyond += count - fitting
    }

    /// With its text in `kept`; nil if no byte of it has come.
    func line(start: ByteOffset, end: ByteOffset, hasLineFeed: Bool) -> Line? {
        guard start < end else { return nil }
        let hasMark = start == .zero && nuls == 0 && kept.starts(with: byteOrderMark)
        return Line(
            text: (hasMark ? byteOrderMark.count : 0)..<kept.count, range: start..<end, bytesCut: nuls + beyond,
            endsInLineFeed: hasLineFeed)
    }
}

extension Int {
    /// The multiple of `width` behind `start` that is not greater.
    fileprivate func rounded(to width: Int, from start: Int) -> Int { self - (self - start) % width }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
