package import WireFormat

/// A point on the monotonic clock, for timers: it does not move with the calendar and says nothing about the date.
package struct Instant: InstantProtocol, Hashable, Sendable {
    /// Since an arbitrary beginning, the same within one process.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package func advanced(by duration: Duration) -> Instant {
        Instant(nanoseconds: nanoseconds + duration.nanoseconds)
    }

    package func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Both clocks, read together. Stages get it as an argument and read no clock themselves.
package struct Moment: Hashable, Sendable {
    package var instant: Instant
    package var wall: Timestamp

    package init(instant: Instant, wall: Timestamp) {
        (self.instant, self.wall) = (instant, wall)
    }
}
