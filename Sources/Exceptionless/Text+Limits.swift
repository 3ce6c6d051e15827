extension String {
    /// The text within `limit` UTF-16 units, which are what the server counts; a longer one is cut and ends in `...`,
    /// as the server itself would cut it. No scalar is cut in two.
    func cut(toUTF16 limit: Int) -> String {
        precondition(limit > 3, "a cut text ends in three dots")
        // A UTF-16 unit takes at least one byte, so most texts need no count.
        guard utf8.count > limit, utf16.count > limit else { return self }
        var kept = String.UnicodeScalarView()
        var room = limit - 3
        for scalar in unicodeScalars {
            room -= UTF16.width(scalar)
            guard room >= 0 else { break }
            kept.append(scalar)
        }
        return String(kept) + "..."
    }

    /// The text within about `limit` bytes of UTF-8: three quarters of it from the beginning, the rest from the end,
    /// where a stack has its root, and a mark between them.
    func cutInside(toUTF8 limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let head = utf8.index(startIndex, offsetBy: limit / 4 * 3)
        let tail = utf8.index(endIndex, offsetBy: -limit / 4)
        let cut = utf8.distance(from: head, to: tail)
        return self[..<scalarStart(head)] + "\n[\(cut) bytes cut]\n" + self[scalarStart(tail)...]
    }

    /// The beginning of the scalar that the byte at `place` belongs to.
    private func scalarStart(_ place: Index) -> Index {
        var place = place
        while place.samePosition(in: unicodeScalars) == nil { place = utf8.index(before: place) }
        return place
    }

    /// Every CR LF as LF.
    var withUnixLineEnds: String {
        guard utf8.contains(0x0D) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for byte in utf8 {
            if byte == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether nothing but white space is in it.
    var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
