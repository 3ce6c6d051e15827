/// How much of an event a document tells, counted in UTF-8 before compression. Nobody documented a limit, so these are
/// our own.
struct DocumentLimits {
    var messageBytesMax = 8 << 10
    var backtraceLineBytesMax = 1 << 10
    /// Elements of the backtrace, the mark of those left out included.
    var backtraceLinesMax = 500
    /// One text of `context`.
    var contextBytesMax = 8 << 10
    /// The stack's text, where it is told; none for zero.
    var rawBytesMax = 32 << 10
    /// Members of one object and elements of one array in `context`.
    var contextMembersMax = 500

    static let whole = DocumentLimits()
    /// For a document that is larger than `documentBytesMax`.
    static let shortened = DocumentLimits(
        messageBytesMax: 1 << 10, backtraceLineBytesMax: 1 << 10, backtraceLinesMax: 50, contextBytesMax: 1 << 10,
        rawBytesMax: 0, contextMembersMax: 40)

    static let documentBytesMax = 256 << 10
    /// Levels of objects and arrays in `context`; what is deeper is told as JSON text.
    static let contextDepthMax = 6
}

extension String {
    /// Within `limit` bytes: a longer text ends in `...`, and no scalar is cut in two. Nor is there a NUL in it, which
    /// becomes U+FFFD.
    func fitting(_ limit: Int) -> String {
        let text = utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self
        guard text.utf8.count > limit else { return text }
        var room = limit - 3
        let kept = text.unicodeScalars.prefix { scalar in
            room -= UTF8.width(scalar)
            return room >= 0
        }
        return String(kept) + "..."
    }
}
