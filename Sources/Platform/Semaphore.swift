import CLinux
import Glibc
package import Model

/// POSIX's counting semaphore.
package final class Semaphore: @unchecked Sendable {
    // Safe to share: the kernel's own object, never moved.
    private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    package init() { sem_init(raw, 0, 0) }

    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }

    package func post() { sem_post(raw) }
    package func wait() { while sem_wait(raw) != 0 && errno == EINTR {} }

    /// False if it was not posted until then.
    package func wait(until deadline: Instant) -> Bool {
        stacktail_semaphore_wait(raw, deadline.nanoseconds) == 0
    }
}
