import Patterns
import Traces

/// What a line tells by itself of the entry that it begins, if it does. Asked for every line, so it is no part of the
/// layout, which would be copied.
struct LineHeads: Sendable {
    private let start: Pattern?
    private let isJSON: Bool
    private let isLogfmt: Bool
    /// Whether `RowEnds` tells, not this.
    let areRows: Bool

    init(_ layout: Layout) {
        start = layout.start
        (isLogfmt, areRows) = (layout.isLogfmt, layout.columnForm != nil)
        isJSON = if case .json = layout.parse { true } else { false }
    }

    /// What begins with the line; nil where only the lines above tell.
    func kind(of line: ArraySlice<UInt8>) -> OpenRecord.Kind? {
        if isJSON { return line.first == UInt8(ascii: "{") ? .object : nil }
        guard let start else { return isLogfmt && LogfmtPairs.begin(line) ? .line : nil }
        return start.matchesPlainly(line) ? .headed : nil
    }

    /// What a line that names its stream begins.
    var taggedKind: OpenRecord.Kind { start == nil ? .line : .headed }

    /// Whether an ordinary line that continues nothing is an entry's first line.
    var isEveryLineAHead: Bool { !isJSON && start == nil }

    /// Whether a line of which a finder says so would belong to an entry above, if one were unfinished.
    func continues(_ step: TraceStep) -> Bool {
        switch step {
        case .continues: true
        case .opens(let standalone): !standalone && start != nil
        case .none, .pending: start != nil
        }
    }
}

extension Layout {
    /// Whether a logger wrote the line, so that a trace below it is its own.
    func isEntry(_ line: ArraySlice<UInt8>) -> Bool {
        let plain = line.hasEscapes ? line.withoutEscapes[...] : line
        if isLogfmt { return LogfmtPairs.begin(plain) }
        return (patterns.isEmpty ? Layout.generic.patterns : patterns).contains { $0.matches(plain) }
    }
}

extension Pattern {
    /// With or without its colours: at a line's beginning they hide it from `^`, around its level from the rest.
    func matchesPlainly(_ line: ArraySlice<UInt8>) -> Bool {
        matches(line) || (line.hasEscapes && matches(line.withoutEscapes[...]))
    }
}
