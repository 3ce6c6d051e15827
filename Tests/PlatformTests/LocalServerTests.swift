import Glibc
import Model
import Platform
import Simulation
import Synchronization
import Testing

@Suite("The control socket serves nobody at others' cost", .timeLimit(.minutes(10)))
struct LocalServerTests {
    private static func echo(_ request: [UInt8]) -> [UInt8] { Array("<".utf8) + request + Array(">\n".utf8) }

    private func server(
        _ path: Path, clients: Int = 16, clock: any Clock = SimulatedClock(),
        answer: @escaping @Sendable ([UInt8]) async -> [UInt8] = { LocalServerTests.echo($0) }
    ) throws -> LocalServer {
        var bounds = LocalServer.Bounds()
        (bounds.clientsMax, bounds.patience, bounds.requestBytesMax) = (clients, Self.patience, 10_000)
        return try LocalServer(
            at: path, bounds: bounds, clock: clock, refusal: Array("no\n".utf8), answer: answer)
    }

    /// By the simulated clock, which stands still but where a test says otherwise.
    private static let patience = Duration.seconds(5)

    private func exhaust(_ server: LocalServer, _ clock: SimulatedClock) {
        clock.advance(by: Self.patience)
        server.lookAtClock()
    }

    private func ask(_ path: Path, _ text: String) async throws -> String {
        try await waiting { String(decoding: try LocalSocket.ask(path, Array(text.utf8)), as: UTF8.self) }
    }

    @Test("a line is answered, and the socket is this user's and its group's alone")
    func answers() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let server = try server(path)
        #expect(try await ask(path, "hello") == "<hello>\n")
        #expect(try await ask(path, String(repeating: "x", count: 9_000)).utf8.count == 9_003)
        #expect(Ownership(of: path)?.mode.hasSuffix("rw-rw----") == true)
        server.stop()
        #expect(!OwnFiles.exists(path))
        await #expect(throws: SystemError.self) { try await ask(path, "hello") }
    }

    @Test("who says nothing is dropped after a bound, and holds up nobody meanwhile")
    func silent() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let clock = SimulatedClock()
        let server = try server(path, clock: clock)
        let silent = try Peer(path)
        try silent.send("no end of line")
        #expect(try await ask(path, "hello") == "<hello>\n")
        #expect(!silent.isHungUp)
        exhaust(server, clock)
        #expect(await silent.readToEnd() == 0)
        server.stop()
    }

    @Test("who does not read is dropped after a bound")
    func deaf() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let large = 4 << 20
        let clock = SimulatedClock()
        let server = try server(path, clock: clock) { _ in [UInt8](repeating: 0x78, count: large) }
        let deaf = try Peer(path)
        try deaf.send("give\n")
        await deaf.waitForAnswer()
        // One that reads gets all of it, though the other is not served to its end.
        #expect(try await waiting { try LocalSocket.ask(path, []).count } == large)
        exhaust(server, clock)
        await deaf.waitForHangUp()
        #expect(await deaf.readToEnd() < large)
        server.stop()
    }

    @Test("a request without end is dropped")
    func endless() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let server = try server(path)
        let endless = try Peer(path)
        try endless.send(String(repeating: "x", count: 20_000))
        #expect(await endless.readToEnd() == 0)
        server.stop()
    }

    @Test("more clients than there are places wait, and are served when one is free")
    func bounded() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let clock = SimulatedClock()
        let (isHeard, heard) = AsyncStream<Void>.makeStream()
        let (isReleased, release) = AsyncStream<Void>.makeStream()
        let seated = Mutex<[Peer]>([])
        let server = try server(path, clients: 2, clock: clock) { line in
            if line.isEmpty {
                heard.finish()
                for await _ in isReleased {}
            }
            // Not before one of them has made room.
            return Array(seated.withLock { $0.contains { $0.isHungUp } } ? "after\n".utf8 : "before\n".utf8)
        }
        let (silent, slow) = (try Peer(path), try Peer(path))
        seated.withLock { $0 = [silent, slow] }
        try slow.send("\n")
        // So both have their places: who comes first is seated first.
        for await _ in isHeard {}

        let patient = try Peer(path)
        try patient.send("hello\n")
        // As long as an unbounded server would need, so that it would be found out.
        let other = try self.server(directory.path.appending("other"))
        for _ in 0..<20 { #expect(try await ask(directory.path.appending("other"), "") == "<>\n") }
        other.stop()
        exhaust(server, clock)
        #expect(await patient.readToEnd() == "after\n".utf8.count)
        release.finish()
        server.stop()
    }

    @Test("a dead agent's socket is replaced, a living one's never, nor is anything else of that name")
    func stale() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let dead = try server(path)
        try OwnFiles.link(path, as: directory.path.appending("kept"))
        dead.stop()
        try OwnFiles.rename(directory.path.appending("kept"), to: path)
        #expect(OwnFiles.exists(path) && !LocalSocket.isListening(path))

        let living = try server(path)
        #expect(throws: SystemError.self) { try server(path) }
        #expect(try await ask(path, "hello") == "<hello>\n")
        living.stop()

        try FileWriter(appendingTo: path).write("a file")
        #expect(throws: SystemError.self) { try server(path) }
        #expect(OwnFiles.exists(path))
    }

    @Test("a socket that another agent put in its place is not taken away")
    func replaced() async throws {
        let directory = try TemporaryDirectory()
        defer { try? directory.remove() }
        let path = directory.path.appending("s")
        let first = try server(path)
        try OwnFiles.remove(path)
        let second = try server(path)
        first.stop()
        #expect(try await ask(path, "hello") == "<hello>\n")
        second.stop()
    }

    @Test("a path that is too long is refused with a reason")
    func tooLong() throws {
        let path = Path("/tmp/" + String(repeating: "x", count: 120))
        #expect(throws: SystemError.self) { try server(path) }
    }
}

/// A client that does as a test wants.
private final class Peer: Sendable {
    private let descriptor: Int32

    init(_ path: Path) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.bytes) }
        let connected = withUnsafeBytes(of: &address) { bytes in
            connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
        // A server that forgets its clients fails a test; it does not hold it up for good.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connected == 0 else { throw SystemError(call: "connect", path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    var isHungUp: Bool {
        var question = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&question, 1, 0) == 1
    }

    func waitForAnswer() async { await wait(for: POLLIN) }

    func waitForHangUp() async { await wait(for: 0) }

    private func wait(for events: Int32) async {
        _ = try? await waiting { [descriptor] in
            var question = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            while poll(&question, 1, 30_000) < 0, errno == EINTR {}
        }
    }

    /// How many bytes came; an error counts as the end, but -1 where the other end neither speaks nor hangs up.
    func readToEnd() async -> Int {
        let count = try? await waiting { [descriptor] in
            var total = 0
            var piece = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &piece, piece.count, 0)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN { return -1 }
                guard count > 0 else { return total }
                total += count
            }
        }
        return count ?? -1
    }
}

/// What waits for the server, on a thread of its own: the server's answers need those that tests run on.
private func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        do {
            _ = try WorkerThread(name: "client") { continuation.resume(with: Result { try body() }) }
        } catch {
            continuation.resume(throwing: error)
        }
    }
}
