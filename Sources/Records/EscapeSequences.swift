/// Begins a terminal's control sequence.
let escape: UInt8 = 0x1B

extension ArraySlice<UInt8> {
    var hasEscapes: Bool { firstIndex(ofByte: escape) != nil }

    /// Whether nothing of the line shows: blanks, and colours that end or begin there.
    var isBlankLine: Bool {
        guard let first = first(where: { !$0.isSpace }) else { return true }
        return first == escape && withoutEscapes.allSatisfy(\.isSpace)
    }

    /// Without the terminal's control sequences (`ESC [ … letter`), such as colours around a level.
    var withoutEscapes: [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(count)
        var rest = self
        while let start = rest.firstIndex(of: escape) {
            plain.append(contentsOf: rest[..<start])
            rest = rest[(start + 1)...]
            guard rest.first == UInt8(ascii: "[") else { continue }
            // Parameters and intermediate bytes, then one final byte.
            rest = rest.dropFirst().drop { (0x20...0x3F).contains($0) }
            if let final = rest.first, (0x40...0x7E).contains(final) { rest = rest.dropFirst() }
        }
        return plain + rest
    }
}
