/// What is known of a line besides its text, in a file with several streams.
struct StreamContext: Sendable {
    /// See `RecordText.heading`.
    var heading: ArraySlice<UInt8> = []
    /// For a line that names its stream itself: all of it, as a record begins with it. The text is then what stands
    /// behind the captures.
    var whole: ArraySlice<UInt8>?
    /// How much of `whole` stands before the text.
    var prefixCount = 0
    /// The number of the file's line in which it ends.
    var lastLine: Int?

    var byteCount: Int { heading.count + (whole?.count ?? 0) }

    /// Without a hold on the bytes of a whole batch.
    var owned: StreamContext {
        var copy = self
        (copy.heading, copy.whole) = (Array(heading)[...], whole.map { Array($0)[...] })
        return copy
    }

    /// Whether what stands before the text is the same as in `line`, but for digits: so the same call wrote both.
    func isWrittenLike(_ line: ArraySlice<UInt8>) -> Bool {
        guard let prefix = whole?.prefix(prefixCount), line.count >= prefixCount else { return false }
        return zip(prefix, line).allSatisfy { $0 == $1 || $0.isDigit && $1.isDigit }
    }
}
