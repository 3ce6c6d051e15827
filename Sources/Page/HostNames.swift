/// The names under which the page may be asked for.
package struct HostNames: Hashable, Sendable {
    /// The configured address, in small letters, without brackets and port.
    private let configured: String

    package init(configured: String) { self.configured = Self.name(in: configured).lowercased() }

    /// Whether a `Host` header, with or without a port, names this host: a loopback name or address, or the configured
    /// one.
    package func contain(_ header: String?) -> Bool {
        guard let header else { return false }
        let name = Self.name(in: header).lowercased()
        return name == configured || name == "localhost" || name == "::1" || Self.isLoopback(name)
    }

    /// `[::1]:7420` and `::1` give `::1`; `localhost:7420` gives `localhost`.
    private static func name(in authority: String) -> Substring {
        if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" } }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[0] : authority[...]
    }

    /// 127.0.0.0/8 in its usual spelling; a name such as `127.0.0.1.example.com` is none.
    private static func isLoopback(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
