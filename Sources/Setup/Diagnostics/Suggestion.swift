/// "Did you mean …?"
package enum Suggestion {
    /// The candidate that `word` is probably a slip for: at most a third of its letters wrong, missing, doubled or
    /// swapped. The first of equally near ones; nil if none is near.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(64))
        let allowed = letters.count < 2 ? 0 : max(1, letters.count / 3)
        return candidates.lazy
            .map { (name: $0, distance: distance(letters, Array($0.lowercased().unicodeScalars.prefix(64)))) }
            .filter { $0.distance <= min(allowed, $0.name.unicodeScalars.count - 1) }
            .min { $0.distance < $1.distance }?
            .name
    }

    /// `did you mean 'start'?`, or nil if nothing is near.
    package static func help(for word: String, among candidates: [String]) -> String? {
        nearest(to: word, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// Insertions, deletions, replacements and swaps of neighbours, each of which costs one.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}

extension [String] {
    /// Each once, in the order of their first places.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
