/// Where a server is: `https://errors.example.com:8443/base`. User names, queries and fragments have no place in it.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    public var isSecure: Bool
    /// A name or an address in small letters; an IPv6 address is in brackets.
    public var host: String
    /// Nil for the scheme's own.
    public var port: Int?
    /// Begins with a slash and does not end in one; empty for the root.
    public var basePath: String

    /// Nil if the text is no `http` or `https` URL of that form. The path of an API at its end (`/api/v2`,
    /// `/api/errors`) is taken off: requests add it.
    public init?(_ text: String) {
        let text = text.trimmed
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"?#@\\\"<>".utf8.contains($0) })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let (host, port) = Self.hostAndPort(rest[..<pathStart]) else { return nil }
        var path = String(rest[pathStart...])
        while path.hasSuffix("/") { path.removeLast() }
        let api = ["/api/v2", "/api/errors"].first { path.lowercased().hasSuffix($0) }
        path.removeLast(api?.count ?? 0)
        self.init(isSecure: scheme == "https://", host: host, port: port, basePath: path)
    }

    /// `host` and `basePath` are as they must be; nothing is checked.
    package init(isSecure: Bool, host: String, port: Int?, basePath: String) {
        (self.isSecure, self.host, self.port, self.basePath) = (isSecure, host, port, basePath)
    }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        let (host, rest) = (text[..<hostEnd].lowercased(), text[hostEnd...])
        guard !host.isEmpty, host != "[]" else { return nil }
        guard !rest.isEmpty else { return (host, nil) }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else { return nil }
        return (host, port)
    }

    public var description: String {
        (isSecure ? "https://" : "http://") + host + (port.map { ":\($0)" } ?? "") + basePath
    }

    /// The same server under another host name, as the hosted service has them.
    package func with(host: String) -> ServerURL {
        ServerURL(isSecure: isSecure, host: host, port: port, basePath: basePath)
    }
}
