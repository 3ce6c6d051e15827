package import Model
package import WireFormat

/// What all rules that count have counted. A value that whoever reads keeps for all of its files.
///
/// A turn of reading changes it, and then either all of that stands (`keep`) or none of it (`undo`). What stands and is
/// not durable yet, `changes` has for the journal, until `saved`; a commit takes along the places of all files that
/// were read since, so that a restart counts on where it reads on.
package struct Tallies: Sendable {
    /// For one rule; beyond, those that ended first are given up.
    package static let keysMax = 10_000
    /// How many are given up at once, so that looking for them costs little.
    private static let givenUpAtOnce = 1_000

    private var known: [TallyKey: Tally] = [:]
    private var keyCounts: [TallyKey: Int] = [:]
    /// What was there before the turn changed it; nil for nothing.
    private var before: [TallyKey: Tally?] = [:]
    /// What the journal has of those that it does not have as they are.
    private var durable: [TallyKey: Tally?] = [:]
    /// Windows that hold something back, and when they are over by the reader's clock.
    private var dues: [TallyKey: Instant] = [:]
    /// Not later than the first of `dues`.
    package private(set) var nextDue: Instant?

    package init() {}

    /// What the journal has; what it has of no release's making is passed over.
    package init(_ stored: [StoredTally], at moment: Moment) {
        for one in stored {
            guard let tally = one.document.flatMap({ Tally($0) }) else { continue }
            set(one.key, tally)
            // A clock that was set back holds nothing for longer than a window.
            if case .limit(let limit) = tally, limit.held != nil {
                let left = max(.zero, min(limit.per, moment.wall.duration(to: limit.end)))
                note(one.key, due: moment.instant.advanced(by: left))
            }
        }
        before = [:]
    }

    /// Whether there is anything, durable or not.
    package var isEmpty: Bool { known.isEmpty && durable.isEmpty }

    package subscript(key: TallyKey) -> Tally? { known[key] }

    // MARK: - Changes

    private mutating func set(_ key: TallyKey, _ tally: Tally?) {
        let old = known[key]
        if before[key] == nil { before[key] = .some(old) }
        if (old == nil) != (tally == nil) {
            keyCounts[key.ofRule, default: 0] += tally == nil ? -1 : 1
        }
        known[key] = tally
        if tally == nil { dues[key] = nil }
    }

    private mutating func note(_ key: TallyKey, due: Instant) {
        dues[key] = due
        nextDue = min(nextDue ?? due, due)
    }

    /// The turn's changes stand.
    package mutating func keep() {
        for (key, old) in before where durable[key] == nil { durable[key] = .some(old) }
        before = [:]
    }

    /// As before the turn.
    package mutating func undo() {
        let changed = before
        for (key, old) in changed {
            set(key, old)
            guard case .limit(let tally)? = old, tally.held != nil, dues[key] == nil else { continue }
            note(key, due: nextDue ?? Instant(nanoseconds: .min))
        }
        before = [:]
    }

    /// As the journal has it: what was read since is read again.
    package mutating func revert() {
        undo()
        before = durable
        undo()
        durable = [:]
    }

    /// For the next commit.
    package var changes: [StoredTally] {
        var keys = Set(durable.keys)
        keys.formUnion(before.keys)
        return keys.map { StoredTally(key: $0, document: known[$0]?.document) }
    }

    /// Whether the journal does not have all of it.
    package var hasChanges: Bool { !durable.isEmpty || !before.isEmpty }

    package mutating func saved() { (before, durable) = ([:], [:]) }

    /// All, as the journal had it last: for one that begins a new file.
    package var lastSaved: [StoredTally] {
        let changed = durable.merging(before) { durable, _ in durable }
        return known.filter { changed[$0.key] == nil }.map { StoredTally(key: $0, document: $1.document) }
            + changed.compactMap { key, old in old.map { StoredTally(key: key, document: $0.document) } }
    }
}

// MARK: - Counting

extension Tallies {
    /// What a limit says of an event.
    package struct Admission {
        /// False: it is counted, and not sent.
        package var passes = true
        /// Windows that are over, with what they held back.
        package var ended: [LimitTally] = []
        /// How many tallies were given up to make room.
        package var givenUpCount = 0
    }

    /// Whether an event of a rule with a limit passes.
    package mutating func admit(
        _ draft: Draft, _ sighting: Sighting, _ rate: Measure.Rate, project: String, at moment: Moment
    ) -> Admission {
        let key = sighting.key
        var admission = Admission()
        var tally: LimitTally
        if case .limit(let found)? = known[key], found.includes(sighting.date),
            found.most == rate.count, found.per == rate.per
        {
            tally = found
        } else {
            if case .limit(let found)? = known[key], found.held != nil { admission.ended.append(found) }
            if known[key] == nil { makeRoom(for: key, &admission) }
            dues[key] = nil
            tally = LimitTally(start: sighting.date, of: draft, by: sighting.by, project: project, rate: rate)
        }
        admission.passes = tally.admits(draft, at: sighting.date)
        set(key, .limit(tally))
        if tally.held != nil, dues[key] == nil { note(key, due: moment.instant.advanced(by: rate.per)) }
        return admission
    }

    /// How many there were if that is to be told now, and how many tallies were given up to make room.
    package mutating func count(_ sighting: Sighting, _ rate: Measure.Rate) -> (told: Int?, ended: Admission) {
        let key = sighting.key
        var admission = Admission()
        var tally = RateTally(per: rate.per, at: sighting.date)
        if case .over(let found)? = known[key], found.per == rate.per { tally = found }
        if known[key] == nil { makeRoom(for: key, &admission) }
        let told = tally.count(sighting.count, at: sighting.date, most: rate.count)
        set(key, .over(tally))
        return (told, admission)
    }

    private mutating func makeRoom(for key: TallyKey, _ admission: inout Admission) {
        guard keyCounts[key.ofRule, default: 0] >= Self.keysMax else { return }
        let own = known.filter { $0.key.ofRule == key.ofRule }
        let oldest = own.sorted { ($0.value.end, $0.key.by) < ($1.value.end, $1.key.by) }.prefix(Self.givenUpAtOnce)
        for (key, tally) in oldest {
            if case .limit(let limit) = tally, limit.held != nil { admission.ended.append(limit) }
            set(key, nil)
        }
        admission.givenUpCount += oldest.count
    }

    /// The windows that are over by the reader's clock, with what they held back; only those of rule files of which
    /// everything that is there was read.
    package mutating func endLimits(at now: Instant, where isRead: (String) -> Bool) -> [(TallyKey, LimitTally)] {
        guard let nextDue, nextDue <= now else { return [] }
        let keys = dues.filter { $0.value <= now && isRead($0.key.rules) }.keys
        let ended = end(keys)
        self.nextDue = dues.values.min()
        return ended
    }

    /// The windows that are over by the records' clock; nil for all.
    package mutating func endLimits(upTo date: Timestamp?) -> [(TallyKey, LimitTally)] {
        guard !dues.isEmpty else { return [] }
        let keys = dues.keys.filter { key in
            guard case .limit(let tally)? = known[key] else { return false }
            return date.map { tally.end <= $0 } ?? true
        }
        return end(keys)
    }

    /// What was held back is told; the window goes on, for what has its dates and comes later.
    private mutating func end(_ keys: some Sequence<TallyKey>) -> [(TallyKey, LimitTally)] {
        var ended: [(TallyKey, LimitTally)] = []
        for key in keys {
            dues[key] = nil
            guard case .limit(var tally)? = known[key], tally.held != nil else { continue }
            ended.append((key, tally))
            tally.told()
            set(key, .limit(tally))
        }
        return ended.sorted { ($0.1.end, $0.0.rule, $0.0.by) < ($1.1.end, $1.0.rule, $1.0.by) }
    }

    /// Those whose last record lies so far in front of `date` that nothing belongs to them.
    package mutating func forget(endedBefore date: Timestamp) {
        for (key, tally) in known where tally.end < date && dues[key] == nil {
            if case .absent = tally { continue }
            set(key, nil)
        }
        keep()
    }
}

// MARK: - Silence

extension Tallies {
    /// These rules are in force, and no others: of those that are gone nothing is known when they come again.
    package mutating func beginSilences(_ keys: [TallyKey], at now: Timestamp) {
        for (key, tally) in known where !keys.contains(key) {
            if case .absent = tally { set(key, nil) }
        }
        for key in keys { begin(key, at: now) }
        keep()
    }

    /// The rule is in force; if nothing is known of it, its time begins now.
    package mutating func begin(_ key: TallyKey, at now: Timestamp) {
        if case .absent? = known[key] { return }
        set(key, .absent(SilenceTally(since: now)))
    }

    /// A record that is as old as it says, but not older than the last look, nor newer than now.
    package mutating func seen(_ sighting: Sighting, after lookedAt: Timestamp?, now: Timestamp) {
        let date = min(max(sighting.date, lookedAt ?? sighting.date), now)
        guard case .absent(var tally)? = known[sighting.key] else {
            return set(sighting.key, .absent(SilenceTally(since: date)))
        }
        tally.seen(at: date)
        if known[sighting.key] != .absent(tally) { set(sighting.key, .absent(tally)) }
    }

    /// When the rule's silence is to be told; nil once it was.
    package func silenceEnds(_ key: TallyKey, after span: Duration) -> Timestamp? {
        guard case .absent(let tally)? = known[key], !tally.isTold else { return nil }
        return tally.since.advanced(by: span)
    }

    /// Since when there is silence; from now on it is told.
    package mutating func tellSilence(_ key: TallyKey) -> Timestamp? {
        guard case .absent(var tally)? = known[key] else { return nil }
        tally.told()
        set(key, .absent(tally))
        return tally.since
    }
}

extension TallyKey {
    /// All of the rule's, whatever `by` gave.
    fileprivate var ofRule: TallyKey { TallyKey(rules: rules, rule: rule) }
}
