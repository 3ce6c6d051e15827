import Journaling
import Model
import Platform
import Rules
import Setup
import Tailing
import WireFormat

/// What one turn made, before any of it counts.
struct Turn<Handle: OpenFile> {
    let moment: Moment
    /// The journal is full, and what it has left is for events of `warn` and above.
    var dropsLowLevels = false
    var tails: [FileID: Tail<Handle>] = [:]
    var closed: Set<FileID> = []
    /// Of those: what was not read of them, nobody can find again.
    var gone: Set<FileID> = []
    var events: [QueuedEvent] = []
    var duplicates: TurnDuplicates
    /// The pipeline's own, which is without them meanwhile.
    var tallies: Tallies
    let looks: Looks
    var withdrawn: [Withdrawal] = []
    var losses: [Loss] = []
    var bytesRead = ByteCount.zero
    var eventBytes = 0
    var lineCount = 0
    var recordCount = 0
    /// What the turn still has to read, as it ended by its limit or by the file's.
    var unread: Set<FileID> = []
    /// Every descriptor is at work in this turn.
    var needsDescriptors = false
    /// Copies of files that were truncated, to be read from here on; each with the one it is of.
    var copies: [(id: FileID, original: FileID)] = []
    /// Copies of truncated files in which nothing is unread.
    var readCopies: [StoredFile] = []
    /// Places of two files moved that must not move apart.
    var mustCommit = false

    func hasRoom(_ pace: PipelinePace) -> Bool {
        bytesRead.value < pace.turnBytesMax && eventBytes < pace.turnEventBytesMax && !needsDescriptors
    }

    mutating func add(_ interpretations: [Interpretation]) {
        for interpretation in interpretations {
            let settled = tallies.settle(interpretation, after: looks, at: moment)
            for event in settled.events { add(event) }
            losses = losses.adding(settled.losses)
        }
    }

    private mutating func add(_ event: QueuedEvent) {
        if dropsLowLevels, let level = event.level, level < .warn {
            losses = losses.adding([Loss(reason: .journalFull, project: event.project)])
        } else if !duplicates.holds(event) {
            events.append(event)
            eventBytes += event.body.count
        }
    }

    /// Whether it must be durable now: an event is, and what goes with one, and a loss that nobody would find again.
    var isWorthCommit: Bool {
        mustCommit || !events.isEmpty || !duplicates.held.isEmpty || !withdrawn.isEmpty || !closed.isEmpty
            || losses.areWorthCommit
    }
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
        let isPaused = times.pause != nil
        guard let hasRoom = mayRead(at: moment) else {
            // From here on each walk does.
            if !isPaused { sight(ready) }
            return
        }
        var turn = Turn<Source.Handle>(
            moment: moment, dropsLowLevels: !hasRoom, duplicates: TurnDuplicates(beside: duplicates, at: moment),
            tallies: tallies, looks: looks)
        tallies = Tallies()
        let unpacked = fileToUnpack()
        turnStart = tails.lastUse
        defer { turnStart = nil }
        for id in takeOrder(at: moment) {
            guard turn.hasRoom(pace) else {
                nextInTurn = nextInTurn ?? id
                turn.unread.insert(id)
                continue
            }
            guard let tail = turn.tails[id] ?? tails[id] else { continue }
            if tail.handle?.isPacked ?? false, tail.tailer.backlog > .zero, let unpacked, id != unpacked {
                turn.unread.insert(id)
                continue
            }
            step(id, in: &turn, at: moment) { pipeline, tail, turn in pipeline.advance(&tail, in: &turn, at: moment) }
        }
        // Quiet is only what nobody went on with, in its own file or in the next.
        for id in order(of: Set(turn.tails.keys)) where !turn.closed.contains(id) && retries[id] == nil {
            step(id, in: &turn, at: moment) { pipeline, tail, turn in pipeline.rest(&tail, in: &turn, at: moment) }
        }
        ready = []
        (tallies, turn.tallies) = (turn.tallies, Tallies())
        guard !turn.tails.isEmpty else { return }
        finish(turn, at: moment)
    }

    /// Compressed files are read one after the other, the oldest first, for each takes a decoder.
    private mutating func fileToUnpack() -> FileID? {
        let waiting = packed.filter { id in retries[id] == nil && tails[id].map { $0.tailer.backlog > .zero } ?? false }
        return order(of: Set(waiting)).first
    }

    /// What has something to do, beginning with the file that the last turn had no room for, so that a large backlog
    /// keeps nobody waiting for long.
    private mutating func takeOrder(at moment: Moment) -> [FileID] {
        defer { nextInTurn = nil }
        let retried = retries.filter { $0.value <= moment.instant }.keys
        let waiting = ready.union(retried).union(tails.takeDue(at: moment.instant, notBefore: retries))
        let due = order(of: waiting.filter { id in retries[id].map { $0 <= moment.instant } ?? true })
        guard let first = nextInTurn, let place = due.firstIndex(of: first) else { return due }
        return Array(due[place...] + due[..<place])
    }

    /// Those of the tails, as they take turns.
    mutating func order(of ids: Set<FileID>) -> [FileID] {
        guard ids.count > 1 else { return ids.filter { tails[$0] != nil } }
        let ranks = rankedOrder()
        return ids.compactMap { id in ranks[id].map { (rank: $0, id: id) } }.sorted { $0.rank < $1.rank }.map(\.id)
    }

    /// The tails' places in the order of turns.
    private mutating func rankedOrder() -> [FileID: Int] {
        let ranks = ranks ?? Dictionary(uniqueKeysWithValues: zip(order, order.indices))
        self.ranks = ranks
        return ranks
    }

    /// Whether the one takes its turn before the other.
    mutating func takesTurn(_ id: FileID, before other: FileID) -> Bool {
        let ranks = rankedOrder()
        guard let own = ranks[id], let others = ranks[other] else { return false }
        return own < others
    }

    private mutating func step(
        _ id: FileID, in turn: inout Turn<Source.Handle>, at moment: Moment,
        _ body: (inout Self, inout Tail<Source.Handle>, inout Turn<Source.Handle>) -> Void
    ) {
        guard var tail = turn.tails[id] ?? tails[id] else { return }
        let (linesBefore, recordsBefore) = (tail.lineCount, tail.recordCount)
        let eventsBefore = turn.events.count
        body(&self, &tail, &turn)
        tail.eventCount += turn.events.count - eventsBefore
        tail.moveMark(at: moment.instant)
        turn.withdrawn += tail.takeWithdrawn()
        turn.lineCount += tail.lineCount - linesBefore
        turn.recordCount += max(0, tail.recordCount - recordsBefore)
        turn.tails[id] = tail
    }

    /// Reads a chunk of one file, if there is one.
    private mutating func advance(
        _ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        if mustWait(&tail, in: &turn, at: moment) { return }
        do throws(SystemError) {
            guard let handle = try handle(of: &tail, in: &turn) else { return }
            switch tail.tailer.observe(try handle.status(), at: moment.instant) {
            case .nothing: reopenIfStale(&tail, in: &turn)
            case .close where tail.isAwaited: return
            case .close:
                join(&tail, in: &turn, at: moment, isOver: true)
                turn.add(tail.finish(at: moment))
                turn.closed.insert(tail.id)
                if let flaw = handle.flaw { note(flaw, of: tail, in: &turn) }
                return
            case .read(let offset, let max):
                try tail.learnColumns(limits: limits)
                take(try handle.read(at: offset, max: max), in: &tail, turn: &turn, at: moment)
            }
        } catch {
            if error.reason == .stale { tail.handle = nil }
            refuse(tail.path, Objection(error, saying: "it is tried again"), about: "read \(tail.path)")
            retries[tail.id] = moment.instant.advanced(by: pace.retry)
            return
        }
        if retries.removeValue(forKey: tail.id) != nil {
            untailed[tail.path] = nil
            settle("read \(tail.path)", saying: "\(tail.path) can be read again")
        }
        join(&tail, in: &turn, at: moment)
    }

    /// Ends what has been quiet for its while.
    private mutating func rest(
        _ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        // Only what was read to its end can be quiet.
        if tail.tailer.backlog == .zero, wasAway(since: tail.deadline, at: moment), tail.rest(at: moment) { return }
        if isQuiet(tail, at: moment) { join(&tail, in: &turn, at: moment, isOver: true) }
        if isQuiet(tail, at: moment) {
            turn.add(tail.tick(at: moment))
            tail.isUnsaved = true
        }
        if tail.isRetired {
            turn.closed.insert(tail.id)
            isScanDue = true
        }
    }

    private func isQuiet(_ tail: Tail<Source.Handle>, at moment: Moment) -> Bool {
        tail.deadline.map { $0 <= moment.instant } ?? false && tail.tailer.backlog == .zero
    }

    /// Whether nobody looked when the time came, nor soon after: stopped, suspended, or starved.
    func wasAway(since deadline: Instant?, at moment: Moment) -> Bool {
        guard let deadline, let lastTurn = times.lastTurn else { return false }
        return lastTurn < deadline && deadline.advanced(by: pace.lateness) < moment.instant
    }

    /// The path says that there is more than the open file says: the file system has put another in its place without
    /// a new inode, as overlayfs does when a file is first written to.
    private func reopenIfStale(_ tail: inout Tail<Source.Handle>, in turn: inout Turn<Source.Handle>) {
        guard tail.sightings.size > tail.tailer.readTo, tail.tailer.state == .following else { return }
        tail.handle = nil
        tail.sightings.disbelieve(to: tail.tailer.readTo)
        turn.unread.insert(tail.id)
    }

    private mutating func take(
        _ bytes: [UInt8], in tail: inout Tail<Source.Handle>, turn: inout Turn<Source.Handle>, at moment: Moment
    ) {
        let before = tail
        let taken = tail.tailer.take(bytes)
        settleSightings(of: &tail, behind: before.tailer.readTo, after: taken, in: &turn)
        switch taken {
        case .nothing: break
        case .chunk(let chunk):
            turn.bytesRead = turn.bytesRead + ByteCount(chunk.count)
            turn.add(tail.feed(chunk, at: moment))
            // Where the kernel cannot tell of a hole, it is read.
            if chunk.endsInNULs, let data = try? tail.handle?.nextData(from: tail.tailer.readTo) {
                tail.skipNULs(to: data)
            }
            tail.isUnsaved = true
            if tail.tailer.backlog > .zero { turn.unread.insert(tail.id) }
        case .restarted(let restart):
            begin(restart, of: &tail, behind: before, in: &turn, at: moment)
        }
    }

    /// A compressed file is let go of, though there is more in it.
    private mutating func note(_ flaw: String, of tail: Tail<Source.Handle>, in turn: inout Turn<Source.Handle>) {
        let end = tail.tailer.readTo
        turn.losses.append(
            Loss(
                reason: .unreadable, file: tail.id, path: tail.path, generation: tail.tailer.generation,
                range: end..<end))
        let text =
            "a rotated, compressed file of \(tail.path) was read to byte \(end) of the log, and no further: \(flaw)"
        effects.append(.say(Notice(.warn, text)))
    }

    /// Commits the turn if it made an event, and lets its tails be the tails from now on.
    private mutating func finish(_ made: Turn<Source.Handle>, at moment: Moment) {
        var turn = made
        turn.losses = unsavedLosses.adding(turn.losses)
        if turn.isWorthCommit, !commit(&turn, at: moment) { return }
        if turn.isWorthCommit { unsavedLosses = [] } else { unsavedLosses = turn.losses }
        tallies.keep()
        var counted = turn
        counted.losses = made.losses
        count(counted)
        for (id, tail) in turn.tails { tails[id] = tail }
        for copy in turn.copies { insert(copy.id, before: copy.original) }
        for id in order(of: turn.closed) { openPassed(behind: id, at: moment) }
        close(turn.closed)
        ready.formUnion(turn.unread)
    }

    /// False if the journal refused: then nothing has happened, and reading pauses.
    private mutating func commit(_ turn: inout Turn<Source.Handle>, at moment: Moment) -> Bool {
        var saved = turn.readCopies
        for (id, var tail) in turn.tails where tail.isUnsaved || turn.closed.contains(id) {
            var file = storedFile(&tail, at: moment)
            // One that is let go for another reason has more to be read, under new rules or another name.
            file.isFinished = turn.closed.contains(id) && (tail.tailer.state == .finished || turn.gone.contains(id))
            saved.append(file)
            tail.isUnsaved = false
            turn.tails[id] = tail
        }
        let others = othersToSave(beside: turn, at: moment)
        saved += others.map(\.file)
        let commit = Commit(
            events: turn.events, held: turn.duplicates.held, withdrawn: turn.withdrawn, files: saved,
            losses: turn.losses, tallies: tallies.changes, date: moment.wall)
        do throws(JournalError) {
            let gone = try journal.commit(commit).gone
            if gone > 0 { lossCounted(.completedLate, gone) }
        } catch {
            tallies.undo()
            refused(error, at: moment)
            ready.formUnion(turn.unread.union(turn.tails.keys))
            sight(Set(turn.tails.keys))
            return false
        }
        tallies.saved()
        for other in others { tails[other.file.id] = other.tail }
        for file in saved { stored[file.id] = file }
        duplicates.note(
            opened: turn.duplicates.opened, holding: turn.duplicates.held.map(\.key), at: moment.instant)
        settleJournal(hasRoom: !turn.events.isEmpty && !turn.dropsLowLevels)
        if !turn.events.isEmpty { effects.append(.committed(turn.events)) }
        return true
    }

    /// Makes the places durable that moved without an event, and events that come from no file. False if the journal
    /// refused.
    @discardableResult
    mutating func save(_ settled: Settled = Settled(), at moment: Moment) -> Bool {
        var saved = gone
        for id in tails.unsaved {
            guard var tail = tails[id] else { continue }
            saved.append(storedFile(&tail, at: moment))
            tail.isUnsaved = false
            tails[id] = tail
        }
        times.save = nil
        let losses = unsavedLosses.adding(settled.losses)
        guard !saved.isEmpty || !losses.isEmpty || !settled.events.isEmpty || tallies.hasChanges else { return true }
        do throws(JournalError) {
            try journal.commit(
                Commit(
                    events: settled.events, files: saved, losses: losses, tallies: tallies.changes, date: moment.wall))
            (unsavedLosses, gone) = ([], [])
            tallies.saved()
            for file in saved { stored[file.id] = file }
            settleJournal(hasRoom: false)
            return true
        } catch {
            for file in saved { tails[file.id]?.isUnsaved = true }
            refused(error, at: moment)
            return false
        }
    }

    /// The file as it is to be remembered.
    mutating func storedFile(_ tail: inout Tail<Source.Handle>, at moment: Moment) -> StoredFile {
        var file = StoredFile(
            id: tail.id, path: tail.path, fingerprint: tail.tailer.fingerprint, generation: tail.tailer.generation,
            positions: tail.positions, frontier: .none, lastSeen: moment.wall, shown: tail.showing.events)
        file.frontier = frontier(of: &tail, at: file.resume)
        return file
    }

    /// What is remembered of the last bytes suffices as a rule; a record longer than that costs a read.
    private mutating func frontier(of tail: inout Tail<Source.Handle>, at resume: ByteOffset) -> Frontier {
        if let frontier = tail.tailer.frontier(at: resume) { return frontier }
        let range = Frontier.range(before: resume)
        let bytes = try? handle(of: &tail)?.read(
            at: range.lowerBound, max: Int((range.upperBound - range.lowerBound).value))
        return bytes.map { Frontier(endOf: $0) } ?? .none
    }

}
