/// Which grammars a line is to be shown to while no trace is open; a bit each. An ordinary line costs a look at its
/// first and its last byte, and where that leaves doubt, at its first word.
final class TraceCues: Sendable {
    private let first: [UInt32]
    private let word: [UInt32]
    private let last: [UInt32]

    init(_ types: [any TraceGrammar.Type]) {
        func bits(_ isCue: (any TraceGrammar.Type, UInt8) -> Bool) -> [UInt32] {
            (UInt8.min...UInt8.max).map { byte in
                types.indices.reduce(into: 0) { bits, index in
                    if isCue(types[index], byte) { bits |= 1 << UInt32(index) }
                }
            }
        }
        first = bits { $0.cue($1) }
        word = bits { $0.wordCue($1) }
        last = bits { $0.endCue($1) }
    }

    /// `line` may have its CR, and colours anywhere but at its start.
    func grammars(for line: Bytes) -> UInt32 {
        let (byte, lastByte, isDated) = line.withUnsafeBufferPointer { raw in
            (raw.first ?? 0, Self.lastByte(raw), Self.beginsWithDate(raw))
        }
        guard !line.isEmpty else { return 0 }
        let atEnd = last[Int(lastByte ?? CleanLine.clean(line).last ?? 0x20)]
        // Most lines of most logs begin with their time.
        if byte.isDigit, isDated {
            // The one has a blank behind its date, the other a `T`.
            let isAsked =
                line[line.startIndex + 10] == 0x20 ? PostgreSQLLine.mayBegin(line) : KernelLine.mayBegin(stamped: line)
            return isAsked ? atEnd | first[Int(byte)] : atEnd
        }
        var asked = first[Int(byte)] | atEnd
        let doubtful = word[Int(byte)] & ~asked
        if doubtful != 0, Self.isMarked(line) { asked |= doubtful }
        return asked
    }

    /// `2026-11-21` with a blank or a `T` behind.
    static func beginsWithDate(_ line: Bytes) -> Bool { line.withUnsafeBufferPointer(beginsWithDate) }

    private static func beginsWithDate(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let dash = UInt8(ascii: "-")
        return line.count > 10 && line[4] == dash && line[7] == dash
            && (line[10] == 0x20 || line[10] == UInt8(ascii: "T"))
    }

    /// The last byte of the text, which is no CR; nil where a colour may end there.
    private static func lastByte(_ line: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard var byte = line.last else { return nil }
        var end = line.count - 1
        if byte == 0x0D, end > 0 {
            end -= 1
            byte = line[end]
        }
        guard byte == UInt8(ascii: "m") else { return byte }
        return line[...end].suffix(12).contains(CleanLine.escape) ? nil : byte
    }

    /// Whether a colon stands in the first word, or no other word behind it.
    private static func isMarked(_ line: Bytes) -> Bool {
        for byte in line.prefix(256) {
            if byte == UInt8(ascii: ":") { return true }
            if byte.isBlank { return false }
        }
        return true
    }
}
