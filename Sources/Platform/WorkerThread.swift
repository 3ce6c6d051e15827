import CLinux
import Glibc

/// A thread of our own for work that must never wait behind others' tasks. Small: its stack is 1 MiB.
package final class WorkerThread: @unchecked Sendable {
    // Safe to share: written once, before the value leaves its initializer.
    private let thread: pthread_t

    /// Runs `body` at once; the thread ends with it. `name` is cut at 15 bytes.
    package init(name: String, _ body: sending @escaping () -> Void) throws(SystemError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 1 << 20)
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var started = pthread_t()
        let code = pthread_create(&started, &attributes, runWork, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw SystemError(call: "pthread_create", errno: code)
        }
        thread = started
    }

    /// Waits for its end. Once, and not from the thread itself.
    package func join() {
        let code = pthread_join(thread, nil)
        precondition(code == 0, "a thread is joined once, by another")
    }
}

private final class Work {
    let name: String
    let body: () -> Void

    init(name: String, body: @escaping () -> Void) { (self.name, self.body) = (name, body) }
}

private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
    stacktail_name_thread(work.name)
    work.body()
    return nil
}
