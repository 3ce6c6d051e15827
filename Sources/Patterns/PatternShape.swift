/// Which parts of a pattern's text exclude each other: the branches of a group, parted by `|`.
struct PatternShape {
    /// For each byte of the text the groups that it stands in, the outermost first, and in which branch of each.
    private let branches: [[Branch]]

    private struct Branch: Hashable {
        var group: Int
        var number: Int
    }

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var (branches, open, groupCount) = ([[Branch]](), [Branch(group: 0, number: 0)], 1)
        var place = 0
        while place < bytes.count {
            let end = Self.end(of: bytes, from: place)
            switch bytes[place] {
            case UInt8(ascii: "("):
                branches.append(open)
                open.append(Branch(group: groupCount, number: 0))
                groupCount += 1
            case UInt8(ascii: ")"):
                branches.append(open)
                if open.count > 1 { open.removeLast() }
            case UInt8(ascii: "|"):
                branches.append(open)
                open[open.count - 1].number += 1
            case _: branches += Array(repeating: open, count: end - place)
            }
            place = end
        }
        self.branches = branches + [[Branch(group: 0, number: open[0].number)]]
    }

    /// Whether no attempt passes through both places; they are byte offsets of the text.
    func areAlternatives(_ first: Int, _ second: Int) -> Bool {
        guard branches.indices.contains(first), branches.indices.contains(second) else { return false }
        return zip(branches[first], branches[second]).contains { $0.group == $1.group && $0.number != $1.number }
    }

    /// Behind the escape, the class or the one byte that stands at `place`.
    private static func end(of bytes: [UInt8], from place: Int) -> Int {
        switch bytes[place] {
        case UInt8(ascii: "\\"): min(place + 2, bytes.count)
        case UInt8(ascii: "["): endOfClass(bytes, from: place)
        case _: place + 1
        }
    }

    private static func endOfClass(_ bytes: [UInt8], from start: Int) -> Int {
        var place = start + 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "^") { place += 1 }
        // A bracket at the beginning stands for itself.
        if place < bytes.count, bytes[place] == UInt8(ascii: "]") { place += 1 }
        while place < bytes.count, bytes[place] != UInt8(ascii: "]") {
            let isNamed = bytes[place] == UInt8(ascii: "[") && place + 1 < bytes.count
            if isNamed, bytes[place + 1] == UInt8(ascii: ":"),
                let close = bytes[(place + 2)...].firstIndex(of: UInt8(ascii: "]"))
            {
                place = close + 1
            } else {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return min(place + 1, bytes.count)
    }
}
