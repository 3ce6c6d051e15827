import Delivery
public import Exceptionless
import Transport

/// Carries a request to its server and the answer back, and judges neither. The client brings one of its own; another
/// can be passed in, to go through an application's own HTTP client or nowhere at all.
///
/// It sends the request as it is, sets `Host` and `Content-Length` (a length of 0 is refused by the server, chunks are
/// not), follows no redirect, and limits the time it takes. Requests may come side by side.
public protocol ClientTransport: Sendable {
    /// Throws if there is no whole answer, whatever the status. Cancelling the task should end it with a failure.
    func send(_ request: Request) async throws -> Answer
    /// The client is closed: no more requests come.
    func shutDown() async
}

extension ClientTransport {
    public func shutDown() async {}
}

/// Somebody else's transport behind the seam that the courier knows.
struct AdaptedTransport: Transport {
    let transport: any ClientTransport

    /// Its errors may quote the request; the key in them becomes `****`.
    func send(_ request: Request) async throws(TransportFailure) -> Answer {
        do {
            return try await transport.send(request)
        } catch {
            let bearer = request.headers.first { $0.name == "Authorization" }?.value.split(separator: " ").last
            let reason = bearer.map { "\(error)".replacing($0, with: "****") } ?? "\(error)"
            throw TransportFailure(.broken, reason)
        }
    }
}

/// What a client sends through, and how that ends.
struct Wire: Sendable {
    let transport: any Transport
    let shutDown: @Sendable () async -> Void

    init(_ http: HTTPTransport) {
        transport = http
        shutDown = { await http.shutDown() }
    }

    init(_ own: any ClientTransport) {
        transport = AdaptedTransport(transport: own)
        shutDown = { await own.shutDown() }
    }
}
