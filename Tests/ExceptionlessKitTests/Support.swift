import ExceptionlessKit
import LoopbackServer
import Model
import Synchronization
import Testing

/// A clock that stands still until it is moved.
final class ManualClock: ClientClock {
    private let state: Mutex<State>

    private struct State {
        var now: Moment
        var sleepers: [Int: Sleeper] = [:]
        var count = 0
    }

    private struct Sleeper {
        var until: Instant
        var continuation: CheckedContinuation<Void, Never>
    }

    /// 2026-11-20T10:00:00Z.
    static let start = Timestamp(seconds: 1_795_168_800)

    init() { state = Mutex(State(now: Moment(instant: Instant(nanoseconds: 0), wall: Self.start))) }

    func now() -> Moment { state.withLock { $0.now } }

    func wait(until: Instant) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if until <= state.now.instant || Task.isCancelled { return true }
                    state.sleepers[number] = Sleeper(until: until, continuation: continuation)
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = Moment(
                instant: state.now.instant.advanced(by: duration), wall: state.now.wall.advanced(by: duration))
            let due = state.sleepers.filter { $0.value.until <= state.now.instant }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }
}

/// What a client told, to be looked at and to be waited for.
final class Notices: Sendable {
    private let told: Mutex<[ClientNotice]> = Mutex([])
    private let stream: AsyncStream<ClientNotice>
    private let continuation: AsyncStream<ClientNotice>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var all: [ClientNotice] { told.withLock { $0 } }

    func tell(_ notice: ClientNotice) {
        told.withLock { $0.append(notice) }
        continuation.yield(notice)
    }

    /// The next that fits, of those that nobody waited for yet; nil if the test is cancelled.
    func first(where fits: (ClientNotice) -> Bool) async -> ClientNotice? { await stream.first { fits($0) } }

    func settings(version: Int) async -> Bool {
        await first { if case .settings(let settings) = $0 { settings.version == version } else { false } } != nil
    }

    func trouble() async -> Bool { await first { if case .trouble = $0 { true } else { false } } != nil }
    func relief() async -> Bool { await first { if case .relief = $0 { true } else { false } } != nil }
}

/// A client and the server that it talks to, with a clock of their own.
struct Bench {
    let server: StandInServer
    let clock = ManualClock()
    let notices = Notices()

    /// Events need not gather, and nothing of this host goes along, unless `change` says so.
    func client(_ change: (inout ClientConfiguration) -> Void = { _ in }) throws -> ExceptionlessClient {
        let key = try #require(APIKey(server.key))
        var configuration = ClientConfiguration(key: key)
        configuration.server = try #require(ServerURL(server.url))
        (configuration.linger, configuration.environment) = (.zero, nil)
        configuration.notify = { [notices] in notices.tell($0) }
        change(&configuration)
        return try ExceptionlessClient(configuration, clock: clock)
    }

    func log(_ message: String, level: LogLevel = .error) -> Event {
        .log(message, source: "orders", level: level, date: clock.now().wall)
    }

    var messages: [String] { server.received.compactMap { $0.json["message"]?.text } }
}

/// A server, a client's surroundings, and the end of both.
func withBench(_ body: (Bench) async throws -> Void) async throws {
    let bench = Bench(server: try await StandInServer.start())
    do {
        try await body(bench)
    } catch {
        await bench.server.stop()
        throw error
    }
    await bench.server.stop()
}
