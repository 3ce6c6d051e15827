import Model

/// A record whose lines all stand indented, or all but the first, which may be a log's.
struct IndentedText {
    /// The lines without the blanks that they have in common.
    private(set) var lines: [Bytes]
    /// How many each line has less.
    private let indents: [Int]
    private var isWhole: Bool { (indents.first ?? 0) > 0 }

    init(_ lines: [Bytes]) {
        let first = lines.first.map(\.indent) ?? 0
        let below = lines.dropFirst().lazy.filter { !$0.isBlank }.map(\.indent).min() ?? first
        let common = min(first, below)
        indents = lines.enumerated().map { index, line in
            let indent = index == 0 || common > 0 ? common : below
            return line.isBlank ? 0 : indent
        }
        self.lines = zip(lines, indents).map { $0.dropFirst($1) }
    }

    func indent(ofLine index: Int) -> Int { indents[index] }

    /// Frames are indented below their header by themselves, so only a text that is indented as a whole is read twice,
    /// and one that says little as it is written.
    func isWorthReading(beside found: ParsedTrace?) -> Bool {
        guard indents.contains(where: { $0 > 0 }) else { return false }
        guard let found, !isWhole else { return true }
        return found.trace.exception.frames.isEmpty
    }

    func isBetter(_ found: ParsedTrace, than asWritten: ParsedTrace?) -> Bool {
        guard let asWritten else { return true }
        let thrown = found.trace.exception
        let hasHeader = thrown.className != nil || thrown.message != nil
        return found.evidence > asWritten.evidence || isWhole && hasHeader
    }
}
