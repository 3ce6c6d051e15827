/// Which grammars a line is to be shown to while no trace is open; a bit each. An ordinary line costs a look at its
/// first and its last byte, and where that leaves doubt, at its first word.
struct TraceCues: Sendable {
    private var first: [UInt32]
    private var word: [UInt32]
    private var last: [UInt32]

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
        guard let byte = line.first else { return 0 }
        var asked = first[Int(byte)]
        asked |= last[Int(Self.lastByte(line))]
        let doubtful = word[Int(byte)] & ~asked
        if doubtful != 0, Self.isMarked(line) { asked |= doubtful }
        return asked
    }

    /// The last byte of the text: neither the CR, nor the `m` that ends a colour.
    private static func lastByte(_ line: Bytes) -> UInt8 {
        var end = line.endIndex - 1
        if line[end] == 0x0D, end > line.startIndex { end -= 1 }
        guard line[end] == UInt8(ascii: "m"), line[..<(end + 1)].suffix(12).contains(CleanLine.escape) else {
            return line[end]
        }
        return CleanLine.clean(line).last ?? 0x20
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
