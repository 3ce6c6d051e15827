package import WireFormat

/// Which requests go through a proxy, as the usual environment variables say it: `HTTPS_PROXY`, `HTTP_PROXY`,
/// `ALL_PROXY` and `NO_PROXY`, in capital or in small letters; small ones win, and an empty value is none.
package struct ProxySettings: Hashable, Sendable {
    private var forHTTPS: Proxy?
    private var forHTTP: Proxy?
    private var exceptions: [Exception] = []

    /// Everything directly.
    package static let none = ProxySettings()

    private init() {}

    /// Everything through the one proxy that the configuration names, except to this host itself.
    package init(proxy: Proxy) { (forHTTPS, forHTTP) = (proxy, proxy) }

    /// The same for a proxy's address as somebody wrote it.
    package init(proxy: String) throws(ProxyFault) {
        guard let proxy = Proxy(proxy) else { throw ProxyFault(place: "proxy") }
        self.init(proxy: proxy)
    }

    /// What is not about proxies in `environment` is not looked at.
    package init(environment: [String: String]) throws(ProxyFault) {
        let fallback = try Self.proxy("ALL_PROXY", in: environment)
        forHTTPS = try Self.proxy("HTTPS_PROXY", in: environment) ?? fallback
        forHTTP = try Self.proxy("HTTP_PROXY", in: environment) ?? fallback
        exceptions = (Self.value("NO_PROXY", in: environment) ?? "")
            .split { $0 == "," || $0 == " " }.map { Exception($0.lowercased()) }
    }

    /// Nil for the direct way. This host itself is always reached directly.
    package func proxy(for server: ServerURL) -> Proxy? {
        let port = server.port ?? (server.isSecure ? 443 : 80)
        if Self.isThisHost(server.host) || exceptions.contains(where: { $0.covers(server.host, port: port) }) {
            return nil
        }
        return server.isSecure ? forHTTPS : forHTTP
    }

    private static func value(_ name: String, in environment: [String: String]) -> String? {
        let value = environment[name.lowercased()] ?? environment[name]
        return value?.isEmpty == true ? nil : value
    }

    private static func proxy(_ name: String, in environment: [String: String]) throws(ProxyFault) -> Proxy? {
        guard let value = value(name, in: environment) else { return nil }
        guard let proxy = Proxy(value) else { throw ProxyFault(place: name) }
        return proxy
    }

    private static func isThisHost(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        return host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber }
    }

    /// One entry of `NO_PROXY`: `*`, a name or an address, maybe with a port. A name covers the names below it, too.
    private struct Exception: Hashable {
        var name: Substring
        var port: Int?

        init(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2, let port = Int(parts[1]) {
                (name, self.port) = (parts[0], port)
            } else if text.contains(":"), !text.hasPrefix("[") {
                name = "[\(text)]"
            } else {
                name = text[...]
            }
            if name.hasPrefix("*.") { name = name.dropFirst() }
        }

        func covers(_ host: String, port: Int) -> Bool {
            if let ours = self.port, ours != port { return false }
            if name == "*" || name == host { return true }
            return name.hasPrefix(".") ? host.hasSuffix(name) || host == name.dropFirst() : host.hasSuffix("." + name)
        }
    }
}

/// A proxy's URL cannot be understood. It does not say the URL, which may hold a password.
package struct ProxyFault: Error, Hashable, CustomStringConvertible {
    /// A variable's or a setting's name.
    package var place: String

    package init(place: String) { self.place = place }

    package var description: String {
        "'\(place)' is no proxy's address; it looks like http://proxy.example.com:3128 or socks5://…"
    }
}
