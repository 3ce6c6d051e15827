import Model

/// Lines behind an unfinished entry that belong to it only if the next one does: blank ones, mostly.
struct PendingLines: Sendable {
    struct Entry: Sendable {
        var text: [UInt8]
        var line: Line
        /// Where it stands in the file.
        var start: Position
        var isBlank: Bool
        /// Nil in a file of one stream.
        var context: StreamContext?
    }

    private(set) var entries: [Entry] = []
    private(set) var hasText = false
    /// Whether one of them may be the first line of a trace that is not the entry's own.
    private(set) var mayOpenTrace = false
    private(set) var byteCount = 0

    /// A trace has no larger gaps, so what waits longer does not belong to it.
    private static let linesMax = 64
    private static let bytesMax = 64 << 10

    var isEmpty: Bool { entries.isEmpty }
    var isFull: Bool { entries.count >= Self.linesMax || byteCount >= Self.bytesMax }

    mutating func append(
        _ text: ArraySlice<UInt8>, _ line: Line, from start: Position, mayOpenTrace: Bool,
        in context: StreamContext?
    ) {
        let isBlank = text.isBlankLine
        // The blanks in a blank line are worth nothing; a million of them must not count as text.
        let kept = isBlank ? [] : Array(text)
        entries.append(Entry(text: kept, line: line, start: start, isBlank: isBlank, context: context?.owned))
        hasText = hasText || !isBlank
        self.mayOpenTrace = self.mayOpenTrace || mayOpenTrace
        byteCount += kept.count + (context?.byteCount ?? 0)
    }

    /// All of them, which then no longer wait.
    mutating func removeAll() -> [Entry] {
        defer { self = PendingLines() }
        return entries
    }
}
