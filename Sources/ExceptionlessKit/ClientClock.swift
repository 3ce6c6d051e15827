public import Exceptionless
import Glibc
package import Model

/// Tells the time to a client and lets it wait; tests have one that they move.
package protocol ClientClock: Sendable {
    func now() -> Moment
    /// Returns then, or at once if that was before; earlier if the task is cancelled.
    func wait(until: Instant) async
}

/// The host's clocks.
struct HostClock: ClientClock {
    func now() -> Moment {
        Moment(instant: Instant(nanoseconds: reading(CLOCK_MONOTONIC)), wall: .now)
    }

    func wait(until: Instant) async {
        try? await Task.sleep(for: max(.zero, now().instant.duration(to: until)))
    }
}

extension Timestamp {
    /// By the host's clock, in UTC.
    public static var now: Timestamp { Timestamp(nanoseconds: reading(CLOCK_REALTIME)) }
}

private func reading(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
