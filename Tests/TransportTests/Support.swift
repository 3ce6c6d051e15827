import Exceptionless
import LoopbackServer
import Testing
import Transport

/// A stand-in for as long as `body` runs.
func withStandIn(
    identity: TLSIdentity? = nil, _ body: (StandInServer) async throws -> Void
) async throws {
    let server = try await StandInServer.start(identity: identity)
    do {
        try await body(server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// A transport for as long as `body` runs: a client must be shut down before it goes away.
func withTransport(
    _ options: TransportOptions = TransportOptions(version: "9.8.7"), _ body: (HTTPTransport) async throws -> Void
) async throws {
    let transport = try HTTPTransport(options)
    do {
        try await body(transport)
    } catch {
        await transport.shutDown()
        throw error
    }
    await transport.shutDown()
}

extension Collector {
    /// As the configuration would make it, with the stand-in's key.
    init(_ url: String, key: String = StandInServer.usualKey) throws {
        self.init(
            server: try #require(ServerURL(url)), key: try #require(APIKey(key)), userAgent: "stacktail/1.2.3")
    }

    init(_ server: StandInServer) throws { try self.init(server.url) }
}

/// An event's bytes as they are queued.
func event(_ id: String, message: String = "hello") -> [UInt8] {
    Array(#"{"type":"log","date":"2026-11-20T10:00:00Z","message":"\#(message)","reference_id":"\#(id)"}"#.utf8)
}
