/// Where the places of a YAML text lie among the bytes of its file.
struct SourceOffsets {
    let bytes: [UInt8]
    private var lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lineStarts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        var index = 0
        while index < bytes.count {
            let length = Self.breakLength(bytes[index...])
            index += max(1, length)
            if length > 0 { lineStarts.append(index) }
        }
    }

    /// The byte at a mark; the text's end behind it.
    func offset(of mark: Mark) -> Int {
        guard lineStarts.indices.contains(mark.line - 1) else { return bytes.count }
        var index = lineStarts[mark.line - 1]
        for _ in 1..<max(1, mark.column) where index < bytes.count {
            index += 1
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        }
        return index
    }

    /// Behind the value's last character. A block's own end is where the next thing begins.
    func end(of node: YAMLNode) -> Int {
        let (start, end) = (offset(of: node.start), offset(of: node.end))
        switch node.content {
        case .scalar(_, .literal), .scalar(_, .folded): return trimmed(end, from: start)
        case .scalar: return end
        case .sequence(let elements): return isFlow(node) ? end : elements.last.map { self.end(of: $0) } ?? start
        case .mapping(let entries):
            guard !isFlow(node), let last = entries.last else { return end }
            return last.value.start == last.value.end ? self.end(of: last.key) + 1 : self.end(of: last.value)
        }
    }

    /// Whether it is written in brackets.
    func isFlow(_ node: YAMLNode) -> Bool {
        let start = offset(of: node.start)
        return start < bytes.count && [UInt8(ascii: "["), UInt8(ascii: "{")].contains(bytes[start])
    }

    /// Where the line of a byte begins.
    func lineStart(before offset: Int) -> Int { lineStarts.last { $0 <= offset } ?? 0 }

    /// Where the line behind that of a byte begins.
    func nextLine(after offset: Int) -> Int { lineStarts.first { $0 > offset } ?? bytes.count }

    /// What ends the text's lines.
    var lineBreak: String {
        bytes.indices.contains { bytes[$0] == 13 && bytes[($0 + 1)...].first == 10 } ? "\r\n" : "\n"
    }

    private func trimmed(_ end: Int, from start: Int) -> Int {
        var end = end
        while end > start, [9, 10, 13, 32].contains(bytes[end - 1]) { end -= 1 }
        return end
    }

    /// As YAML breaks lines: LF, CR LF, CR, NEL, LS, PS.
    private static func breakLength(_ rest: ArraySlice<UInt8>) -> Int {
        switch rest.first {
        case 10: 1
        case 13: rest.dropFirst().first == 10 ? 2 : 1
        case 0xC2: rest.dropFirst().first == 0x85 ? 2 : 0
        case 0xE2: [[0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]].contains(Array(rest.prefix(3))) ? 3 : 0
        default: 0
        }
    }
}
