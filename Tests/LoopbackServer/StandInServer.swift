import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The running server. Start one per test: it has its own port, its own thread and its own memory.
package final class StandInServer: Sendable {
    /// On 127.0.0.1; given by the kernel, so that tests can run side by side.
    package let port: Int
    /// The key that is let in.
    package let key: String
    private let isTLS: Bool
    private let core: StandInCore
    private let group: MultiThreadedEventLoopGroup

    /// Any key will do as long as the client has the same.
    package static let usualKey = "stand-in-key-0123456789"

    /// The project that requests may name.
    package static let usualProject = "537650f3b77efe23a47914f3"

    /// With an `identity` it speaks TLS and nothing else.
    package static func start(key: String = usualKey, identity: TLSIdentity? = nil) async throws -> StandInServer {
        let core = StandInCore(key: key)
        let context = try identity.map { try $0.context() }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(StandInConnection(core: core))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return StandInServer(
            port: channel.localAddress?.port ?? 0, key: key, isTLS: identity != nil, core: core, group: group)
    }

    private init(port: Int, key: String, isTLS: Bool, core: StandInCore, group: MultiThreadedEventLoopGroup) {
        (self.port, self.key, self.isTLS) = (port, key, isTLS)
        (self.core, self.group) = (core, group)
    }

    /// Ends every connection, and every wait.
    package func stop() async {
        core.endWaits()
        try? await group.shutdownGracefully()
    }

    /// What goes into a configuration as `server`.
    package var url: String { (isTLS ? "https" : "http") + "://127.0.0.1:\(port)" }
}

// MARK: - Telling it what to do

extension StandInServer {
    /// For the next `requests` to `endpoint`, after what was said before; without a number from now on.
    package func behave(_ behaviour: Behaviour, at endpoint: Endpoint = .events, next requests: Int? = nil) {
        core.update { $0.script(behaviour, for: endpoint, requests: requests) }
    }

    /// Answers all that `stall` and `dribble` hold.
    package func release() { core.release() }

    /// What its clock says from now on, in HTTP's form; settings come with it.
    package func show(date: String) { core.update { $0.date = date } }

    /// Replaces the project's settings; their version rises by one.
    package func change(settings: [String: String]) { core.update { $0.change(settings: settings) } }
}

// MARK: - Asking it what it saw

extension StandInServer {
    /// As it is now.
    package var ledger: Ledger { core.ledger }

    /// What was kept so far, each reference id once.
    package var received: [ReceivedEvent] { core.ledger.events }

    /// Returns once `condition` holds, which is looked at upon every request. False if the server stopped or the task
    /// was cancelled before.
    package func wait(until condition: @escaping @Sendable (Ledger) -> Bool) async -> Bool {
        await core.wait(until: condition)
    }

    /// Returns once so many events were kept. False if `ending` returned before, such as the end of the process that
    /// should have sent them; `ending` must return soon when its task is cancelled.
    package func waitForEvents(
        _ count: Int, orUntil ending: (@Sendable () async -> Void)? = nil
    ) async -> Bool {
        guard let ending else { return await wait { $0.events.count >= count } }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await self.wait { $0.events.count >= count } }
            group.addTask { await ending() }
            await group.next()
            group.cancelAll()
            return self.received.count >= count
        }
    }
}

/// What the stand-in shows of itself over TLS; PEM texts.
package struct TLSIdentity: Sendable {
    package var certificate: [UInt8]
    package var key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) { (self.certificate, self.key) = (certificate, key) }

    func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(bytes: key, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }
}
