import Journaling
import Model
import Rules
import Setup
import WireFormat

/// What rules count over several records, as far as the clock has a say in it: a limit's window that is over though no
/// event follows, and silence.
///
/// Both are said only when everything that is there has been read: after a day without the agent the log may well hold
/// what seemed to be missing. A record that is read may be unfinished until it was quiet for its while, so silence
/// waits for that, too.
extension Pipeline {
    /// New rules are in force: those that tell of silence begin to count; those that are gone know nothing any more.
    mutating func watchForSilence(at moment: Moment) {
        silences = rules.values.flatMap(\.file.silences).sorted {
            ($0.key.rules, $0.key.rule) < ($1.key.rules, $1.key.rule)
        }
        tallies.beginSilences(silences.map(\.key), at: moment.wall)
        caughtUp = [:]
    }

    /// Makes events of what is due, and remembers how far reading has come.
    mutating func tellTallies(at moment: Moment) {
        defer { if ready.isEmpty, times.pause == nil, !isScanDue { looks.note(moment.wall) } }
        guard !silences.isEmpty || tallies.nextDue != nil else { return }
        let behind = rulesBehind
        noteCaughtUp(beside: behind, at: moment)
        guard times.pause == nil else { return }
        var settled = Settled()
        let ended = tallies.endLimits(at: moment.instant) { !(behind?.contains($0) ?? true) }
        for (key, tally) in ended {
            let origin = desk.origin(rules: key.rules, project: tally.project)
            settled.add(
                desk.maker(for: tally.project).summary(of: tally, rule: key.rule, from: origin, at: moment.wall))
        }
        let silent = silences.filter { isTimeToTell($0, at: moment) }
        for silence in silent { tell(silence, &settled, at: moment) }
        guard !ended.isEmpty || !silent.isEmpty else { return }
        guard save(settled, at: moment) else { return tallies.undo() }
        count(settled)
        if !settled.events.isEmpty { effects.append(.committed(settled.events)) }
    }

    private mutating func tell(_ silence: Silence, _ settled: inout Settled, at moment: Moment) {
        guard let file = rules[silence.key.rules]?.file, let since = tallies.tellSilence(silence.key) else { return }
        settled.add(
            desk.maker(for: file).silence(
                of: file.rules, rule: silence.key.rule, since: since, date: moment.wall,
                from: desk.origin(rules: file.name, project: file.project), at: moment.wall))
    }

    /// When there is something to tell, or to find out whether there is.
    func nextTelling(after moment: Moment) -> Instant? {
        let limit = tallies.nextDue.flatMap { $0 > moment.instant ? $0 : nil }
        let dues = silences.compactMap { silence -> Instant? in
            guard let due = due(silence, at: moment), let settled = settledAt(silence.key.rules) else { return nil }
            return max(due, settled)
        }
        return (dues + [limit].compactMap(\.self)).filter { $0 > moment.instant }.min()
    }

    /// What rules counted in files that were read before counts with the places in them: those that are not saved yet,
    /// and have no part in this turn.
    mutating func othersToSave(
        beside turn: Turn<Source.Handle>, at moment: Moment
    ) -> [(file: StoredFile, tail: Tail<Source.Handle>)] {
        guard tallies.hasChanges else { return [] }
        return tails.unsaved.subtracting(turn.tails.keys).compactMap { id in
            guard var tail = tails[id] else { return nil }
            let file = storedFile(&tail, at: moment)
            tail.isUnsaved = false
            return (file, tail)
        }
    }

    // MARK: - Whether everything is read

    private mutating func noteCaughtUp(beside behind: Set<String>?, at moment: Moment) {
        for name in Set(silences.map(\.key.rules)) {
            guard let behind, !behind.contains(name) else {
                caughtUp[name] = nil
                continue
            }
            // What was written while nobody looked has been read just now.
            let isBack = silences.contains {
                $0.key.rules == name && wasAway(since: due($0, at: moment), at: moment)
            }
            if isBack || caughtUp[name] == nil { caughtUp[name] = moment.instant }
        }
    }

    /// The rule files of whose logs something is there, or may be, that was not read; nil for any.
    private var rulesBehind: Set<String>? {
        if times.fullScan == nil || isScanDue || !changedDirectories.isEmpty { return nil }
        return Set(ready.union(retries.keys).flatMap { tails[$0]?.ruleNames ?? [] })
    }

    /// When all records that were read when everything was read are complete.
    private func settledAt(_ name: String) -> Instant? {
        guard let since = caughtUp[name], let file = rules[name]?.file else { return nil }
        return since.advanced(by: max(file.flushAfter, Showing.quietMin) + pace.lateness)
    }

    /// When the silence will have lasted for its span, by the calendar; nil if it was told.
    private func due(_ silence: Silence, at moment: Moment) -> Instant? {
        tallies.silenceEnds(silence.key, after: silence.span).map {
            moment.instant.advanced(by: moment.wall.duration(to: $0))
        }
    }

    private func isTimeToTell(_ silence: Silence, at moment: Moment) -> Bool {
        guard let due = due(silence, at: moment), let settled = settledAt(silence.key.rules) else { return false }
        return due <= moment.instant && settled <= moment.instant
    }
}
