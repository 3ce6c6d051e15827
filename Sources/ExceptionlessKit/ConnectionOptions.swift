import Glibc
import Transport

/// How the client's own transport reaches the server: HTTP/1.1, TLS 1.2 or later with the certificate verified, no
/// redirect.
public struct ConnectionOptions: Sendable, CustomReflectable {
    /// For a whole exchange; a third of it at most for the connection.
    public var timeout = Duration.seconds(30)
    /// `http://user:password@host:port` or `socks5://host:port`. Nil: as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
    /// `NO_PROXY` say.
    public var proxy: String?
    /// A PEM file of authorities that are trusted besides the system's.
    public var authoritiesPath: String?

    public init() {}

    /// A proxy's password never prints.
    public var customMirror: Mirror {
        Mirror(self, children: ["timeout": timeout, "proxy": proxy == nil ? "nil" : "****"])
    }

    func transport() throws(ConfigurationFault) -> HTTPTransport {
        do {
            let proxies = try proxy.map { try ProxySettings(proxy: $0) } ?? ProxySettings(environment: Self.environment)
            return try HTTPTransport(
                TransportOptions(
                    version: "0.1.0", timeouts: TransportTimeouts(timeout), proxies: proxies,
                    authoritiesPath: authoritiesPath))
        } catch {
            throw .connection("\(error)")
        }
    }

    /// Nothing but what proxies are told by.
    private static var environment: [String: String] {
        var environment: [String: String] = [:]
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap({ [$0, $0.lowercased()] }) {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        return environment
    }
}

/// A client cannot be made.
public enum ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Less than 10 characters, blanks in it, or the text of a template. The key itself is not told.
    case key
    /// Not an `http` or `https` address; the text.
    case server(String)
    /// The proxy or the authorities cannot be used; why.
    case connection(String)

    public var description: String {
        switch self {
        case .key: "the API key must have 10 or more characters and no blanks"
        case .server(let text): "'\(text)' is no address of a server; https://errors.example.com is one"
        case .connection(let reason): reason
        }
    }
}
