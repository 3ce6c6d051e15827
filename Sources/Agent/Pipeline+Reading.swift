import Journaling
import Model
import Platform
import Setup
import Tailing

/// What one turn made, before any of it counts.
struct Turn<Handle: OpenFile> {
    /// The journal is full, and what it has left is for events of `warn` and above.
    var dropsLowLevels = false
    var tails: [FileID: Tail<Handle>] = [:]
    var closed: Set<FileID> = []
    var events: [QueuedEvent] = []
    var losses: [Loss] = []
    var bytesRead = ByteCount.zero
    var eventBytes = 0
    var lineCount = 0
    var recordCount = 0
    /// What the turn still has to read, as it ended by its limit or by the file's.
    var unread: Set<FileID> = []

    mutating func add(_ interpretations: [Interpretation]) {
        for interpretation in interpretations {
            for made in interpretation.events { add(made.queued) }
            losses = losses.adding(interpretation.losses)
        }
    }

    private mutating func add(_ event: QueuedEvent) {
        if dropsLowLevels, let level = event.level, level < .warn {
            losses = losses.adding([Loss(reason: .journalFull, project: event.project)])
        } else {
            events.append(event)
            eventBytes += event.body.count
        }
    }

    /// Whether it must be durable now: an event is, and what goes with one, and a loss that nobody would find again.
    var isWorthCommit: Bool { !events.isEmpty || !closed.isEmpty || losses.areWorthCommit }
}

extension [Loss] {
    /// Sums without a place are added up, so that a quiet hour's worth of them stays small.
    func adding(_ others: [Loss]) -> [Loss] {
        var all = self
        for var loss in others {
            // What a project holds back is counted for the project: where it stood says nothing.
            if loss.reason == .gated { (loss.file, loss.path, loss.generation, loss.range) = (nil, nil, 0, nil) }
            // An old log that is read at last has many late events.
            if loss.reason == .late { loss.range = nil }
            let same = loss.range == nil ? all.lastIndex { $0.isSum(like: loss) } : nil
            if let same { all[same].count += loss.count } else { all.append(loss) }
        }
        return all
    }
}

extension Loss {
    fileprivate func isSum(like other: Loss) -> Bool {
        range == nil && reason == other.reason && project == other.project && file == other.file
            && generation == other.generation
    }
}

extension Pipeline {
    /// A chunk of each file that has one, up to the turn's limits; then all of it becomes durable, or none has
    /// happened.
    mutating func read(at moment: Moment) {
        guard let hasRoom = mayRead(at: moment) else { return }
        var turn = Turn<Source.Handle>(dropsLowLevels: !hasRoom)
        for id in takeOrder() where isDue(id, at: moment) {
            guard turn.bytesRead.value < pace.turnBytesMax, turn.eventBytes < pace.turnEventBytesMax else {
                nextInTurn = nextInTurn ?? id
                turn.unread.insert(id)
                continue
            }
            guard var tail = tails[id] else { continue }
            let (linesBefore, recordsBefore) = (tail.lineCount, tail.recordCount)
            advance(&tail, in: &turn, at: moment)
            turn.lineCount += tail.lineCount - linesBefore
            turn.recordCount += max(0, tail.recordCount - recordsBefore)
            turn.tails[id] = tail
        }
        ready = []
        guard !turn.tails.isEmpty else { return }
        finish(turn, at: moment)
    }

    /// Beginning with the file that the last turn had no room for, so that a large backlog keeps nobody waiting for
    /// long.
    private mutating func takeOrder() -> [FileID] {
        defer { nextInTurn = nil }
        guard let first = nextInTurn, let place = order.firstIndex(of: first) else { return order }
        return Array(order[place...] + order[..<place])
    }

    private func isDue(_ id: FileID, at moment: Moment) -> Bool {
        guard let tail = tails[id] else { return false }
        if let retry = retries[id], retry > moment.instant { return false }
        if ready.contains(id) { return true }
        let deadlines = [tail.deadline, tail.tailer.deadline].compactMap { $0 }
        return deadlines.contains { $0 <= moment.instant }
    }

    /// One step of one file.
    private mutating func advance(
        _ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        do throws(SystemError) {
            switch tail.tailer.observe(try tail.handle.status(), at: moment.instant) {
            case .nothing: break
            case .close:
                turn.add(tail.finish(at: moment))
                turn.closed.insert(tail.id)
                return
            case .read(let offset, let max):
                take(try tail.handle.read(at: offset, max: max), in: &tail, turn: &turn, at: moment)
            }
        } catch {
            tell(.warn, "\(error.description)\(error.advice); it is tried again", about: "read \(tail.path)")
            retries[tail.id] = moment.instant.advanced(by: pace.retry)
            turn.unread.insert(tail.id)
            return
        }
        if retries.removeValue(forKey: tail.id) != nil {
            settle("read \(tail.path)", saying: "\(tail.path) can be read again")
        }
        // Only what was read to its end can be quiet.
        if let deadline = tail.deadline, deadline <= moment.instant, tail.tailer.backlog == .zero {
            turn.add(tail.tick(at: moment))
            tail.isUnsaved = true
        }
    }

    private mutating func take(
        _ bytes: [UInt8], in tail: inout Tail<Source.Handle>, turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        let before = tail
        switch tail.tailer.take(bytes) {
        case .nothing: break
        case .chunk(let chunk):
            turn.bytesRead = turn.bytesRead + ByteCount(chunk.count)
            turn.add(tail.feed(chunk, at: moment))
            tail.isUnsaved = true
            if tail.tailer.backlog > .zero { turn.unread.insert(tail.id) }
        case .restarted(let restart):
            // The records of what is over belong to the generation before.
            var last = before
            turn.add(last.finish(at: moment))
            turn.losses += before.rangesLost(restart.lost).map { loss(of: $0, before: restart, in: tail) }
            let text = "\(tail.path) was truncated; reading goes on at byte \(restart.from)"
            effects.append(.say(Notice(.info, text)))
            tail.restart(from: restart.from, desk: desk, limits: limits)
            tail.isUnsaved = true
            turn.unread.insert(tail.id)
        }
    }

    private func loss(of range: Range<ByteOffset>, before restart: Restart, in tail: Tail<Source.Handle>) -> Loss {
        Loss(
            reason: .truncated, file: tail.id, path: tail.path, generation: restart.generation - 1, range: range)
    }

    /// Commits the turn if it made an event, and lets its tails be the tails from now on.
    private mutating func finish(_ made: Turn<Source.Handle>, at moment: Moment) {
        var turn = made
        turn.losses = unsavedLosses.adding(turn.losses)
        if turn.isWorthCommit, !commit(&turn, at: moment) { return }
        if turn.isWorthCommit { unsavedLosses = [] } else { unsavedLosses = turn.losses }
        var counted = turn
        counted.losses = made.losses
        count(counted)
        for (id, tail) in turn.tails where !turn.closed.contains(id) { tails[id] = tail }
        for id in turn.closed { close(id) }
        ready = turn.unread
        if times.save == nil, tails.values.contains(where: \.isUnsaved) {
            times.save = moment.instant.advanced(by: pace.save)
        }
    }

    /// False if the journal refused: then nothing has happened, and reading pauses.
    private mutating func commit(_ turn: inout Turn<Source.Handle>, at moment: Moment) -> Bool {
        var saved: [StoredFile] = []
        for (id, var tail) in turn.tails where tail.isUnsaved || turn.closed.contains(id) {
            saved.append(storedFile(&tail, at: moment))
            tail.isUnsaved = false
            turn.tails[id] = tail
        }
        let commit = Commit(events: turn.events, files: saved, losses: turn.losses, date: moment.wall)
        do throws(JournalError) {
            try journal.commit(commit)
        } catch {
            refused(error, at: moment)
            ready.formUnion(turn.unread.union(turn.tails.keys))
            return false
        }
        for file in saved { stored[file.id] = file }
        settleJournal(hasRoom: !turn.events.isEmpty && !turn.dropsLowLevels)
        if !turn.events.isEmpty { effects.append(.committed(turn.events)) }
        return true
    }

    /// Makes the places durable that moved without an event.
    mutating func save(at moment: Moment) {
        var saved: [StoredFile] = []
        for (id, var tail) in tails where tail.isUnsaved {
            saved.append(storedFile(&tail, at: moment))
            tail.isUnsaved = false
            tails[id] = tail
        }
        times.save = nil
        guard !saved.isEmpty || !unsavedLosses.isEmpty else { return }
        do throws(JournalError) {
            try journal.commit(Commit(files: saved, losses: unsavedLosses, date: moment.wall))
            unsavedLosses = []
            for file in saved { stored[file.id] = file }
            settleJournal(hasRoom: false)
        } catch {
            for file in saved { tails[file.id]?.isUnsaved = true }
            refused(error, at: moment)
        }
    }

    /// The file as it is to be remembered.
    private mutating func storedFile(_ tail: inout Tail<Source.Handle>, at moment: Moment) -> StoredFile {
        var file = StoredFile(
            id: tail.id, path: tail.path, fingerprint: tail.tailer.fingerprint, generation: tail.tailer.generation,
            positions: tail.positions, frontier: .none, lastSeen: moment.wall)
        file.frontier = frontier(of: &tail, at: file.resume)
        return file
    }

    /// What is remembered of the last bytes suffices as a rule; a record longer than that costs a read.
    private mutating func frontier(of tail: inout Tail<Source.Handle>, at resume: ByteOffset) -> Frontier {
        if let frontier = tail.tailer.frontier(at: resume) { return frontier }
        let range = Frontier.range(before: resume)
        let bytes = try? tail.handle.read(at: range.lowerBound, max: Int((range.upperBound - range.lowerBound).value))
        return bytes.map { Frontier(endOf: $0) } ?? .none
    }

}
