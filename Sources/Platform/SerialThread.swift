import Synchronization

/// A serial executor on a thread of its own, for actors whose work waits for a disk: the threads that all tasks share
/// must not wait with it.
package final class SerialThread: SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let pending: Semaphore

    /// The thread lives as long as the process: make few, one per actor that lives as long.
    package init(name: String) throws(SystemError) {
        let pending = Semaphore()
        self.pending = pending
        _ = try WorkerThread(name: name) { [self] in
            while true {
                pending.wait()
                let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                job?.runSynchronously(on: asUnownedSerialExecutor())
            }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        jobs.withLock { $0.append(unowned) }
        pending.post()
    }
}
