import Hummingbird
package import Logging
package import Model
import ServiceLifecycle
package import WireFormat

/// The page as a service of the process. That it cannot listen is told once and harms nobody: the agent goes on.
package struct StatusPage: Service {
    private let address: PageAddress
    private let board: StatusBoard
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    /// `onReady` learns the port, which the kernel chooses where `address` says 0.
    package init(
        at address: PageAddress, showing board: StatusBoard, now: @escaping @Sendable () -> Timestamp, logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        (self.address, self.board, self.now) = (address, board, now)
        (self.logger, self.onReady) = (logger, onReady)
    }

    /// Serves until the process shuts down.
    package func run() async throws {
        let names = HostNames(configured: address.host)
        let (board, now, onReady) = (board, now, onReady)
        // The framework tells of its own start and of every client that goes away; neither is the agent's news.
        var quietLogger = logger
        quietLogger.logLevel = .error
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let answer = PageAnswer(
                method: request.method.rawValue, path: request.uri.path, host: request.head.authority, names: names,
                snapshot: board.snapshot, at: now())
            return Response(answer, hasBody: request.method != .head)
        }
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: quietLogger)
        do {
            try await application.run()
        } catch {
            logger.error("the page cannot listen on \(address): \(error); choose another 'status.page', or 'off'")
            try await gracefulShutdown()
        }
    }
}

/// Where the page listens.
package struct PageAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension Response {
    fileprivate init(_ answer: PageAnswer, hasBody: Bool) {
        self.init(
            status: HTTPResponse.Status(code: answer.status),
            headers: [
                .contentType: answer.contentType,
                .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'",
                .xContentTypeOptions: "nosniff",
            ],
            body: hasBody ? ResponseBody(byteBuffer: ByteBuffer(string: answer.body)) : ResponseBody())
    }
}
