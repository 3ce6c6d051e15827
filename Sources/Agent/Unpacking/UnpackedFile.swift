import Model
import Platform
import Tailing

/// The one file whose unpacking is under way: a decoder takes memory, or is a process, and forty generations of a log
/// may wait. Another that is read takes its place; the former begins anew when its turn comes again.
final class UnpackingSlot {
    private weak var holder: (any Unpacking)?

    func take(for file: any Unpacking) {
        if let holder, holder !== file { holder.stop() }
        holder = file
    }
}

protocol Unpacking: AnyObject {
    /// Lets go of the decoder, and keeps what is known.
    func stop()
}

/// A compressed log, read as if it were the log.
///
/// Reading goes forward. What lies up to `lookBackMax` bytes behind is at hand, and so is the head; for anything else
/// the file is unpacked anew from its beginning. Its size is what was unpacked so far and at least one byte more, if
/// there is one: so whoever has read all of it knows.
final class UnpackedFile<Raw: OpenFile>: Unpacking {
    /// A frontier lies in front of the oldest unfinished record, which is seldom longer than this.
    private static var lookBackMax: Int { 64 << 10 }
    private static var rawBytesMax: Int { 64 << 10 }

    private let raw: Raw
    private let packing: Packing
    private let slot: UnpackingSlot
    private var run: Run?
    private var head: [UInt8] = []
    /// As far as is known, of the unpacked bytes.
    private var size: Int64 = 0
    private var hasEnded = false
    /// The raw file, as it was when its end was met.
    private var ending: FileStatus?
    private var fault: UnpackFault?

    /// One pass over the file.
    fileprivate final class Run {
        var unpacker: Unpacker
        var rawOffset = ByteOffset.zero
        /// Nothing follows on the bytes that the unpacker was given.
        var isAtEnd = false
        /// The bytes that end at `end`.
        var window: [UInt8] = []
        var end: Int64 = 0
        var start: Int64 { end - Int64(window.count) }

        init(_ packing: Packing) throws(SystemError) { unpacker = try Unpacker(packing) }
    }

    init(_ raw: Raw, _ packing: Packing, slot: UnpackingSlot) {
        (self.raw, self.packing, self.slot) = (raw, packing, slot)
    }

    var flaw: String? { fault?.words }

    func stop() { run = nil }

    /// The raw file's, with the size of what is unpacked.
    func status() throws(SystemError) -> FileStatus {
        var status = try raw.status()
        if hasEnded, let ending, (ending.size, ending.modified) != (status.size, status.modified) {
            goOn(status, after: ending)
        }
        if size == 0, !hasEnded { _ = try read(at: .zero, max: 1) }
        status.size = ByteOffset(size)
        status.changed = status.modified
        return status
    }

    func read(at offset: ByteOffset, max: Int) throws(SystemError) -> [UInt8] {
        let (from, to) = (offset.value, offset.value + Int64(max))
        if from < head.count, to <= head.count || (hasEnded && size == head.count) {
            return Array(head[Int(from)...].prefix(max))
        }
        if hasEnded, from >= size { return [] }
        let run = try run(reaching: from)
        while run.end < to, !hasEnded {
            run.forget(before: from - Int64(Self.lookBackMax))
            try advance(run)
        }
        run.forget(before: from - Int64(Self.lookBackMax))
        guard from < run.end else { return [] }
        let bytes = Array(run.window[Int(from - run.start)...].prefix(max))
        // So that the size tells whether there is more.
        if from + Int64(bytes.count) == size, !hasEnded { try advance(run) }
        return bytes
    }

    private func run(reaching offset: Int64) throws(SystemError) -> Run {
        slot.take(for: self)
        if let run, run.start <= offset { return run }
        let new = try Run(packing)
        run = new
        // What ended must be met again to be believed.
        (hasEnded, fault) = (false, nil)
        return new
    }

    /// One piece more, or the end.
    private func advance(_ run: Run) throws(SystemError) {
        while !run.isAtEnd {
            if unpack(run) || hasEnded { return }
            let chunk = try raw.read(at: run.rawOffset, max: Self.rawBytesMax)
            run.rawOffset = run.rawOffset + ByteCount(chunk.count)
            if chunk.isEmpty {
                ending = try raw.status()
                run.isAtEnd = true
            } else {
                run.unpacker.add(chunk)
            }
        }
        if !unpack(run) { hasEnded = true }
    }

    /// Whether a piece came.
    private func unpack(_ run: Run) -> Bool {
        do throws(UnpackFault) {
            guard let piece = try run.unpacker.next(isLast: run.isAtEnd) else { return false }
            take(piece, run)
            return true
        } catch {
            (hasEnded, fault) = (true, error)
            ending = ending ?? (try? raw.status())
            return false
        }
    }

    private func take(_ piece: [UInt8], _ run: Run) {
        if run.end < Fingerprint.headBytesMax, head.count == Int(run.end) {
            head += piece.prefix(Fingerprint.headBytesMax - head.count)
        }
        run.window += piece
        run.end += Int64(piece.count)
        size = Swift.max(size, run.end)
    }

    /// It has changed since its end was met: a gzip stream goes on, anything else is unpacked anew.
    private func goOn(_ now: FileStatus, after before: FileStatus) {
        if now.size < before.size { (head, size) = ([], 0) }
        if packing == .gzip, now.size > before.size, fault?.isCutShort ?? true {
            run?.isAtEnd = false
        } else {
            run = nil
        }
        (hasEnded, ending, fault) = (false, nil, nil)
    }
}

extension UnpackedFile.Run {
    func forget(before offset: Int64) {
        let excess = Int(Swift.min(Int64(window.count), offset - start))
        if excess > 0 { window.removeFirst(excess) }
    }
}
