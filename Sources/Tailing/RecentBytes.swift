package import Model

/// The last bytes that were read of a file: the last chunk until its frontier was taken, `keptMax` bytes after that.
struct RecentBytes: Sendable {
    /// Twice a frontier: an unfinished line of ordinary length lies behind the resume offset.
    static let keptMax = 2 * Frontier.bytesMax

    private var before: [UInt8]
    private var chunk: [UInt8] = []
    private(set) var end: ByteOffset

    init(endingAt end: ByteOffset, _ bytes: [UInt8]) {
        before = bytes.suffix(Self.keptMax)
        self.end = end
    }

    private var count: Int { before.count + chunk.count }
    /// Where the bytes that are kept begin.
    var start: ByteOffset { ByteOffset(end.value - Int64(count)) }

    /// The chunk is shared with the caller, not copied.
    mutating func append(_ chunk: [UInt8]) {
        trim()
        self.chunk = chunk
        end = end + ByteCount(chunk.count)
    }

    mutating func trim() {
        guard !chunk.isEmpty else { return }
        before = last(Self.keptMax)
        chunk = []
    }

    /// The last `max` bytes, or what there are.
    func last(_ max: Int) -> [UInt8] {
        let ofChunk = chunk.suffix(max)
        return Array(before.suffix(max - ofChunk.count)) + ofChunk
    }

    /// The bytes of `range`; nil if they are not all kept.
    func bytes(_ range: Range<ByteOffset>) -> [UInt8]? {
        guard start <= range.lowerBound, range.upperBound <= end else { return nil }
        let low = Int((range.lowerBound - start).value), high = Int((range.upperBound - start).value)
        if high <= before.count { return Array(before[low..<high]) }
        if low >= before.count { return Array(chunk[(low - before.count)..<(high - before.count)]) }
        return Array(before[low...]) + chunk[..<(high - before.count)]
    }

    /// Nil if the bytes in front of `offset` are not kept.
    func frontier(at offset: ByteOffset) -> Frontier? {
        bytes(Frontier.range(before: offset)).map { Frontier(endOf: $0) }
    }
}

extension Frontier {
    /// The bytes that a frontier at `offset` covers.
    package static func range(before offset: ByteOffset) -> Range<ByteOffset> {
        ByteOffset(max(0, offset.value - Int64(bytesMax)))..<offset
    }
}
