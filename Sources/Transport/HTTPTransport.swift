import AsyncHTTPClient
package import Delivery
package import Exceptionless
import NIOCore
import NIOHTTP1
import Synchronization

/// Requests over HTTP/1.1. One per project; `shutDown()` must have returned before it goes away.
package final class HTTPTransport: Transport {
    private let options: TransportOptions
    private let pool: Mutex<Pool>

    /// Clients are made when they are first needed: one for the direct way and one for each proxy.
    private enum Pool {
        case open([Proxy?: HTTPClient])
        case closed
    }

    /// Reads the file of authorities once, so that a mistake in it shows at the start.
    package init(_ options: TransportOptions) throws(AuthoritiesFault) {
        _ = try options.tlsConfiguration()
        self.options = options
        pool = Mutex(.open([:]))
    }

    /// The answer, its body cut after `answerBytesMax`. Cancelling the task ends the request with a failure; the server
    /// may have got it all the same, as after any failure.
    package func send(_ request: Request) async throws(TransportFailure) -> Answer {
        let proxy = options.proxies.proxy(for: request.server)
        let client = try client(through: proxy, for: request.server)
        do {
            return try await exchange(request, with: client)
        } catch {
            let failure = TransportFailure(error, server: request.server, proxy: proxy, timeouts: options.timeouts)
            // The next attempt reads the authorities anew: the file may be about to be replaced.
            if options.authoritiesPath != nil, error.isRefusedCertificate { await forget(client, through: proxy) }
            throw failure
        }
    }

    /// Ends what is under way with failures, and closes all connections. Nothing can be sent afterwards.
    package func shutDown() async {
        let clients = pool.withLock { pool in
            defer { pool = .closed }
            switch pool {
            case .open(let clients): return Array(clients.values)
            case .closed: return []
            }
        }
        for client in clients { try? await client.shutdown() }
    }
}

// MARK: - Clients

extension HTTPTransport {
    private func client(through proxy: Proxy?, for server: ServerURL) throws(TransportFailure) -> HTTPClient {
        let found: Result<HTTPClient, TransportFailure> = pool.withLock { pool in
            guard case .open(var clients) = pool else { return .failure(.shutDown) }
            if let client = clients[proxy] { return .success(client) }
            do {
                let client = HTTPClient(configuration: try configuration(through: proxy))
                clients[proxy] = client
                pool = .open(clients)
                return .success(client)
            } catch {
                return .failure(TransportFailure(error, server: server, proxy: proxy, timeouts: options.timeouts))
            }
        }
        return try found.get()
    }

    private func forget(_ client: HTTPClient, through proxy: Proxy?) async {
        let isOurs = pool.withLock { pool in
            guard case .open(var clients) = pool, clients[proxy] === client else { return false }
            clients[proxy] = nil
            pool = .open(clients)
            return true
        }
        if isOurs { try? await client.shutdown() }
    }

    private func configuration(through proxy: Proxy?) throws(AuthoritiesFault) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try options.tlsConfiguration(),
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(options.timeouts.connect), read: TimeAmount(options.timeouts.firstByte)),
            connectionPool: .init(idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: 2),
            proxy: proxy.map { HTTPClient.Configuration.Proxy($0) },
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // When to try again is for the courier to decide, who also tells why.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

// MARK: - Exchange

extension HTTPTransport {
    private func exchange(_ request: Request, with client: HTTPClient) async throws -> Answer {
        let (options, message) = (options, HTTPClientRequest(request, version: options.version))
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask {
                let response = try await client.execute(message, deadline: .distantFuture)
                return try await Answer(response, bodyBytesMax: options.answerBytesMax)
            }
            group.addTask {
                try await Task.sleep(for: options.timeouts.total)
                throw TotalTimeout()
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }
}

/// The whole exchange took too long, whatever it was doing.
struct TotalTimeout: Error {}

extension HTTPClientRequest {
    fileprivate init(_ request: Request, version: String) {
        self.init(url: request.url)
        method = HTTPMethod(rawValue: request.method.rawValue)
        for header in request.headers { headers.add(name: header.name, value: header.value) }
        if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: "stacktail/\(version)") }
        switch request.method {
        case .get: break
        case .post: body = .bytes(ByteBuffer(bytes: request.body))
        }
    }
}

extension Answer {
    fileprivate init(_ response: HTTPClientResponse, bodyBytesMax: Int) async throws {
        var body: [UInt8] = []
        for try await piece in response.body {
            body.append(contentsOf: piece.readableBytesView.prefix(bodyBytesMax - body.count))
            if body.count == bodyBytesMax { break }
        }
        // A cancelled task sees the body end early, which must not pass for a whole answer.
        try Task.checkCancellation()
        self.init(
            status: Int(response.status.code), headers: response.headers.map { HeaderField($0.name, $0.value) },
            body: body)
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: Proxy) {
        switch proxy.kind {
        case .http:
            self = .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.credentials.map { .basic(username: $0.user, password: $0.password) })
        case .socks5: self = .socksServer(host: proxy.host, port: proxy.port)
        }
    }
}
