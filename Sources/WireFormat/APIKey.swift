/// A project's key. It goes out in a request and nowhere else; printing or dumping it gives `****`.
public struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// As it is, for the request's header or query.
    package let secret: String

    /// Nil for what cannot be a key: less than 10 characters, blanks or other than printable ASCII in it, or the text
    /// of a template (`API_KEY_HERE`). Blanks around it are taken off, as a file's last line break would be.
    public init?(_ text: String) {
        let text = text.trimmed
        guard text.utf8.count >= 10, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text != "API_KEY_HERE"
        else { return nil }
        secret = text
    }

    public var description: String { "****" }
    public var debugDescription: String { "****" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
