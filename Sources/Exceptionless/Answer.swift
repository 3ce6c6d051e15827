/// What came back for a request, whoever sent it.
public struct Answer: Hashable, Sendable {
    public var status: Int
    public var headers: [HeaderField]
    /// May be cut after some kilobytes: nothing that matters is longer than a settings document.
    public var body: [UInt8]

    public init(status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first header of that name, in whatever case it came.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value.trimmed
    }

    /// The version of the project's settings at the server; only successful submissions tell it.
    public var configVersion: Int? { header("X-Exceptionless-ConfigVersion").flatMap { Int($0) } }

    /// How many requests the server takes in this quarter of an hour; 0 means to wait for the next.
    public var requestsRemaining: Int? { header("X-RateLimit-Remaining").flatMap { Int($0) } }

    /// Whether it is a page for people, which the protocol's server never sends to a client.
    var isPage: Bool {
        header("Content-Type")?.lowercased().contains("html") == true || body.first { !$0.isBlank } == UInt8(ascii: "<")
    }
}

extension UInt8 {
    /// A blank, a tab or a line break.
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension Answer {
    var hasBlankBody: Bool { body.allSatisfy(\.isBlank) }
}
