import AsyncHTTPClient
import Delivery
import Exceptionless
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension TransportFailure {
    /// `remedy` says what to look at.
    fileprivate init(_ kind: Kind, _ cause: String, remedy: String) { self.init(kind, cause + "; " + remedy) }

    /// The client's error in words for the log: what happened, where, and what to look at.
    init(_ error: any Error, server: ServerURL, proxy: Proxy?, timeouts: TransportTimeouts) {
        let peer = Peer(server: server, proxy: proxy)
        switch error {
        case let fault as AuthoritiesFault:
            self.init(.tls, fault.description, remedy: "name a readable PEM file as 'ca_file'")
        case let error as NIOConnectionError: self = peer.connectionFailure(error)
        case let error as IOError: self = peer.systemFailure(error)
        case let error as HTTPClientError: self = peer.clientFailure(error, timeouts: timeouts)
        case ChannelError.connectTimeout: self = peer.connectTimeout(timeouts)
        case is TotalTimeout:
            self.init(
                .timeout, "\(peer.name) did not finish its answer within \(timeouts.total)", remedy: Peer.slowRemedy)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = peer.tlsFailure(error)
        case is CancellationError: self = .shutDown
        case _: self = peer.brokenAnswer(error)
        }
    }

    /// We are going; what was to be sent stays queued.
    static let shutDown = TransportFailure(
        .broken, "the request was given up because the agent stops", remedy: "it is sent after the next start")
}

extension Error {
    /// Whether another set of authorities might help.
    var isRefusedCertificate: Bool {
        guard case .handshakeFailed(let reason)? = self as? NIOSSLError else { return false }
        return "\(reason)".contains("CERTIFICATE_VERIFY_FAILED")
    }
}

/// Whom a request was for, for wording.
private struct Peer {
    var server: ServerURL
    var proxy: Proxy?

    static let slowRemedy = "the server or the way to it is slow; if it stays, raise 'timeout'"

    var name: String {
        server.host + ":\(server.port ?? (server.isSecure ? 443 : 80))" + (proxy.map { " through \($0)" } ?? "")
    }

    var proxyName: String { proxy.map { "\($0)" } ?? "" }

    /// Whose name and port the connection itself is made to.
    private var firstHop: String { proxy.map { "the proxy \($0)" } ?? name }

    func clientFailure(_ error: HTTPClientError, timeouts: TransportTimeouts) -> TransportFailure {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            connectTimeout(timeouts)
        case .readTimeout, .deadlineExceeded:
            TransportFailure(.timeout, "\(name) did not answer within \(timeouts.firstByte)", remedy: Self.slowRemedy)
        case .proxyAuthenticationRequired, .invalidProxyResponse:
            TransportFailure(
                .proxy, "the proxy \(proxyName) refuses to connect (\(Self.words(error)))",
                remedy: "check the user, the password and what the proxy allows")
        case .cancelled, .alreadyShutdown: .shutDown
        case _: brokenAnswer(error)
        }
    }

    func connectTimeout(_ timeouts: TransportTimeouts) -> TransportFailure {
        TransportFailure(
            .timeout, "no connection to \(name) within \(timeouts.connect)",
            remedy: "check the server's address, the firewall and the proxy settings")
    }

    func brokenAnswer(_ error: any Error) -> TransportFailure {
        TransportFailure(
            .broken, "\(name) ended the connection before its answer was whole (\(Self.words(error)))",
            remedy: "mostly passing; if it stays, see the server's or the proxy's own log")
    }

    func connectionFailure(_ error: NIOConnectionError) -> TransportFailure {
        // If both kinds of address failed to resolve, the name is to blame; if one came, its connection.
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return TransportFailure(
                .name, "no address is known for the name '\(error.host)'",
                remedy: "check its spelling in the configuration, and this host's DNS")
        }
        let systemErrors = error.connectionErrors.compactMap { $0.error as? IOError }
        guard let first = systemErrors.first else {
            return TransportFailure(
                .connection, "no connection to \(firstHop)", remedy: "check the server's address and the firewall")
        }
        return systemFailure(first)
    }

    func systemFailure(_ error: IOError) -> TransportFailure {
        switch error.errnoCode {
        case ECONNREFUSED:
            TransportFailure(
                .connection, "nothing listens at \(firstHop) (connection refused)",
                remedy: "check that the server runs there, and its port")
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN:
            TransportFailure(
                .connection, "there is no way to \(firstHop) (\(Self.words(error)))",
                remedy: "check this host's network, or name a proxy")
        case EMFILE, ENFILE:
            TransportFailure(
                .connection, "no descriptor is left for a connection to \(firstHop)",
                remedy: "lower 'limits.open_files' or raise the process's limit")
        case _:
            TransportFailure(
                .broken, "the connection to \(firstHop) broke (\(Self.words(error)))",
                remedy: "mostly passing; if it stays, see the server's or the proxy's own log")
        }
    }

    func tlsFailure(_ error: any Error) -> TransportFailure {
        let look = "openssl s_client -connect \(server.host):\(server.port ?? 443) </dev/null"
        if error.isRefusedCertificate {
            return TransportFailure(
                .tls, "TLS: the certificate of \(name) is expired, or by an authority that is not trusted here",
                remedy: "for an authority of your own set 'ca_file'; else see: \(look)")
        }
        if error as? NIOSSLExtraError == .failedToValidateHostname {
            return TransportFailure(
                .tls, "TLS: the certificate of \(name) is for another name than '\(server.host)'",
                remedy: "use the name in the certificate; see: \(look)")
        }
        if "\(error)".contains("WRONG_VERSION_NUMBER") {
            return TransportFailure(
                .tls, "TLS: \(name) does not speak TLS", remedy: "check the port, and whether it should be http://")
        }
        return TransportFailure(.tls, "TLS: \(name): \(Self.words(error))", remedy: "see: \(look)")
    }

    /// The library's own words, short enough for a line.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription.lowercased()
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case _: String("\(error)".prefix(160))
        }
    }
}
