import CLinux
import Glibc
package import Model
import Synchronization

/// Answers on a Unix socket of this host: one request line, one answer, then the connection ends. On a thread of its
/// own, so that whoever asks, says nothing or does not read can hold nobody up.
///
/// Root, this process's user and the members of its group get answers; others are refused and told so.
package final class LocalServer: Sendable {
    private let path: Path
    private let place: LocalPlace
    private let mailbox: LocalMailbox
    private let thread: WorkerThread

    /// What clients may cost.
    package struct Bounds: Hashable, Sendable {
        /// At once; further ones wait in the kernel's queue until one of these is done or dropped.
        package var clientsMax = 16
        /// Of the line; a path has at most 4 KiB.
        package var requestBytesMax = 64 << 10
        /// For the request, for the answer's making and for its reading, each.
        package var patience = Duration.seconds(5)

        package init() {}
    }

    /// Listens at `path`. A socket that a dead process left there is replaced, a living one never: `.busy`.
    ///
    /// `answer` gets a line without its end; `refusal` is said to whom nothing is answered.
    package init(
        at path: Path, bounds: Bounds = Bounds(), clock: any Clock = SystemClock(), refusal: [UInt8],
        answer: @escaping @Sendable ([UInt8]) async -> [UInt8]
    ) throws(SystemError) {
        let listener = try Self.listen(path)
        (self.path, place) = (path, try LocalPlace(path))
        let mailbox = LocalMailbox(waker: try Waker())
        self.mailbox = mailbox
        let loop = LocalLoop(
            listener: OwnedDescriptor(owning: listener), mailbox: mailbox, bounds: bounds, clock: clock,
            refusal: refusal, answer: answer)
        thread = try WorkerThread(name: "control") { loop.run() }
    }

    /// Ends all connections, and takes the socket's name away if it is still this one's. Once.
    package func stop() {
        mailbox.stop()
        thread.join()
        if (try? LocalPlace(path)) == place { try? OwnFiles.remove(path) }
    }

    /// Looks at the clock again, which may have gone further than it was waited for.
    package func lookAtClock() { mailbox.waker.wake() }

    /// Under another name first, so that at no time a name is there at which nobody listens.
    private static func listen(_ path: Path) throws(SystemError) -> Int32 {
        if let status = try? LinuxFiles().status(of: path) {
            guard status.kind == .socket else { throw .notSocket(path) }
            if LocalSocket.isListening(path) { throw .simulated(.busy, call: "bind", path: path) }
        }
        let fresh = Path(bytes: path.bytes + ".new".utf8)
        try? OwnFiles.remove(fresh)
        let raw = fresh.withCString { stacktail_listen_local($0, 16) }
        guard raw >= 0 else { throw .last("bind", path) }
        do throws(SystemError) { try OwnFiles.rename(fresh, to: path) } catch {
            close(raw)
            throw error
        }
        return raw
    }
}

/// The socket's inode, to know it again.
private struct LocalPlace: Hashable {
    var device: UInt64
    var inode: UInt64

    init(_ path: Path) throws(SystemError) {
        let status = try LinuxFiles().status(of: path)
        (device, inode) = (status.device, status.inode)
    }
}

extension SystemError {
    fileprivate static func notSocket(_ path: Path) -> SystemError {
        SystemError(call: "bind", path: path, errno: ENOTSUP, detail: "there is something else of that name")
    }
}

/// What other threads bring to the loop.
private final class LocalMailbox: Sendable {
    let waker: Waker
    private let post = Mutex(Post())

    struct Post {
        var answers: [Int: [UInt8]] = [:]
        var isStopping = false
    }

    init(waker: Waker) { self.waker = waker }

    func deliver(_ answer: [UInt8], to client: Int) {
        post.withLock { $0.answers[client] = answer }
        waker.wake()
    }

    func stop() {
        post.withLock { $0.isStopping = true }
        waker.wake()
    }

    func take() -> Post {
        post.withLock { post in
            defer { post.answers = [:] }
            return post
        }
    }
}

/// One that connected.
private final class LocalClient {
    let descriptor: OwnedDescriptor
    let isAllowed: Bool
    var state = State.asking([])
    var deadline: Instant

    enum State {
        case asking([UInt8])
        case waiting
        case reading([UInt8], from: Int)
        case done
    }

    init(_ descriptor: consuming OwnedDescriptor, deadline: Instant) {
        isAllowed = LocalPeer(of: descriptor.raw).isAllowed
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// What to wait for.
    var events: Int32 {
        switch state {
        case .asking: POLLIN
        case .waiting, .done: 0
        case .reading: POLLOUT
        }
    }
}

/// The thread's part: all clients, none of which it waits for.
private final class LocalLoop {
    private let listener: OwnedDescriptor
    private let mailbox: LocalMailbox
    private let bounds: LocalServer.Bounds
    private let clock: any Clock
    private let refusal: [UInt8]
    private let answer: @Sendable ([UInt8]) async -> [UInt8]
    private var clients: [Int: LocalClient] = [:]
    private var clientCount = 0

    init(
        listener: consuming OwnedDescriptor, mailbox: LocalMailbox, bounds: LocalServer.Bounds, clock: any Clock,
        refusal: [UInt8], answer: @escaping @Sendable ([UInt8]) async -> [UInt8]
    ) {
        self.listener = listener
        (self.mailbox, self.bounds, self.clock) = (mailbox, bounds, clock)
        (self.refusal, self.answer) = (refusal, answer)
    }

    func run() {
        while true {
            let numbers = clients.keys.sorted()
            let (isWoken, isCalled, ready) = wait(for: numbers)
            if isWoken {
                _ = mailbox.waker.drain()
                let post = mailbox.take()
                if post.isStopping { return }
                for (number, answer) in post.answers { begin(answer, to: number) }
            }
            for (number, events) in zip(numbers, ready) where events != 0 { serve(number, events) }
            if isCalled { accept() }
            let now = clock.now().instant
            clients = clients.filter { _, client in
                if case .done = client.state { return false }
                return client.deadline > now
            }
        }
    }

    /// Whether there is post, whether somebody calls, and what each client is ready for.
    private func wait(for numbers: [Int]) -> (Bool, Bool, [Int32]) {
        var questions = [pollfd(fd: mailbox.waker.descriptor.raw, events: Int16(POLLIN), revents: 0)]
        // Not polled while all places are taken: a negative descriptor is passed over.
        let listener = clients.count < bounds.clientsMax ? listener.raw : -1
        questions.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
        for number in numbers {
            guard let client = clients[number] else { continue }
            questions.append(pollfd(fd: client.descriptor.raw, events: Int16(client.events), revents: 0))
        }
        _ = poll(&questions, nfds_t(questions.count), patience)
        let answers = questions.map { Int32($0.revents) }
        return (answers[0] != 0, answers[1] != 0, Array(answers[2...]))
    }

    private var patience: Int32 {
        guard let first = clients.values.map(\.deadline).min() else { return -1 }
        return Int32(clamping: max(0, first.nanoseconds - clock.now().instant.nanoseconds) / 1_000_000 + 1)
    }

    private var deadline: Instant { clock.now().instant.advanced(by: bounds.patience) }

    private func accept() {
        let raw = stacktail_accept_local(listener.raw)
        guard raw >= 0 else { return }
        clientCount += 1
        clients[clientCount] = LocalClient(OwnedDescriptor(owning: raw), deadline: deadline)
    }

    private func serve(_ number: Int, _ events: Int32) {
        guard let client = clients[number] else { return }
        switch client.state {
        case .asking(let line): hear(client, number, line)
        // It has nothing to say now: it has hung up.
        case .waiting, .done: client.state = .done
        case .reading(let answer, let place): tell(client, answer, from: place)
        }
    }

    private func hear(_ client: LocalClient, _ number: Int, _ heard: [UInt8]) {
        var piece = [UInt8](repeating: 0, count: 4_096)
        let count = uninterrupted { recv(client.descriptor.raw, &piece, piece.count, Int32(MSG_DONTWAIT)) }
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else { return client.state = .done }
        let line = heard + piece[..<count]
        guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
            client.state = line.count <= bounds.requestBytesMax ? .asking(line) : .done
            return
        }
        client.deadline = deadline
        guard client.isAllowed else { return client.state = .reading(refusal, from: 0) }
        client.state = .waiting
        let (answer, mailbox, request) = (answer, mailbox, Array(line[..<end]))
        Task { mailbox.deliver(await answer(request), to: number) }
    }

    /// To one that may have gone meanwhile.
    private func begin(_ answer: [UInt8], to number: Int) {
        guard let client = clients[number], case .waiting = client.state else { return }
        client.deadline = deadline
        tell(client, answer, from: 0)
    }

    private func tell(_ client: LocalClient, _ answer: [UInt8], from start: Int) {
        var place = start
        while place < answer.count {
            let sent = answer.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[place...])
                let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                return uninterrupted { send(client.descriptor.raw, rest.baseAddress, rest.count, flags) }
            }
            guard sent > 0 else {
                client.state = sent < 0 && errno == EAGAIN ? .reading(answer, from: place) : .done
                return
            }
            place += sent
        }
        client.state = .done
    }
}
