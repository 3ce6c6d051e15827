package import Exceptionless

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
    package init(proxy: String) throws(ProxyFault) {
        guard let proxy = Proxy(proxy) else { throw ProxyFault(place: "proxy") }
        (forHTTPS, forHTTP) = (proxy, proxy)
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

/// A proxy between here and the server. Its password never prints.
package struct Proxy: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package enum Kind: Hashable, Sendable {
        /// Asked to `CONNECT`, for `http` servers as well: some proxies allow that to port 443 only, and then refuse.
        case http
        case socks5
    }

    package let kind: Kind
    /// A name or an address, without brackets.
    package let host: String
    package let port: Int
    let credentials: Credentials?

    /// As in the URL, percent signs resolved.
    struct Credentials: Hashable, Sendable {
        var user: String
        var password: String
    }

    /// `http://user:password@host:port`; without a scheme, too. Nil for anything else, `https://` proxies among it.
    package init?(_ text: String) {
        var rest = text[...]
        switch text.ranges(of: "://").first {
        case nil: kind = .http
        case let separator?:
            switch text[..<separator.lowerBound].lowercased() {
            case "http": kind = .http
            case "socks5", "socks5h", "socks": kind = .socks5
            case _: return nil
            }
            rest = text[separator.upperBound...]
        }
        while rest.hasSuffix("/") { rest.removeLast() }
        let at = rest.lastIndex(of: "@")
        credentials = at.map { Credentials(rest[..<$0]) }
        if let at { rest = rest[rest.index(after: at)...] }
        guard credentials == nil || kind == .http, let (host, port) = Self.hostAndPort(rest) else { return nil }
        self.host = String(host)
        guard let number = port.map({ Int($0) }) ?? (kind == .http ? 80 : 1_080), (1...65_535).contains(number)
        else { return nil }
        self.port = number
    }

    private static func hostAndPort(_ text: Substring) -> (host: Substring, port: Substring?)? {
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }
        let rest = text[host.endIndex...].dropFirst(isBracketed ? 1 : 0)
        guard !host.isEmpty, !host.contains("/"), rest.isEmpty || rest.hasPrefix(":") else { return nil }
        return (host, rest.isEmpty ? nil : rest.dropFirst())
    }

    package var description: String { (kind == .http ? "http://" : "socks5://") + host + ":\(port)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Proxy.Credentials {
    fileprivate init(_ text: Substring) {
        let user = text.prefix { $0 != ":" }
        self.init(user: user.percentDecoded, password: text[user.endIndex...].dropFirst().percentDecoded)
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

extension Substring {
    /// What is no escape stands as it is.
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(Substring(digits), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
