import Model
import Patterns

/// Tells whose line it is, and what of it is the writer's own text.
struct StreamSplitter: Sendable {
    private let envelope: Envelope
    private let streamBy: [String]
    private let patterns: [Pattern]

    /// A stream's name: a hash of its key. The last bit says whether lines that tell nothing belong to the line above.
    typealias StreamID = UInt64

    init(_ layout: Layout) {
        (envelope, streamBy) = (layout.envelope, layout.streamBy)
        patterns = streamBy.isEmpty ? [] : layout.patterns.filter { $0.names.contains(where: layout.streamBy.contains) }
    }

    /// Whether a line's own text may tell whose it is.
    var readsTags: Bool { !patterns.isEmpty }

    /// A line without its envelope, and the stream of the envelope; nil without one.
    func open(_ line: ArraySlice<UInt8>) -> (opened: OpenedLine, stream: StreamID)? {
        guard let opened = envelope.open(line) else { return nil }
        var hash = StableHash()
        hash.combine([opened.kind.rawValue, opened.isRepeatNotice ? 1 : 0])
        hash.combine(opened.key)
        return (opened, Self.id(hash, takesBareLines: opened.kind == .syslog))
    }

    /// What a line's own captures tell; nil if it does not name its stream. `within`: the stream of its envelope.
    func tag(_ line: ArraySlice<UInt8>, within outer: StreamID) -> (
        context: StreamContext, text: ArraySlice<UInt8>, stream: StreamID
    )? {
        guard !patterns.isEmpty else { return nil }
        let line = line.hasEscapes ? line.withoutEscapes[...] : line
        for pattern in patterns {
            guard let captures = pattern.captures(in: line) else { continue }
            var hash = StableHash()
            hash.combine(Int64(bitPattern: outer))
            for name in streamBy {
                guard let range = captures[name] else { return nil }
                hash.combine(line[range])
                hash.combine(CollectionOfOne(0))
            }
            let start = captures["message"]?.lowerBound ?? line.startIndex
            let context = StreamContext(whole: line, prefixCount: start - line.startIndex)
            return (context, line[start...], Self.id(hash, takesBareLines: true))
        }
        return nil
    }

    /// Where a line belongs that tells nothing.
    static func bareStream(below above: StreamID) -> StreamID { above & 1 == 1 ? above : 0 }

    private static func id(_ hash: StableHash, takesBareLines: Bool) -> StreamID {
        UInt64(truncatingIfNeeded: hash.value) & ~1 | (takesBareLines ? 1 : 0)
    }
}
