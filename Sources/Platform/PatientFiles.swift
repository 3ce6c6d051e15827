package import Model
import Synchronization

/// Files as another `Files` shows them, but no server keeps the caller waiting: what leads to a server's mount is asked
/// on a thread of that mount, for `patience` and no longer. From then on all that is asked of the mount fails at once,
/// until the call that hangs has come back. So a dead file server costs its own files only.
///
/// Everything else is asked directly.
package struct PatientFiles<Base: Files & Sendable>: Files, Sendable where Base.Handle: Sendable {
    private let base: Base
    private let patience: Duration
    private let errands: Errands

    /// `served`: the server's mount that a path leads to, if it does.
    package init(
        _ base: Base, patience: Duration = .seconds(5), served: @escaping @Sendable (Path) -> ServedMount?
    ) {
        (self.base, self.patience) = (base, patience)
        errands = Errands(served: served)
    }

    package func entries(of directory: Path) throws(SystemError) -> [DirectoryEntry] {
        try errands.ask("readdir", directory, patience) { [base] () throws(SystemError) in
            try base.entries(of: directory)
        }
    }

    package func status(of path: Path) throws(SystemError) -> FileStatus {
        try errands.ask("stat", path, patience) { [base] () throws(SystemError) in try base.status(of: path) }
    }

    package func open(_ path: Path) throws(SystemError) -> PatientFile<Base.Handle> {
        guard let errand = try errands.errand(for: path) else { return PatientFile(try base.open(path)) }
        let raw = try errand.ask("open", path, patience) { [base] () throws(SystemError) in try base.open(path) }
        return PatientFile(raw, through: errand, path, patience)
    }
}

extension PatientFiles<LinuxFiles> {
    /// The host's, by its own list of mounts.
    package init(_ base: LinuxFiles) {
        let mounts = MountTable()
        self.init(base, served: { mounts.servedMount(of: $0) })
    }
}

/// An open file of the host's own, or of a server's, which is closed on the mount's thread too: closing may wait.
package final class PatientFile<Raw: OpenFile & Sendable>: OpenFile {
    /// Retained, until it is let go of.
    private let retained: Unmanaged<Raw>
    private let server: Server?

    private struct Server {
        var errand: Errand
        var path: Path
        var patience: Duration
    }

    fileprivate init(_ raw: Raw) { (retained, server) = (.passRetained(raw), nil) }

    fileprivate init(_ raw: Raw, through errand: Errand, _ path: Path, _ patience: Duration) {
        (retained, server) = (.passRetained(raw), Server(errand: errand, path: path, patience: patience))
    }

    deinit {
        if let server { server.errand.letGo(of: retained) } else { retained.release() }
    }

    private var raw: Raw { retained.takeUnretainedValue() }

    package func status() throws(SystemError) -> FileStatus {
        try ask("fstat") { [raw] () throws(SystemError) in try raw.status() }
    }

    package func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
        try ask("read") { [raw] () throws(SystemError) in try raw.read(at: offset, max: max) }
    }

    package func nextData(from offset: ByteOffset) throws(SystemError) -> ByteOffset {
        try ask("lseek") { [raw] () throws(SystemError) in try raw.nextData(from: offset) }
    }

    private func ask<Value: Sendable>(
        _ name: String, _ call: @escaping @Sendable () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        guard let server else { return try call() }
        return try server.errand.ask(name, server.path, server.patience, call)
    }
}

/// The errands of all mounts.
private final class Errands: Sendable {
    private let served: @Sendable (Path) -> ServedMount?
    private let known = Mutex<[ServedMount: Errand]>([:])

    init(served: @escaping @Sendable (Path) -> ServedMount?) { self.served = served }

    /// Nil for a path that leads to no server.
    func errand(for path: Path) throws(SystemError) -> Errand? {
        guard let mount = served(path) else { return nil }
        if let errand = known.withLock({ $0[mount] }) { return errand }
        let errand = try Errand(mount)
        known.withLock { $0[mount] = errand }
        return errand
    }

    func ask<Value: Sendable>(
        _ name: String, _ path: Path, _ patience: Duration, _ call: @escaping @Sendable () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        guard let errand = try errand(for: path) else { return try call() }
        return try errand.ask(name, path, patience, call)
    }
}

/// A thread that makes the calls to one mount, one at a time; it ends with the errand.
private final class Errand: Sendable {
    private let mount: ServedMount
    private let work = Work()

    private final class Work: Sendable {
        let call = Mutex<(@Sendable () -> Void)?>(nil)
        let isBusy = Mutex(false)
        let isOver = Mutex(false)
        let given = Semaphore()
        let partings = Mutex<[@Sendable () -> Void]>([])

        func run() {
            while true {
                given.wait()
                call.withLock { call in
                    defer { call = nil }
                    return call
                }?()
                let partings = partings.withLock { partings in
                    defer { partings = [] }
                    return partings
                }
                for part in partings { part() }
                if isOver.withLock({ $0 }) { return }
            }
        }
    }

    init(_ mount: ServedMount) throws(SystemError) {
        self.mount = mount
        _ = try WorkerThread(name: "errands") { [work] in work.run() }
    }

    /// When the mount answers; there are no more of these than files were open.
    func letGo<Raw: OpenFile & Sendable>(of retained: Unmanaged<Raw>) {
        work.partings.withLock { $0.append { retained.release() } }
        work.given.post()
    }

    deinit {
        work.isOver.withLock { $0 = true }
        work.given.post()
    }

    /// Throws where the mount has not answered for `patience`, or still owes the answer to an earlier call.
    func ask<Value: Sendable>(
        _ name: String, _ path: Path, _ patience: Duration, _ call: @escaping @Sendable () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        let isFree = work.isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else { throw silence(name, path) }
        let answer = Answer<Value>()
        work.call.withLock {
            $0 = { [work] in
                answer.take(call)
                work.isBusy.withLock { $0 = false }
                answer.isThere.post()
            }
        }
        work.given.post()
        guard answer.isThere.wait(until: SystemClock.monotonic.advanced(by: patience)),
            let result = answer.result.withLock({ $0 })
        else { throw silence(name, path) }
        return try result.get()
    }

    private func silence(_ name: String, _ path: Path) -> SystemError {
        SystemError.silent(mount, call: name, path: path)
    }
}

private final class Answer<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, SystemError>?>(nil)
    let isThere = Semaphore()

    func take(_ call: () throws(SystemError) -> Value) {
        let outcome: Result<Value, SystemError>
        do throws(SystemError) { outcome = .success(try call()) } catch { outcome = .failure(error) }
        result.withLock { $0 = outcome }
    }
}
