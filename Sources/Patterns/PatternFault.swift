/// Why a text is no pattern, and where.
package struct PatternFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// In PCRE2's words, or ours where the pattern breaks one of our limits.
    package var message: String
    /// UTF-8 bytes from the beginning of the pattern's text to the fault, at most its length.
    package var position: Int

    /// `position` counts UTF-8 bytes, 0 or more.
    package init(message: String, position: Int) { (self.message, self.position) = (message, position) }

    /// One line, for people.
    package var description: String { "\(message) at \(position)" }
}
