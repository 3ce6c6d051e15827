import Journaling
import Model
import Platform
import Setup
import Tailing

/// A file that is found truncated while it is read. What was unread of it is read from the copy that `copytruncate`
/// made; where there is none, it is in the ledger.
extension Pipeline {
    mutating func begin(
        _ restart: Restart, of tail: inout Tail<Source.Handle>, behind before: Tail<Source.Handle>,
        in turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        let readTo = before.tailer.readTo
        var lost = before.sightings.rangesLost(behind: readTo, knowing: restart.lost)
        if restart.from == .zero, let copy = copy(of: before, in: &turn, at: moment) {
            // The record that it ended amid goes on there.
            turn.tails[copy.tail.id] = copy.tail
            turn.copies.append((copy.tail.id, tail.id))
            turn.mustCommit = true
            lost = lost.compactMap { $0.lowerBound == readTo ? $0.behind(copy.end) : $0 }
        } else {
            // The records of what is over belong to the generation before.
            var last = before
            join(&last, in: &turn, at: moment, isOver: true)
            turn.add(last.finish(at: moment))
            turn.withdrawn += last.takeWithdrawn()
        }
        turn.losses += lost.map { loss(of: $0, generation: restart.generation - 1, in: tail) }
        let text = "\(tail.path) was truncated; reading goes on at byte \(restart.from)"
        effects.append(.say(Notice(.info, text)))
        tail.foresee()
        tail.restart(from: restart.from, desk: desk, limits: limits)
        tail.isUnsaved = true
        turn.unread.insert(tail.id)
    }

    /// The copy with what was unread of the file, as a file of its own, and where it ends. Nil if none holds all that
    /// was read and more; one that holds just that is remembered as read, so that it is nobody's news later.
    private mutating func copy(
        of before: Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment
    ) -> (tail: Tail<Source.Handle>, end: ByteOffset)? {
        guard before.held == nil, !before.isRetiring, before.handle?.isPacked == false,
            let known = asRead(before, at: moment)
        else { return nil }
        let starts = before.readers.map {
            Tail<Source.Handle>.Start(rules: $0.interpreter.rules, from: $0.interpreter.resume)
        }
        let resume = starts.map(\.from.offset).min() ?? known.resume
        var attic = Attic<Source>(files)
        let rotations = attic.rotations(of: known.path, inode: known.fingerprint.inode)
        for place in Recovery.places(for: known, among: rotations) {
            guard let handle = open(place, in: &attic), let status = try? handle.status(), !isOpen(status),
                status.inode != known.fingerprint.inode, mayBe(known, handle),
                let whole = try? probe(handle, resume: known.resume), case .same = Recognition(known, whole),
                let end = try? handle.status().size, let probe = try? probe(handle, resume: resume)
            else { continue }
            let generation = Recovery(Array(stored.values)).generation(forNew: known.path, status)
            let tailer = Tailer(new: known.path, probe: probe, generation: generation)
            guard tails[tailer.file] == nil, turn.tails[tailer.file] == nil else { continue }
            guard known.resume < end else {
                turn.readCopies.append(known.read(as: tailer))
                turn.mustCommit = true
                return nil
            }
            var copy = Tail(
                handle: handle, path: known.path, tailer: tailer, starts: starts, shown: before.showing.events,
                desk: desk, limits: limits)
            copy.tailer.lostPath(at: moment.instant)
            effects.append(.say(Notice(.info, "what was not read of \(known.path) is read from its copy \(place)")))
            return (copy, handle.isPacked ? ByteOffset(.max) : end)
        }
        return nil
    }

    /// The file as it was when it was read last, with all that was read of it to know its copy by.
    private func asRead(_ before: Tail<Source.Handle>, at moment: Moment) -> StoredFile? {
        var tailer = before.tailer
        let end = Position(offset: tailer.readTo, line: nil)
        guard let frontier = tailer.frontier(at: end.offset) else { return nil }
        return StoredFile(
            id: before.id, path: before.path, fingerprint: tailer.fingerprint, generation: tailer.generation,
            positions: before.positions.mapValues { _ in end }, frontier: frontier, lastSeen: moment.wall)
    }

    /// A tail that a commit has begun takes its turns in front of another.
    mutating func insert(_ id: FileID, before other: FileID) {
        if tails[id]?.handle?.isPacked ?? false { packed.append(id) }
        order.insert(id, at: order.firstIndex(of: other) ?? order.endIndex)
        ready.insert(id)
    }

    /// Truncations that walks saw and the tailer did not meet: nothing of what they took had been read.
    func settleSightings(
        of tail: inout Tail<Source.Handle>, behind readTo: ByteOffset, after taken: Tailer.Taken,
        in turn: inout Turn<Source.Handle>
    ) {
        if case .restarted = taken { return }
        if case .nothing = taken, tail.tailer.mustBeLookedAt { return }
        if tail.sightings.hasLosses {
            let lost = tail.sightings.rangesLost(behind: readTo, knowing: nil)
            turn.losses += lost.map { loss(of: $0, generation: tail.tailer.generation, in: tail) }
        }
        tail.sightings.settle()
    }

    private func loss(of range: Range<ByteOffset>, generation: Int, in tail: Tail<Source.Handle>) -> Loss {
        Loss(reason: .truncated, file: tail.id, path: tail.path, generation: generation, range: range)
    }
}

extension StoredFile {
    /// Its copy, of which there is nothing left to read.
    fileprivate func read(as copy: Tailer) -> StoredFile {
        StoredFile(
            id: copy.file, path: path, fingerprint: copy.fingerprint, generation: copy.generation,
            positions: positions, frontier: frontier, lastSeen: lastSeen, isFinished: true)
    }
}

extension Range<ByteOffset> {
    /// What of it lies at `end` or behind; nil if nothing does.
    fileprivate func behind(_ end: ByteOffset) -> Range? {
        end < upperBound ? Swift.max(lowerBound, end)..<upperBound : nil
    }
}
