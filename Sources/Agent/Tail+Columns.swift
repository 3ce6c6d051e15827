import Model
import Platform
import Setup
import Tailing

/// Of a file whose header lines name the columns of the lines below: what one must know of it to begin in its middle,
/// after a restart of the agent. The journal keeps no names; the file has them.
extension Tail {
    /// So far in front of the place where reading begins the last header line is looked for; one that stands still
    /// further in front is found in the file's head only.
    private static var searchBytesMax: Int64 { 256 << 20 }
    private static var headBytes: Int64 { 64 << 10 }

    /// Reads the header lines in front of the readers' places, once and before any line is fed.
    mutating func learnColumns(limits: Limits) throws(SystemError) {
        guard !knowsColumns, let handle else { return }
        for index in readers.indices where readers[index].interpreter.needsHeaderLines {
            let end = readers[index].from.value
            let start = max(0, end - Self.searchBytesMax)
            if start > 0 { try learn(index, handle, from: 0, to: min(Self.headBytes, start), limits) }
            if end > 0 { try learn(index, handle, from: start - start % 4, to: end, limits) }
        }
        knowsColumns = true
    }

    private mutating func learn(
        _ index: Int, _ handle: Handle, from start: Int64, to end: Int64, _ limits: Limits
    ) throws(SystemError) {
        var framer = LineFramer(
            limits: limits, from: ByteOffset(start), insideLine: start > 0,
            encoding: readers.map(\.interpreter.rules.file).encoding, beginning: tailer.beginning)
        while framer.readTo.value < end {
            let most = min(Int(end - framer.readTo.value), TailLimits().chunkBytesMax)
            let chunk = try handle.read(at: framer.readTo, max: most)
            guard !chunk.isEmpty else { return }
            readers[index].interpreter.learn(framer.feed(chunk))
        }
    }
}
