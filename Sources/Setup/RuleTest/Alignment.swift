/// Which expected event is about which that came, where there are more of the ones than of the others.
struct Alignment {
    /// In the order of both.
    enum Step: Hashable {
        /// The indices of an expected event, and of the one that came for it.
        case pair(Int, Int)
        /// Expected, and nothing came for it.
        case missing(Int)
        /// Came, and was not expected.
        case extra(Int)
    }

    /// An event that comes from nowhere costs so many differing values.
    private static let gapCost = 3

    let steps: [Step]

    /// `differenceCount` tells how unlike two of them are. Equally many of both are taken in their order.
    init(expectedCount: Int, actualCount: Int, differenceCount: (Int, Int) -> Int) {
        guard expectedCount != actualCount else {
            steps = (0..<expectedCount).map { .pair($0, $0) }
            return
        }
        let costs = (0..<expectedCount).map { row in (0..<actualCount).map { differenceCount(row, $0) } }
        // best[i][j]: the least cost of what is left from expected `i` and actual `j` on.
        var best = Array(repeating: Array(repeating: 0, count: actualCount + 1), count: expectedCount + 1)
        for row in (0...expectedCount).reversed() {
            for column in (0...actualCount).reversed() where row < expectedCount || column < actualCount {
                var choices: [Int] = []
                if row < expectedCount { choices.append(best[row + 1][column] + Self.gapCost) }
                if column < actualCount { choices.append(best[row][column + 1] + Self.gapCost) }
                if row < expectedCount, column < actualCount {
                    choices.append(best[row + 1][column + 1] + costs[row][column])
                }
                best[row][column] = choices.min() ?? 0
            }
        }
        var steps: [Step] = []
        var (row, column) = (0, 0)
        while row < expectedCount || column < actualCount {
            if row < expectedCount, column < actualCount,
                best[row][column] == best[row + 1][column + 1] + costs[row][column]
            {
                steps.append(.pair(row, column))
                (row, column) = (row + 1, column + 1)
            } else if row < expectedCount, best[row][column] == best[row + 1][column] + Self.gapCost {
                steps.append(.missing(row))
                row += 1
            } else {
                steps.append(.extra(column))
                column += 1
            }
        }
        self.steps = steps
    }
}
