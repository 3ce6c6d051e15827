import Delivery
public import Exceptionless
import Model

/// A smart client of one project: takes events at once from any thread, and brings them to the server in its own time.
///
/// It fetches the project's settings at the start and obeys them, makes one event of identical ones, keeps what waits
/// within limits, gathers batches, and tries again until the server has taken each event or refused that very one.
/// Close it at the end, or what still waits is lost.
///
/// ```swift
/// let client = try ExceptionlessClient(key: "YOUR_PROJECT_API_KEY")
/// client.submit(.log("payment gateway slow", source: "orders", level: .warn))
/// await client.close(within: .seconds(5))
/// ```
public final class ExceptionlessClient: Sendable {
    let configuration: ClientConfiguration
    let collector: Collector
    let intake: Intake
    let pump: Pump
    let clock: any ClientClock
    private let wire: Wire
    private let signal: AsyncStream<Void>.Continuation

    /// With a transport of its own. Settings are asked for at once; events may come at once, too.
    ///
    /// Throws if the proxy or the authorities of `configuration.connection` cannot be used.
    public convenience init(_ configuration: ClientConfiguration) throws(ConfigurationFault) {
        let http = try configuration.connection.transport()
        self.init(configuration, wire: Wire(http))
    }

    /// With nothing but a key, and a server if it is not the hosted one.
    ///
    /// Throws for a key or an address that cannot be one.
    public convenience init(key: String, server: String? = nil) throws(ConfigurationFault) {
        guard let key = APIKey(key) else { throw .key }
        var configuration = ClientConfiguration(key: key)
        if let server {
            guard let address = ServerURL(server) else { throw .server(server) }
            configuration.server = address
        }
        try self.init(configuration)
    }

    /// With somebody else's transport; it is shut down when the client is closed.
    public convenience init(_ configuration: ClientConfiguration, transport: any ClientTransport) {
        self.init(configuration, wire: Wire(transport))
    }

    /// With time of the caller's own, too; without a transport, with the client's.
    package convenience init(
        _ configuration: ClientConfiguration, transport: (any ClientTransport)? = nil, clock: any ClientClock
    ) throws(ConfigurationFault) {
        let wire: Wire
        if let transport { wire = Wire(transport) } else { wire = Wire(try configuration.connection.transport()) }
        self.init(configuration, wire: wire, clock: clock)
    }

    private init(_ configuration: ClientConfiguration, wire: Wire, clock: any ClientClock = HostClock()) {
        (self.configuration, collector) = (configuration, configuration.collector)
        (self.wire, self.clock) = (wire, clock)
        intake = Intake(configuration)
        pump = Pump(configuration, intake: intake, transport: wire.transport, clock: clock)
        // One signal is enough for any number of events.
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.signal = signal
        Task { [pump] in await pump.run(signals) }
    }

    /// A client that nobody closed loses what it holds, but no connection.
    deinit {
        signal.finish()
        guard !intake.isClosed else { return }
        Task { [pump, wire] in
            await pump.stop()
            await wire.shutDown()
        }
    }
}

// MARK: - Events

extension ExceptionlessClient {
    /// Takes an event, in no more time than its plugins and its JSON need: nothing here waits for the server.
    ///
    /// An event without a reference ID gets one, which the server knows a repeat by.
    @discardableResult
    public func submit(_ event: Event) -> Submission {
        let submission = intake.submit(event, at: clock.now().instant)
        signal.yield()
        return submission
    }

    /// What became of events so far.
    public var counts: ClientCounts { intake.counts }

    /// The project's settings as they were fetched last; `none` before.
    public var settings: ProjectSettings { intake.settings }

    /// Sends what waits, what the duplicate windows hold included, and returns when all of it is accepted or refused,
    /// or after that time. Gives the number of submissions that still wait.
    @discardableResult
    public func flush(within limit: Duration = .seconds(30)) async -> Int {
        await pump.flush(until: clock.now().instant.advanced(by: limit))
        return counts.waiting
    }

    /// Takes no more events, sends what waits like `flush`, and ends all connections. The client cannot be used again.
    ///
    /// Gives the events that were not accepted in time. They keep their reference IDs: submitted again within a day, by
    /// another client or after a restart, they are no duplicates even if the server got them.
    @discardableResult
    public func close(within limit: Duration = .seconds(10)) async -> [Event] {
        guard !intake.isClosed else { return [] }
        intake.close()
        await pump.flush(until: clock.now().instant.advanced(by: limit))
        await pump.stop()
        signal.finish()
        await wire.shutDown()
        return intake.drain()
    }

    func exchange(_ request: Request) async throws(SendFault) -> Answer {
        guard !intake.isClosed else { throw .dropped(.closed) }
        let answer: Answer
        do {
            answer = try await wire.transport.send(request)
        } catch {
            throw .unreachable(error.reason)
        }
        await pump.heard(version: answer.configVersion)
        return answer
    }
}

extension String {
    /// 32 hexadecimal digits that nobody else draws.
    static var newID: String {
        let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        return digits.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
    }
}
