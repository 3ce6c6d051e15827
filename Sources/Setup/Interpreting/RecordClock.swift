package import Model
package import Rules
import WireFormat

/// What rules count in logs that are read once, by `replay` or a rule's test: the records' own times are the clock.
///
/// So a window is over, and silence is told, when a record of a later time comes, and nothing is said of the time
/// behind the last record.
package struct RecordClock: Sendable {
    private var tallies = Tallies()
    private let rules: ReadyRules
    private let maker: EventMaker
    private let origin: TallyOrigin
    private let silences: [Silence]
    /// The latest time of a record; nil before the first.
    private var now: Timestamp?

    package init(_ rules: ReadyRules, maker: EventMaker, origin: Origin) {
        (self.rules, self.maker, self.origin) = (rules, maker, TallyOrigin(origin))
        silences = rules.file.silences
    }

    /// Whether also records that come to nothing tell the time.
    package var needsEveryRecord: Bool { rules.file.rules.rules.contains { $0.measure != nil } }

    /// What is left of an interpretation, with what the time that it tells ends in front of it.
    package mutating func take(_ made: Interpretation, at moment: Moment) -> Settled {
        let date = made.record.date
        var settled = Settled()
        if now == nil { for silence in silences { tallies.begin(silence.key, at: date) } }
        advance(to: date, &settled)
        let known = max(moment.wall, now ?? date)
        let own = tallies.settle(made, after: Looks(), at: Moment(instant: moment.instant, wall: known))
        settled.events += own.events
        settled.losses += own.losses
        return settled
    }

    /// The log is over. `silence`: nothing more was written for so long.
    package mutating func finish(after silence: Duration? = nil, at moment: Moment) -> Settled {
        var settled = Settled()
        if now == nil { for silence in silences { tallies.begin(silence.key, at: moment.wall) } }
        if let silence { advance(to: (now ?? moment.wall).advanced(by: silence), &settled) }
        end(upTo: nil, &settled)
        return settled
    }

    private mutating func advance(to date: Timestamp, _ settled: inout Settled) {
        guard now.map({ $0 < date }) ?? true else { return }
        now = date
        end(upTo: date, &settled)
        for silence in silences {
            guard let end = tallies.silenceEnds(silence.key, after: silence.span), end <= date,
                let since = tallies.tellSilence(silence.key)
            else { continue }
            settled.add(
                maker.silence(
                    of: rules.file.rules, rule: silence.key.rule, since: since, date: end, from: origin, at: date))
        }
    }

    private mutating func end(upTo date: Timestamp?, _ settled: inout Settled) {
        for (key, tally) in tallies.endLimits(upTo: date) {
            settled.add(maker.summary(of: tally, rule: key.rule, from: origin, at: tally.end))
        }
        // Nothing of it is durable.
        tallies.saved()
    }
}

/// A rule that tells of silence, and after how long.
package struct Silence: Hashable, Sendable {
    package var key: TallyKey
    package var span: Duration
}

extension RuleFile {
    /// Its rules with `absent`, in their order.
    package var silences: [Silence] {
        rules.rules.compactMap { rule in
            guard case .absent(let span)? = rule.measure else { return nil }
            return Silence(key: TallyKey(rules: name, rule: rule.name), span: span)
        }
    }
}
