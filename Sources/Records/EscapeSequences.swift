/// Begins a terminal's control sequence.
let escape: UInt8 = 0x1B

extension ArraySlice<UInt8> {
    var hasEscapes: Bool { firstIndex(ofByte: escape) != nil }

    /// Whether nothing of the line shows: blanks, and colours that end or begin there.
    var isBlankLine: Bool {
        guard let first = first(where: { !$0.isSpace }) else { return true }
        return first == escape && withoutEscapes.allSatisfy(\.isSpace)
    }

    /// Without the terminal's control sequences: colours around a level (`ESC [ … letter`), links (`ESC ] … BEL`),
    /// choices of a character set (`ESC ( B`).
    var withoutEscapes: [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(count)
        var rest = self
        while let start = rest.firstIndex(of: escape) {
            plain.append(contentsOf: rest[..<start])
            rest = rest[(start + 1)...]
            rest = rest.behindSequence
        }
        return plain + rest
    }

    /// What follows a sequence whose ESC stood in front.
    private var behindSequence: ArraySlice<UInt8> {
        switch first {
        case UInt8(ascii: "["):
            // Parameters and intermediate bytes, then one final byte.
            let rest = dropFirst().drop { (0x20...0x3F).contains($0) }
            return rest.first.map { (0x40...0x7E).contains($0) } == true ? rest.dropFirst() : rest
        case UInt8(ascii: "]"):
            // A BEL, or the ESC of `ESC \`, ends it; where neither comes, it is none.
            guard let end = firstIndex(where: { $0 == 0x07 || $0 == escape }) else { return self }
            return self[end...].starts(with: [escape, UInt8(ascii: "\\")]) ? self[(end + 2)...] : self[(end + 1)...]
        case UInt8(ascii: "("), UInt8(ascii: ")"): return dropFirst(2)
        case UInt8(ascii: "\\"): return dropFirst()
        default: return self
        }
    }
}
