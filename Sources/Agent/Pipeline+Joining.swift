import Journaling
import Model
import Platform
import Setup
import Tailing
import WireFormat

/// A record that lies in two files, because the log was rotated amid it, is one record.
///
/// The predecessor keeps the beginning as it keeps any unfinished record, and the successor holds its first lines until
/// they show whether they go on with it. A line that does not, or a quiet time, decides; then the record's event, the
/// predecessor's place behind the beginning and the successor's behind the rest become durable together. Until then
/// both places stay where they were, at the record's beginning and at 0, so a crash reads and decides again.
///
/// Nothing is held behind a file whose record is complete, which a quiet time makes it: so a line that comes long
/// after belongs to nobody but its own file.
extension Pipeline {
    /// Puts what was rotated away from the path in the order in which it was written, in front of what has the path
    /// now, so that each is read behind the one that it may go on with. `former` is the oldest one's predecessor.
    mutating func arrange(_ path: Path, behind former: FileID? = nil) {
        let rotated = order(of: tails.nameless).compactMap { tails[$0] }.filter { $0.path == path }
        let chain = Self.oldestFirst(rotated)
        guard !chain.isEmpty || former != nil else { return }
        let place = order.firstIndex { tails[$0]?.path == path }
        order.removeAll { chain.contains($0) }
        order.insert(contentsOf: chain, at: place ?? order.count)
        var former = former.flatMap { chain.contains($0) ? nil : $0 }
        for id in chain {
            if tails[id]?.held == nil { tails[id]?.predecessor = former }
            former = id
        }
        predecessors[path] = former
    }

    /// A compressed file was born when it was compressed; its date is that of the log.
    private static func oldestFirst(_ rotated: [Tail<Source.Handle>]) -> [FileID] {
        let statuses = rotated.map { try? $0.handle?.status() }
        let births = statuses.map { $0?.birthNanoseconds }
        let isByBirth = !births.contains(nil) && !rotated.contains { $0.handle?.isPacked ?? false }
        let ages = isByBirth ? births : statuses.map { $0?.modified.nanoseconds }
        return zip(rotated, ages).enumerated().sorted {
            ($0.element.1 ?? .min, $0.offset) < ($1.element.1 ?? .min, $1.offset)
        }.map(\.element.0.id)
    }

    /// Whether `tail` is not to be read yet, since its predecessor is not read to its end. If that ended amid a record,
    /// the first lines are held.
    mutating func mustWait(
        _ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment
    ) -> Bool {
        guard !tail.hasBegun, tail.held?.isEmpty ?? true else { return false }
        tail.held = nil
        tail.predecessor = tail.predecessor ?? predecessors[tail.path]
        // Never behind one that takes its turn later: two would wait for each other.
        guard let id = tail.predecessor, takesTurn(id, before: tail.id), retries[id] == nil, !turn.closed.contains(id),
            let predecessor = turn.tails[id] ?? tails[id]
        else { return false }
        if predecessor.tailer.backlog > .zero {
            turn.unread.formUnion([id, tail.id])
            return true
        }
        if predecessor.isAmidRecord { tail.held = HeldLines(behind: id, at: moment) }
        return false
    }

    /// Decides whose the held lines are, if they tell. `isOver`: nothing will follow them.
    mutating func join(
        _ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment, isOver: Bool = false
    ) {
        guard let held = tail.held, !held.isEmpty else { return }
        let isOver = isOver || held.byteCount > limits.recordBytesMax
        let isThere = !turn.closed.contains(held.predecessor)
        guard isThere, var predecessor = turn.tails[held.predecessor] ?? tails[held.predecessor],
            predecessor.isAmidRecord, isInTime(tail, behind: predecessor)
        else {
            release(held.predecessor, in: &turn)
            turn.add(tail.readHeld(at: moment))
            return
        }
        if !isOver, hasGrown(predecessor) {
            turn.unread.formUnion([predecessor.id, tail.id])
            return
        }
        let joints = tail.readers.map { reader in
            predecessor.joint(of: reader.interpreter.rules.file.name, with: held, isOver: isOver, at: moment)
        }
        let isUndecided = joints.contains { $0.map { $0.end == nil } ?? false }
        predecessor.isAwaited = isUndecided
        if !isUndecided {
            var ends: [String: ByteOffset] = [:]
            for case let joint? in joints {
                guard let end = joint.end, end > .zero else { continue }
                ends[joint.interpreter.rules.file.name] = end
                turn.recordCount += joint.made.count
                turn.add(predecessor.handOver(joint))
                turn.mustCommit = true
            }
            turn.withdrawn += predecessor.takeWithdrawn()
            turn.add(tail.readHeld(from: ends, at: moment))
        }
        turn.tails[predecessor.id] = predecessor
    }

    private func release(_ id: FileID, in turn: inout Turn<Source.Handle>) {
        guard !turn.closed.contains(id), var predecessor = turn.tails[id] ?? tails[id] else { return }
        predecessor.isAwaited = false
        turn.tails[id] = predecessor
    }

    /// Its writer may be at it still.
    private func hasGrown(_ tail: Tail<Source.Handle>) -> Bool {
        (try? tail.handle?.status()).map { $0.size != tail.tailer.readTo } ?? false
    }

    /// While both are followed, the quiet time of the record tells. Where nobody looked, a file that was made long
    /// after the last line of the one before does not go on with it.
    private func isInTime(_ tail: Tail<Source.Handle>, behind predecessor: Tail<Source.Handle>) -> Bool {
        guard let end = try? predecessor.handle?.status().modified,
            let birth = try? tail.handle?.status().birthNanoseconds
        else { return true }
        let quiet = predecessor.readers.map(\.interpreter.flushAfter).reduce(.zero, max)
        return birth <= end.advanced(by: quiet + pace.lateness).nanoseconds
    }
}
