import CLinux
import Glibc
import Model

/// A tool that reads its standard input and writes its standard output, such as `xz -dc`. No shell, nothing of this
/// process's environment or descriptors; killed when its owner lets go.
package final class FilterProcess {
    /// A tool that neither takes nor gives a byte for so long hangs, or the host is hopeless.
    package static let patience = Duration.seconds(20)
    private static let pieceBytesMax = 64 << 10
    private static let directories = ["/usr/bin", "/bin", "/usr/local/bin"]

    private let name: String
    private let patience: Duration
    private let processID: pid_t
    private var input: OwnedSocket?
    private let output: OwnedSocket
    private var pending: [UInt8] = []
    private var isReaped = false

    private final class OwnedSocket {
        let descriptor: OwnedDescriptor
        init(_ raw: Int32) { descriptor = OwnedDescriptor(owning: raw) }
    }

    /// Whether the host has the tool.
    package static func has(_ name: String) -> Bool { place(of: name) != nil }

    private static func place(of name: String) -> String? {
        directories.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Starts the tool of this name, from the system's directories alone; `.notFound` if they have none.
    package init(
        _ name: String, arguments: [String], patience: Duration = FilterProcess.patience
    ) throws(SystemError) {
        guard let place = Self.place(of: name) else {
            throw SystemError(call: "spawn", path: Path(name), errno: ENOENT)
        }
        (self.name, self.patience) = (name, patience)
        // Sockets, not pipes: a write to a tool that has died is then an error and no signal.
        let (toTool, itsInput) = try Self.pair()
        let (fromTool, itsOutput) = try Self.pair()
        (input, output) = (toTool, fromTool)
        processID = try Self.spawn(
            [place] + arguments, input: itsInput.descriptor.raw, output: itsOutput.descriptor.raw)
    }

    deinit {
        guard !isReaped else { return }
        kill(processID, SIGKILL)
        _ = uninterrupted { Int(waitpid(processID, nil, 0)) }
    }

    /// Bytes for its input. They wait here until it takes them: see `next`.
    package func add(_ bytes: [UInt8]) { pending += bytes }

    /// A piece of its output. Nil: it took all its input and has given nothing yet; empty: it has ended well.
    ///
    /// `isLast`: no input will follow. Throws if it ends otherwise, or hangs.
    package func next(isLast: Bool) throws(SystemError) -> [UInt8]? {
        while true {
            if isLast, pending.isEmpty { input = nil }
            let mayWait = !pending.isEmpty || isLast
            var asked = [
                pollfd(fd: output.descriptor.raw, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pending.isEmpty ? -1 : input?.descriptor.raw ?? -1, events: Int16(POLLOUT), revents: 0),
            ]
            let wait = mayWait ? milliseconds(of: patience) : 0
            let count = uninterrupted { Int(poll(&asked, 2, wait)) }
            guard count >= 0 else { throw .last("poll") }
            if count == 0 {
                if !mayWait { return nil }
                throw SystemError(call: name, errno: ETIMEDOUT, detail: "it hangs")
            }
            if asked[0].revents != 0 { return try receive() }
            if asked[1].revents != 0 { try send() }
        }
    }

    private func receive() throws(SystemError) -> [UInt8] {
        var failed = false
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytesMax) { buffer, count in
            let got = uninterrupted { read(output.descriptor.raw, buffer.baseAddress, buffer.count) }
            failed = got < 0
            count = max(0, got)
        }
        // A tool that dies with input unread resets the connection: its status says why.
        if failed, errno != ECONNRESET { throw .last("read") }
        if piece.isEmpty { try reap() }
        return piece
    }

    private func send() throws(SystemError) {
        guard let raw = input?.descriptor.raw else { return }
        let sent = pending.withUnsafeBytes { bytes in
            uninterrupted { Glibc.send(raw, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
        }
        if sent > 0 {
            pending.removeFirst(sent)
        } else if errno == EPIPE || errno == ECONNRESET {
            // It wants no more; what it says next is its status.
            pending = []
        } else if errno != EAGAIN {
            throw .last("write")
        }
    }

    private func reap() throws(SystemError) {
        guard !isReaped else { return }
        // It has closed its output, so it is about to end.
        input = nil
        var status: Int32 = 0
        for _ in 0...milliseconds(of: patience) {
            let ended = uninterrupted { Int(waitpid(processID, &status, WNOHANG)) }
            guard ended == 0 else {
                isReaped = true
                break
            }
            _ = poll(nil, 0, 1)
        }
        guard isReaped else { throw SystemError(call: name, errno: ETIMEDOUT, detail: "it hangs") }
        if status != 0 { throw SystemError(call: name, errno: EIO, detail: "the data is damaged or ends too early") }
    }

    private func milliseconds(of duration: Duration) -> Int32 {
        let (seconds, rest) = duration.components
        return Int32(clamping: seconds * 1_000 + rest / 1_000_000_000_000_000)
    }

    private static func pair() throws(SystemError) -> (own: OwnedSocket, its: OwnedSocket) {
        var raw: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &raw) == 0 else {
            throw .last("socketpair")
        }
        let pair = (own: OwnedSocket(raw[0]), its: OwnedSocket(raw[1]))
        let flags = fcntl(raw[0], F_GETFL)
        guard fcntl(raw[0], F_SETFL, flags | O_NONBLOCK) == 0 else { throw .last("fcntl") }
        return pair
    }

    private static func spawn(_ words: [String], input: Int32, output: Int32) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        stacktail_close_from(&actions, 3)
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), strdup("LC_ALL=C"), nil]
        defer { for word in arguments + environment { free(word) } }
        var child: pid_t = 0
        let refusal = posix_spawn(&child, words[0], &actions, &attributes, &arguments, &environment)
        guard refusal == 0 else { throw SystemError(call: "spawn", path: Path(words[0]), errno: refusal) }
        return child
    }
}
