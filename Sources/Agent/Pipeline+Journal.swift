import Journaling
import Model
import Platform
import Rules
import Setup
import Tailing

// What the journal says to the reading half: whether there is room, that its disk refuses, that its file had to be
// begun anew. And the other way: losses that no commit has taken along yet.
//
// Those are kept in `unsavedLosses` until the next save, which is due within `pace.save`, and which also moves the
// places behind what was lost. A process that dies before it reads the same bytes again and finds the same losses; what
// nobody could find again (bytes that are gone) is worth a commit of its own.

extension Pipeline {
    /// Nil: not now. False: yes, but the journal is full, and low levels are to be dropped.
    mutating func mayRead(at moment: Moment) -> Bool? {
        if let pause = times.pause, pause > moment.instant { return nil }
        times.pause = nil
        guard rewriteIfReplaced(at: moment) else { return nil }
        do throws(JournalError) {
            if try journal.hasRoom { return true }
        } catch {
            refused(error, at: moment)
            return nil
        }
        let full = JournalError.full(limit: journal.maxSize)
        switch whenFull {
        case .wait:
            refused(full, at: moment)
            return nil
        case .dropLowLevels:
            tell(.error, "\(full.description). Until then events below warn are dropped and counted", about: "room")
            return false
        }
    }

    mutating func refused(_ error: JournalError, at moment: Moment) {
        times.pause = moment.instant.advanced(by: pace.retry)
        let trouble: String
        switch error {
        case .full: trouble = "full"
        case .diskFull, .disk, .damaged, .newer, .absent:
            trouble = "journal"
            // Something to save, so that it shows when the journal answers again.
            if let first = order.first { tails[first]?.isUnsaved = true }
            times.save = times.pause
        }
        journalTrouble = error.description
        tell(.error, "\(error.description). Reading waits, and keeps its places", about: trouble)
    }

    /// The journal took something. If it was into the last room, kept for high levels, it is as full as before.
    mutating func settleJournal(hasRoom: Bool) {
        let over = told.intersection(hasRoom ? ["journal", "full", "room"] : ["journal"])
        if hasRoom || !told.contains("full") { journalTrouble = nil }
        guard !over.isEmpty else { return }
        told.subtract(over)
        effects.append(.say(Notice(.info, "the journal takes events again")))
    }

    /// The journal may have begun a new file, which lacks what did not read back: it gets what is known here. False if
    /// it refused.
    private mutating func rewriteIfReplaced(at moment: Moment) -> Bool {
        let findings = journal.takeFindings()
        for finding in findings { effects.append(.say(Notice(.error, finding.description))) }
        if !findings.isEmpty { mustRewrite = true }
        guard mustRewrite else { return true }
        do throws(JournalError) {
            try journal.commit(Commit(files: Array(stored.values), tallies: tallies.lastSaved, date: moment.wall))
            try journal.know(rules: knownRules)
        } catch {
            refused(error, at: moment)
            return false
        }
        mustRewrite = false
        settleJournal(hasRoom: false)
        return true
    }
}

// MARK: - Losses outside of a turn

extension [Loss] {
    /// Whether they cannot wait for the next save: because the bytes are gone, so that nobody would find the loss
    /// again, or because there are many.
    var areWorthCommit: Bool { count >= lossRangesMax || contains { $0.reason == .truncated } }
}

extension Pipeline {
    /// Counts it now; the next save makes it durable.
    mutating func lose(_ loss: Loss, at moment: Moment) {
        unsavedLosses = unsavedLosses.adding([loss])
        lossCounted(loss.reason, loss.count)
        if times.save == nil { times.save = moment.instant.advanced(by: pace.save) }
    }

    /// A file that was seen is gone before it was opened. One that only has another name now is found by it.
    mutating func noteVanished(_ seen: SeenFile, at moment: Moment) {
        let entries = (try? files.entries(of: seen.path.directory)) ?? []
        guard !entries.contains(where: { $0.inode == seen.status.inode }) else { return }
        let known = stored.values.first {
            ($0.fingerprint.device, $0.fingerprint.inode) == (seen.status.device, seen.status.inode)
        }
        let start = known?.resume ?? .zero
        guard start < seen.status.size else { return }
        lose(
            Loss(
                reason: .vanished, file: known?.id, path: seen.path, generation: known?.generation ?? 0,
                range: start..<seen.status.size), at: moment)
        tell(.warn, "\(seen.path) is gone, and its bytes from \(start) to \(seen.status.size) were not read")
    }

    /// The journal that knew the file's place was damaged. What `read_from` says holds; here is what that means.
    mutating func noteLostPlace(of tail: Tail<Source.Handle>, at moment: Moment) {
        guard hasLostPlaces else { return }
        for reader in tail.readers {
            let (name, from) = (reader.interpreter.rules.file.name, reader.from)
            guard from > .zero else {
                tell(
                    .warn,
                    "the place in \(tail.path) was lost with the journal: it is read anew from its beginning, as "
                        + "'read_from' of \(name) says; the server drops what it has had within a day")
                continue
            }
            lose(
                Loss(
                    reason: .placeLost, file: tail.id, path: tail.path, generation: tail.tailer.generation,
                    range: .zero..<from, project: reader.interpreter.rules.file.project), at: moment)
            tell(
                .error,
                "the place in \(tail.path) was lost with the journal: it is read from byte \(from), as "
                    + "'read_from: end' of \(name) says; 'stacktail replay' reads what is in front of it")
        }
    }
}
