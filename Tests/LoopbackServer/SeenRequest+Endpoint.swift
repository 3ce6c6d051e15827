extension SeenRequest {
    /// Nil for a request that no client makes.
    package var endpoint: Endpoint? {
        if method == "POST", path == "/api/errors" { return .errors }
        let parts = route
        switch (method, parts.first, parts.dropFirst().first, parts.count) {
        case ("POST", "events", nil, 1): return .events
        case ("GET", "config", nil, 1): return .settings
        case ("GET", "projects", "config", 2) where project == nil: return .settings
        case ("GET", "events", "submit", 2): return .query
        case ("POST", "events", "by-ref", 4) where parts.last == "user-description": return .description
        case ("GET", "events", "session", 3) where parts.last == "heartbeat" && project == nil: return .heartbeat
        case _: return nil
        }
    }

    /// The project that the path names.
    package var project: Substring? {
        let parts = path.split(separator: "/")
        guard parts.count > 4, parts[2] == "projects" else { return nil }
        return parts[3]
    }

    /// The event that a description is for.
    var described: Substring? { route.count == 4 ? route[2] : nil }

    /// The path behind `/api/v2` and the project.
    private var route: [Substring] {
        let parts = path.split(separator: "/")
        guard parts.starts(with: ["api", "v2"]) else { return [] }
        return Array(parts.dropFirst(project == nil ? 2 : 4))
    }

    /// All query parameters in their order, decoded.
    var queryItems: [(name: String, value: String)] {
        target.drop { $0 != "?" }.dropFirst().split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0].percentDecoded, parts.count == 2 ? parts[1].percentDecoded : "")
        }
    }
}

extension Substring {
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let code = UInt8(String(digits) ?? "", radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
