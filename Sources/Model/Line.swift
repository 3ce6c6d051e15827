/// One line, as a place in its batch and in its file. It leaves out its terminator (LF, CR LF or a CR alone).
package struct Line: Hashable, Sendable {
    /// Where its text lies in the batch's `bytes`.
    package var text: Range<Int>
    /// The bytes of the file that it covers, its terminator and what was cut of it included.
    package var range: Range<ByteOffset>
    /// How many of its bytes were not kept because the line is longer than the limit.
    package var bytesCut: Int
    /// False for one that a CR alone ended: what follows has the same number, as editors and `grep` count.
    package var endsInLineFeed: Bool

    package init(text: Range<Int>, range: Range<ByteOffset>, bytesCut: Int = 0, endsInLineFeed: Bool = true) {
        (self.text, self.range, self.bytesCut, self.endsInLineFeed) = (text, range, bytesCut, endsInLineFeed)
    }
}

/// The lines of one chunk and the bytes they lie in. Batches, never single lines, pass between rooms.
package struct LineBatch: Sendable {
    package var bytes: [UInt8]
    /// In the file's order; their ranges join without a gap.
    package var lines: [Line]

    package init(bytes: [UInt8] = [], lines: [Line] = []) { (self.bytes, self.lines) = (bytes, lines) }

    package func text(of line: Line) -> ArraySlice<UInt8> { bytes[line.text] }
}
