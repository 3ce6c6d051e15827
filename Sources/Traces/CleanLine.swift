/// Lines without what a terminal or a container put around the text: colours and a CR before the line end.
enum CleanLine {
    static let escape: UInt8 = 0x1B

    /// A line without an escape is not copied.
    static func clean(_ line: Bytes) -> Bytes {
        let line = line.last == 0x0D ? line.dropLast() : line
        guard hasEscape(line) else { return line }
        var kept: [UInt8] = []
        kept.reserveCapacity(line.count)
        var index = line.startIndex
        while index < line.endIndex {
            if let end = sequenceEnd(line, at: index) {
                index = end
            } else {
                kept.append(line[index])
                index += 1
            }
        }
        return kept[...]
    }

    /// Eight bytes at a time, as every line that a grammar looks at comes here.
    private static func hasEscape(_ line: Bytes) -> Bool {
        line.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = 0
            while index + 8 <= bytes.count {
                // A byte that is zero here is an escape there, and borrows from its highest bit.
                let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ (ones &* UInt64(escape))
                if (eight &- ones) & ~eight & (ones << 7) != 0 { return true }
                index += 8
            }
            return bytes[index...].contains(escape)
        }
    }

    /// Where byte `column` of the cleaned line stands in `line`, both counted from their starts. Sequences right before
    /// the byte are on the left of the place.
    static func rawColumn(_ column: Int, in line: Bytes) -> Int {
        var (index, left) = (line.startIndex, column)
        while index < line.endIndex {
            if let end = sequenceEnd(line, at: index) {
                index = end
            } else if left == 0 {
                break
            } else {
                (index, left) = (index + 1, left - 1)
            }
        }
        return index - line.startIndex
    }

    /// Behind the CSI sequence at `index`, if there is one.
    private static func sequenceEnd(_ line: Bytes, at index: Int) -> Int? {
        guard line[index] == escape, index + 1 < line.endIndex, line[index + 1] == UInt8(ascii: "[") else { return nil }
        var end = index + 2
        while end < line.endIndex, (0x20...0x3F).contains(line[end]) { end += 1 }
        return end < line.endIndex && (0x40...0x7E).contains(line[end]) ? end + 1 : nil
    }
}
