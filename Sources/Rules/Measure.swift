/// What a rule counts over several records.
package enum Measure: Sendable {
    /// So many events pass in a window; one event tells of the others.
    case limit(Rate)
    /// More than so many records within the time are one event.
    case over(Rate)
    /// No record for so long is one event.
    case absent(Duration)

    /// So many within a time, for each text that `by` gives.
    package struct Rate: Sendable {
        package var count: Int
        package var per: Duration
        /// Empty for one tally of all.
        package var by: [Template]

        package init(count: Int, per: Duration, by: [Template] = []) {
            (self.count, self.per, self.by) = (count, per, by)
        }
    }

    /// Whether the rule decides nothing, so that later rules look as if it were not there.
    package var isObserving: Bool {
        switch self {
        case .limit: false
        case .over, .absent: true
        }
    }

    /// Texts that tell one tally of the rule from another.
    var by: [Template] {
        switch self {
        case .limit(let rate), .over(let rate): rate.by
        case .absent: []
        }
    }
}
