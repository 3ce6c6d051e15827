/// A proxy between here and the server. Its password never prints.
package struct Proxy: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// How it is asked to pass a connection on.
    package enum Kind: Hashable, Sendable {
        /// Asked to `CONNECT`, for `http` servers as well: some proxies allow that to port 443 only, and then refuse.
        case http
        case socks5
    }

    package let kind: Kind
    /// A name or an address, without brackets.
    package let host: String
    package let port: Int
    /// Only for `http`.
    package let credentials: Credentials?

    /// As in the URL, percent signs resolved.
    package struct Credentials: Hashable, Sendable {
        package var user: String
        package var password: String
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
