package import Model

/// Levels from one to another, both included.
package struct LevelRange: Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let levels: ClosedRange<Level>

    package init(_ levels: ClosedRange<Level>) { self.levels = levels }

    /// Reads `warn..`, `..info`, `debug..warn` or `error`, with any of the usual names; nil for anything else, such as
    /// a range that goes down.
    package init?(_ text: some StringProtocol) {
        guard let dots = text.firstRange(of: "..") else {
            guard let level = Level(word: text) else { return nil }
            self.init(level...level)
            return
        }
        let (lower, upper) = (text[..<dots.lowerBound], text[dots.upperBound...])
        let first = lower.isEmpty ? Level.trace : Level(word: lower)
        let last = upper.isEmpty ? Level.fatal : Level(word: upper)
        guard let first, let last, first <= last, !(lower.isEmpty && upper.isEmpty) else { return nil }
        self.init(first...last)
    }

    /// An entry without a level is in no range.
    package func contains(_ level: Level?) -> Bool { level.map(levels.contains) ?? false }

    package var description: String {
        levels.lowerBound == levels.upperBound ? "\(levels.lowerBound)" : "\(levels.lowerBound)..\(levels.upperBound)"
    }
}
