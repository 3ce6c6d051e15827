package import Model
package import Rules
import WireFormat

/// What came of one entry.
package struct Interpretation: Sendable {
    /// The entry, taken apart.
    package var record: Record
    /// In the rules' order; mostly none or one.
    package var events: [Made]
    /// What of the entry was cut, and events that the project does not want or that cannot be sent.
    package var losses: [Loss]
    /// What rules saw that count over several entries; nil for nearly all.
    package var counted: Counted?

    /// An event in both its forms.
    package struct Made: Sendable {
        /// As the rule made it, to show; not redacted.
        package var draft: Draft
        /// As it is sent.
        package var queued: QueuedEvent
        /// Its rule has a limit, which decides whether it is sent.
        package var limit: Sighting?
    }

    /// What is needed to make an event of the entry later.
    package struct Counted: Sendable {
        /// Of rules that only observe.
        package var sightings: [Sighting] = []
        let rules: ReadyRules
        let maker: EventMaker
        let origin: Origin
    }
}

/// What is left of an interpretation once the rules that count had their say.
package struct Settled: Sendable {
    package var events: [QueuedEvent] = []
    package var losses: [Loss] = []

    /// Nothing at first.
    package init(losses: [Loss] = []) { self.losses = losses }

    /// Nothing for nil.
    package mutating func add(_ outcome: EventMaker.Outcome?) {
        switch outcome {
        case .queued(let event): events.append(event)
        case .lost(let loss, _): losses.append(loss)
        case nil: break
        }
    }
}

extension Tallies {
    /// Lets limits hold back and rates tell.
    package mutating func settle(
        _ made: Interpretation, after looks: Looks, at moment: Moment
    ) -> Settled {
        var settled = Settled(losses: made.losses)
        guard let counted = made.counted else {
            settled.events = made.events.map(\.queued)
            return settled
        }
        for event in made.events {
            if passes(event, counted, at: moment, &settled) { settled.events.append(event.queued) }
        }
        for sighting in counted.sightings {
            switch sighting.measure {
            case .limit: break
            case .over(let rate):
                let (told, ended) = count(sighting, rate)
                settled.add(ended, sighting, counted, at: moment)
                if let told { settled.add(counted.event(of: made.record, sighting, count: told, at: moment)) }
            case .absent: seen(sighting, after: looks.last(before: made.record.text.readAt), now: moment.wall)
            }
        }
        return settled
    }

    private mutating func passes(
        _ event: Interpretation.Made, _ counted: Interpretation.Counted, at moment: Moment, _ settled: inout Settled
    ) -> Bool {
        guard let sighting = event.limit, case .limit(let rate) = sighting.measure else { return true }
        let admission = admit(event.draft, sighting, rate, project: event.queued.project, at: moment)
        settled.add(admission, sighting, counted, at: moment)
        if !admission.passes { settled.losses.append(Loss(reason: .limited, project: event.queued.project)) }
        return admission.passes
    }
}

extension Settled {
    fileprivate mutating func add(
        _ admission: Tallies.Admission, _ sighting: Sighting, _ counted: Interpretation.Counted, at moment: Moment
    ) {
        for tally in admission.ended {
            add(
                counted.maker.summary(
                    of: tally, rule: sighting.rule, from: TallyOrigin(counted.origin), at: moment.wall))
        }
        if admission.givenUpCount > 0 {
            losses.append(Loss(reason: .uncounted, count: admission.givenUpCount, project: counted.origin.project))
        }
    }
}

extension Interpretation.Counted {
    /// The event of a rule with `over`, of the entry that crossed its line.
    fileprivate func event(
        of record: Record, _ sighting: Sighting, count: Int, at moment: Moment
    ) -> EventMaker.Outcome? {
        rules.file.rules.draft(of: record, for: sighting, count: count, at: origin)
            .map { maker.finish($0, from: origin, at: moment.wall) }
    }
}
