package import Model
package import WireFormat

/// One file, held open, from a place in it to its end: through rename, truncation and deletion.
///
/// The caller describes the file (`observe`), does the one read that it is asked for, and hands over the bytes
/// (`take`):
///
///     switch tailer.observe(try handle.status(), at: now) {
///     case .read(let at, let max): let taken = tailer.take(try handle.read(at: at, max: max))
///     case .nothing, .close: …
///     }
///
/// A read begins some bytes in front of `readTo`: they must be what they were, else the file was truncated and written
/// anew, however long it is now. So every change is checked, at no further call, and a chunk is handed out only if it
/// follows on what was handed out before. It is a value: to undo a turn, keep the old one.
package struct Tailer: Sendable {
    /// Stays through rename and truncation.
    package let file: FileID
    /// Counts truncations. With `file` and an offset it names a byte for ever.
    package private(set) var generation: Int
    /// The next byte to hand out.
    package private(set) var readTo: ByteOffset
    /// Where it stands between opening and closing.
    package private(set) var state: State
    private var head: Head
    /// What of the first bytes was seen, and not taken yet: they must be found when they are.
    private var foreseen: [UInt8]
    private var recent: RecentBytes
    /// As last described by the kernel; its inode never changes.
    private var place: FileStatus
    /// Whether it was observed so. Not if the file changed under a read, and must be looked at as if it had changed.
    private var isSeen = false
    private var question: Question?
    /// How far the file was seen to reach in this generation.
    private var seenTo: ByteOffset
    private var settled: (offset: ByteOffset, frontier: Frontier)?
    private let limits: TailLimits

    /// Whether more is expected of the file.
    package enum State: Hashable, Sendable {
        /// A path names it.
        case following
        /// None does, since a rotation or deletion. It is read on until it has not changed since `quietSince` for a
        /// while.
        case draining(quietSince: Instant)
        /// Read to its end, and nothing more is expected.
        case finished
    }

    /// What the caller does next.
    package enum Step: Hashable, Sendable {
        case nothing
        /// Read at most `max` bytes there and `take` them, however many come.
        case read(at: ByteOffset, max: Int)
        /// Its unfinished line is its last; end its records, then let go of the file.
        case close
    }

    /// What became of the bytes.
    package enum Taken: Hashable, Sendable {
        case nothing
        /// The bytes from the former `readTo` on.
        case chunk([UInt8])
        /// What was being read is over: end its last line and record, then begin anew as `readTo` and `generation` say.
        case restarted(Restart)
    }

    /// What the read was for.
    private enum Question: Hashable, Sendable {
        /// New bytes behind this many known ones.
        case more(known: Int)
        /// Whether the file, now this short, still is a part of what it was.
        case shrunk(to: ByteOffset)
    }

    /// Begins where the probe looked: `probe.resume` is `readTo`.
    package init(
        file: FileID, generation: Int, probe: Probe, from readTo: ByteOffset, limits: TailLimits = TailLimits()
    ) {
        (self.file, self.generation, self.readTo, self.limits) = (file, generation, readTo, limits)
        let known = Int(clamping: readTo.value)
        head = Head()
        head.extend(with: Array(probe.head.prefix(known)), at: .zero)
        foreseen = Array(probe.head.dropFirst(known))
        recent = RecentBytes(endingAt: readTo, probe.bytes(before: readTo))
        (place, seenTo, state) = (probe.status, max(readTo, probe.status.size), .following)
    }

    /// As last observed.
    private var seen: FileStatus? { isSeen ? place : nil }

    /// Of the first bytes as far as they were seen, up to the limit; it grows with a short file.
    package var fingerprint: Fingerprint { headSeen.fingerprint(of: place) }

    /// What names it for as long as it exists.
    package var inode: InodeKey { InodeKey(place) }

    private var headSeen: Head {
        guard !foreseen.isEmpty else { return head }
        var seen = head
        seen.extend(with: foreseen, at: readTo)
        return seen
    }

    /// Bytes that are there and were not handed out, as far as was observed.
    package var backlog: ByteCount { max(.zero, (seen?.size ?? seenTo) - readTo) }

    /// Whether `readTo` lies amid a line, as far as is remembered: what a new `LineFramer` must know. `lineFeed` is
    /// that of the file's encoding.
    package func isInsideLine(endingIn lineFeed: [UInt8]) -> Bool {
        readTo != .zero && recent.last(lineFeed.count) != lineFeed
    }

    /// The file's first bytes, as many as tell its encoding.
    package var beginning: [UInt8] { headSeen.beginning }

    /// When the file was last written, by the word of its own date, as last described.
    package var modified: Timestamp { place.modified }

    /// When a file that nothing names should be observed again, if no event comes before.
    package var deadline: Instant? {
        guard case .draining(let quietSince) = state else { return nil }
        return quietSince.advanced(by: grace)
    }

    private var grace: Duration { place.linkCount == 0 ? limits.quietWhenDeleted : limits.quietWhenRenamed }
}

/// What a truncation, or a rewriting in place, did to a file.
package struct Restart: Hashable, Sendable {
    /// The one that begins.
    package var generation: Int
    /// 0; or where the file was cut, if what is left of it is what was there.
    package var from: ByteOffset
    /// Bytes that were seen to exist and are gone unread; nil if none were. More may have come and gone unseen.
    package var lost: Range<ByteOffset>?

    package init(generation: Int, from: ByteOffset, lost: Range<ByteOffset>?) {
        (self.generation, self.from, self.lost) = (generation, from, lost)
    }
}

/// How long files are held, and how much is read at once.
package struct TailLimits: Hashable, Sendable {
    /// Large enough that the call costs nothing, small enough that files take turns.
    package var chunkBytesMax = 256 << 10
    /// Applications go on writing to a renamed file until they open the new one.
    package var quietWhenRenamed = Duration.seconds(10)
    /// A deleted file occupies the disk until it is closed.
    package var quietWhenDeleted = Duration.seconds(1)

    package init() {}
}

extension Tailer {
    /// Nothing that is looked at names the file any more.
    package mutating func lostPath(at now: Instant) {
        if state == .following { state = .draining(quietSince: now) }
    }

    /// A path names it, again or anew.
    package mutating func foundPath() {
        if case .draining = state { state = .following }
    }

    /// What to do, now that the open file looks like this. The status must be the open file's own and fresh: a path's
    /// may be another's.
    package mutating func observe(_ status: FileStatus, at now: Instant) -> Step {
        if state == .finished { return .close }
        let isWritten = seen?.size != status.size || seen?.modified != status.modified
        let isChanged = isWritten || seen?.changed != status.changed
        // Until it has been checked, this size may be that of what was written anew; the former one is not.
        seenTo = max(seenTo, seen?.size ?? .zero)
        (place, isSeen) = (status, true)
        // A rename or a link's end changes the inode too, and says nothing of a writer.
        if case .draining = state, isWritten { state = .draining(quietSince: now) }
        if status.size < readTo { return ask(.shrunk(to: status.size)) }
        if status.size > readTo || isChanged {
            let isChecked = !isChanged && question == nil
            return ask(.more(known: isChecked ? 0 : recent.last(Frontier.bytesMax).count))
        }
        guard let deadline, deadline <= now else { return .nothing }
        state = .finished
        return .close
    }

    private mutating func ask(_ new: Question) -> Step {
        question = new
        switch new {
        case .more(let known):
            // Room for a line more than there was, so that the usual file is read in one go.
            let wanted = Int(clamping: backlog.value) + 4_096
            let at = ByteOffset(readTo.value - Int64(known))
            return .read(at: at, max: known + min(wanted, limits.chunkBytesMax))
        case .shrunk(let size):
            guard !isJudgedByHead(size) else { return .read(at: .zero, max: Fingerprint.headBytesMax) }
            // What should still be there, and on to where it was read to: it may have been described before it grew.
            return .read(at: recent.start, max: Int((readTo - recent.start).value))
        }
    }

    /// Whether a file cut to `size` is judged by its first bytes: where they must be hashed anew, since fewer are left,
    /// and where nothing that is left is remembered otherwise.
    private func isJudgedByHead(_ size: ByteOffset) -> Bool {
        size.value < Fingerprint.headBytesMax || recent.start >= size
    }

    /// Takes the bytes that the last step asked for.
    package mutating func take(_ bytes: [UInt8]) -> Taken {
        guard let asked = question else {
            preconditionFailure("bytes are taken after a step that asks for them")
        }
        question = nil
        switch asked {
        case .more(let known): return takeMore(bytes, known: known)
        case .shrunk(let size): return takeShrunk(bytes, size: size)
        }
    }

    private mutating func takeMore(_ bytes: [UInt8], known: Int) -> Taken {
        guard bytes.count >= known else {
            // It shrank after it was described. Whatever it is now is a change.
            isSeen = false
            return .nothing
        }
        guard known == 0 || recent.last(known).elementsEqual(bytes.prefix(known)) else { return restart(from: .zero) }
        let chunk = known == 0 ? bytes : Array(bytes[known...])
        guard isForeseen(chunk) else { return restart(from: readTo) }
        guard !chunk.isEmpty else { return .nothing }
        foreseen = Array(foreseen.dropFirst(chunk.count))
        head.extend(with: chunk, at: readTo)
        recent.append(chunk)
        readTo = recent.end
        seenTo = max(seenTo, readTo)
        return .chunk(chunk)
    }

    /// Whether what was seen behind `readTo` is still there. A read may bring less of it; a shorter file has lost some.
    private func isForeseen(_ chunk: [UInt8]) -> Bool {
        let isCut = chunk.count < foreseen.count && place.size < readTo + ByteCount(foreseen.count)
        return !isCut && foreseen.prefix(chunk.count).elementsEqual(chunk.prefix(foreseen.count))
    }

    private mutating func takeShrunk(_ bytes: [UInt8], size: ByteOffset) -> Taken {
        let isByHead = isJudgedByHead(size)
        let at = isByHead ? ByteOffset.zero : recent.start
        if let known = recent.bytes(at..<readTo), bytes.starts(with: known) {
            // It is as long as it was: the description was older than the last read.
            isSeen = false
            return .nothing
        }
        let left = bytes.prefix(Int(clamping: (size - at).value))
        guard !left.isEmpty, isWhatWas(left, at: at) else { return restart(from: .zero) }
        if size.value < head.byteCount {
            head = Head()
            head.extend(with: Array(left), at: .zero)
        }
        return restart(from: isByHead ? size : at + ByteCount(left.count))
    }

    /// Compares with all that is remembered of these bytes: the first ones' hashes, the last ones themselves.
    private func isWhatWas(_ left: ArraySlice<UInt8>, at: ByteOffset) -> Bool {
        if at == .zero, !head.isBegun(by: left) { return false }
        let low = max(recent.start, at), high = min(recent.end, at + ByteCount(left.count))
        guard low < high else { return at == .zero }
        let offset = left.startIndex + Int((low - at).value)
        return recent.bytes(low..<high).map { left[offset..<(offset + $0.count)].elementsEqual($0) } ?? false
    }

    private mutating func restart(from: ByteOffset) -> Taken {
        let lost = readTo < seenTo ? readTo..<seenTo : nil
        let kept = recent.start < from ? recent.bytes(recent.start..<from) ?? [] : []
        if from == .zero { head = Head() }
        foreseen = []
        recent = RecentBytes(endingAt: from, kept)
        generation += 1
        (readTo, seenTo, settled, isSeen) = (from, from, nil, false)
        return .restarted(Restart(generation: generation, from: from, lost: lost))
    }

    /// Where the head goes on that a truncation left nothing of, or little; nil if nothing can be foreseen.
    package var foreseeable: Range<ByteOffset>? {
        let end = ByteOffset(Int64(Fingerprint.headBytesMax))
        return foreseen.isEmpty && readTo < end ? readTo..<end : nil
    }

    /// Takes note of bytes at `readTo` without taking them: should the file be truncated again before they are, they
    /// tell.
    package mutating func foresee(_ bytes: [UInt8]) {
        foreseen = bytes
        seenTo = max(seenTo, readTo + ByteCount(bytes.count))
    }

    /// Only NULs lie in front of `offset`, and are as good as read.
    mutating func go(behindNULsTo offset: ByteOffset) {
        recent = RecentBytes(endingAt: offset, [UInt8](repeating: 0, count: RecentBytes.keptMax))
        (readTo, seenTo, foreseen) = (offset, max(seenTo, offset), [])
    }

    /// The frontier at the offset where reading would go on after a crash, for the commit of what was taken.
    ///
    /// Nil if that lies too far back for what is remembered: read `Frontier.range(before:)` from the file.
    package mutating func frontier(at resume: ByteOffset) -> Frontier? {
        if let settled, settled.offset == resume {
            recent.trim()
            return settled.frontier
        }
        let found = recent.frontier(at: resume)
        recent.trim()
        settled = found.map { (resume, $0) }
        return found
    }
}

extension Tailer {
    /// Whether it changed under a read, so that it must be looked at once more.
    package var mustBeLookedAt: Bool { !isSeen }

    /// Whether a description of the file, got by its path, tells of a change that was not observed yet.
    package func mayHaveChanged(since status: FileStatus) -> Bool {
        seen?.size != status.size || seen?.modified != status.modified || seen?.changed != status.changed
            || readTo != status.size
    }
}
