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

    /// Whether it is a page for people.
    package var isPage: Bool {
        header("Content-Type")?.lowercased().contains("html") == true || body.first { !$0.isBlank } == UInt8(ascii: "<")
    }
}

extension UInt8 {
    /// A blank, a tab or a line break.
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension Answer {
    /// Whether the body says nothing.
    package var hasBlankBody: Bool { body.allSatisfy(\.isBlank) }
}
