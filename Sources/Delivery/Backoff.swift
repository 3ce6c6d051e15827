/// Waits that double up to a limit, spread so that many agents do not come back in the same second.
package struct Backoff: Hashable, Sendable {
    /// The first wait.
    package var initial: Duration
    /// No wait is longer, however many failures there were.
    package var max: Duration

    /// `max` is not below `initial`, and both are positive.
    package init(initial: Duration, max: Duration) {
        precondition(initial > .zero && max >= initial)
        (self.initial, self.max) = (initial, max)
    }

    /// The wait after the `attempt`th failure in a row (the first is 1): between half and all of what is due by then.
    /// The caller draws `jitter`, in 0...1.
    package func delay(attempt: Int, jitter: Double) -> Duration {
        precondition(attempt >= 1 && (0...1).contains(jitter))
        var due = initial
        for _ in 1..<attempt where due < max { due = due * 2 }
        return Swift.min(due, max) * (0.5 + jitter / 2)
    }
}
