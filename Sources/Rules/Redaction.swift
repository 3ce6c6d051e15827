package import Patterns

/// A text that must not leave the host, such as a card's number, and what stands in its place.
package struct Redaction: Sendable {
    package var name: String
    package var pattern: Pattern
    /// As it is; it refers to no group.
    package var replacement: String

    package init(name: String, pattern: Pattern, replacement: String) {
        (self.name, self.pattern, self.replacement) = (name, pattern, replacement)
    }

    /// The text with every match replaced. Where the search hit its limit nobody knows what the text holds, and the
    /// whole of it is replaced.
    package func applied(to text: String) -> String {
        let overruns = pattern.overrunCount
        let result = replacingMatches(in: text)
        return pattern.overrunCount == overruns ? result : replacement
    }

    private func replacingMatches(in text: String) -> String {
        guard !text.isEmpty else { return text }
        let bytes = Array(text.utf8)
        guard var match = pattern.captures(in: bytes[...])?.whole else { return text }
        var (result, copied) = ([UInt8](), 0)
        while true {
            result += bytes[copied..<match.lowerBound]
            if !match.isEmpty { result += replacement.utf8 }
            copied = match.upperBound
            // An empty match would be found again at the same place.
            let next = match.isEmpty ? copied + 1 : copied
            guard next <= bytes.count, let following = pattern.captures(in: bytes[...], from: next)?.whole else {
                break
            }
            match = following
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }
}

extension [Redaction] {
    /// The text with all of them applied, in their order.
    func applied(to text: String) -> String { reduce(text) { $1.applied(to: $0) } }
}
