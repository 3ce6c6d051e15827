/// Traces that a layout wrote into one physical line, with a separator in place of each line end.
enum JavaFolding {
    /// A logical line, and the index of the physical one it stands in.
    struct Piece {
        var text: Bytes
        var line: Int
    }

    /// Every line, the folded ones cut at their separators.
    static func unfold(_ lines: [Bytes]) -> [Piece] {
        lines.enumerated().flatMap { index, line in pieces(of: line).map { Piece(text: $0, line: index) } }
    }

    private static func pieces(of line: Bytes) -> [Bytes] {
        // Only frames prove that a separator separates.
        guard line.count > 40, line.contains("at "), JavaFrame(line) == nil else { return [line] }
        var (pieces, start, index, frames): ([Bytes], Int, Int, Int) = ([], line.startIndex, line.startIndex, 0)
        while index < line.endIndex {
            guard let next = separatorEnd(line, at: index), begins(line.from(next)) else {
                index += 1
                continue
            }
            if line.from(next).trimmedStart.begins(with: "at ") { frames += 1 }
            pieces.append(line[start..<index].trimmedEnd)
            (start, index) = (next, next)
        }
        pieces.append(line.from(start))
        return frames > 0 && pieces.contains { JavaFrame($0) != nil } ? pieces : [line]
    }

    /// `|`, a blank before and behind it, `\n` as two characters, or U+2028.
    private static func separatorEnd(_ line: Bytes, at index: Int) -> Int? {
        switch line[index] {
        case UInt8(ascii: "|"): index + 1
        case UInt8(ascii: "\\"):
            line.has("\\n", at: index) ? index + 2 : line.has("\\r\\n", at: index) ? index + 4 : nil
        case 0xE2: line.has("\u{2028}", at: index) ? index + 3 : nil
        default: nil
        }
    }

    /// Whether a frame or another line of a trace begins here. Its tab may be two characters, too.
    private static func begins(_ text: Bytes) -> Bool {
        var text = text.prefix(64).trimmedStart
        while let rest = text.dropping("\\t") { text = rest.trimmedStart }
        return text.begins(with: "at ") || text.begins(with: "Caused by: ") || text.begins(with: "Suppressed: ")
            || text.begins(with: "Wrapped by: ") || text.begins(with: "... ")
    }
}
