/// The two protocols in use. The document is the same but for its number; what it is wrapped in differs.
package enum PublishProtocol: Int, CaseIterable, Sendable {
    /// The document in zlib's format (RFC 1950).
    case five = 5
    /// The document in gzip's format (RFC 1952).
    case six = 6

    /// The name of the wrapper as a `Content-Encoding`.
    package var encoding: String {
        switch self {
        case .five: "deflate"
        case .six: "gzip"
        }
    }
}
