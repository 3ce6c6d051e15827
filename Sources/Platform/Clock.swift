import Glibc
package import Model
import WireFormat

/// Tells the time to the shells; stages get it as an argument.
package protocol Clock: Sendable {
    func now() -> Moment
}

/// The host's clocks. The monotonic one stands still while the machine sleeps, so that a laptop's lid does not end all
/// waits at once.
package struct SystemClock: Clock {
    package init() {}

    package func now() -> Moment {
        Moment(instant: Self.monotonic, wall: Timestamp(nanoseconds: nanoseconds(CLOCK_REALTIME)))
    }

    static var monotonic: Instant { Instant(nanoseconds: nanoseconds(CLOCK_MONOTONIC)) }
}

private func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
