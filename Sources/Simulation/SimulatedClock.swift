package import Model
import Platform
import Synchronization
package import WireFormat

/// Time that moves when a test says so.
package final class SimulatedClock: Clock {
    private let moment: Mutex<Moment>

    package init(wall: Timestamp = Timestamp(seconds: 1_790_000_000)) {
        moment = Mutex(Moment(instant: Instant(nanoseconds: 1_000_000_000), wall: wall))
    }

    package func now() -> Moment { moment.withLock { $0 } }

    /// Both clocks move on together.
    package func advance(by duration: Duration) {
        moment.withLock {
            $0 = Moment(instant: $0.instant.advanced(by: duration), wall: $0.wall.advanced(by: duration))
        }
    }

    /// The calendar is set; the monotonic clock does not notice.
    package func setWall(to wall: Timestamp) { moment.withLock { $0.wall = wall } }
}
