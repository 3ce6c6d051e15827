import Model

/// Where in the file those messages lie that were joined of several lines, and between whose lines an entry of another
/// stream may have begun. Ranges that overlap are one, so a message's first line is within no other.
struct JoinedMessages: Sendable {
    private struct Span: Sendable {
        var start: Position
        var end: ByteOffset
    }

    /// In the file's order.
    private var spans: [Span] = []

    /// Beyond these the newest become one, which costs a restart some more reading.
    private static let countMax = 64

    /// The latest message. `ifAlone`: whether to note one that overlaps no other.
    mutating func add(from start: Position, to end: ByteOffset, ifAlone: Bool) {
        var span = Span(start: start, end: end)
        var overlaps = false
        while let last = spans.last, last.end > span.start.offset {
            spans.removeLast()
            if last.start.offset < span.start.offset { span.start = last.start }
            overlaps = true
        }
        guard overlaps || ifAlone else { return }
        if spans.count >= Self.countMax, let last = spans.popLast() { span.start = last.start }
        spans.append(span)
    }

    /// The place itself, or the beginning of the message within which it lies.
    func start(before place: Position) -> Position {
        spans.first { $0.start.offset < place.offset && place.offset < $0.end }?.start ?? place
    }

    /// Reading begins at `offset` or behind it.
    mutating func forget(before offset: ByteOffset) { spans.removeAll { $0.end <= offset } }
}
