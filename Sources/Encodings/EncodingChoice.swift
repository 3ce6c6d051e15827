/// What a rule file says of a log's encoding; a byte order mark at the file's beginning knows better.
///
/// That is the order in which browsers decide, too: nobody begins a Latin-1 or GBK log with a mark's bytes, and an
/// application that changes its encoding at a rotation says so with one.
package enum EncodingChoice: Hashable, Sendable {
    /// The byte order mark, else UTF-8.
    case auto
    /// The byte order mark, else this.
    case named(TextEncoding)

    /// `auto`, or a name that iconv knows; nil for any other.
    package init?(_ name: String) {
        if name == "auto" {
            self = .auto
        } else if let encoding = TextEncoding(name) {
            self = .named(encoding)
        } else {
            return nil
        }
    }

    /// What a file that begins so is written in; nil while so few bytes may still become a mark, or a longer one.
    package func encoding(ofFileBeginning bytes: [UInt8]) -> TextEncoding? {
        guard bytes.count >= Self.markBytesMax || !byteOrderMarks.contains(where: { $0.bytes.isBehind(bytes) }) else {
            return nil
        }
        return finalEncoding(ofFileBeginning: bytes)
    }

    /// The same for a file of which there is no more.
    package func finalEncoding(ofFileBeginning bytes: [UInt8]) -> TextEncoding {
        if let marked = byteOrderMarks.first(where: { bytes.starts(with: $0.bytes) }) { return marked.encoding }
        return switch self {
        case .auto: .utf8
        case .named(let encoding): encoding
        }
    }

    /// So many first bytes always decide.
    package static let markBytesMax = 4
}

/// The longer ones first: UTF-16's little-endian mark begins UTF-32's.
private let byteOrderMarks: [(bytes: [UInt8], encoding: TextEncoding)] = [
    ([0xFF, 0xFE, 0, 0], .utf32LE), ([0, 0, 0xFE, 0xFF], .utf32BE), ([0xEF, 0xBB, 0xBF], .utf8),
    ([0xFF, 0xFE], .utf16LE), ([0xFE, 0xFF], .utf16BE),
]

extension [UInt8] {
    /// Whether it begins with `bytes` and goes on.
    fileprivate func isBehind(_ bytes: [UInt8]) -> Bool { count > bytes.count && starts(with: bytes) }
}
