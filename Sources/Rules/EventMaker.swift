package import Exceptionless
package import Model
package import WireFormat

/// The last stage before the journal: redaction, the project's settings, the server's limits, the bytes.
package struct EventMaker: Sendable {
    package var redactions: [Redaction]
    /// Nil where nothing is sent: events are looked at here, whatever a project wants.
    package var gate: SettingsGate?
    /// Nil where nobody drops events for their age, or where people want them sent all the same.
    package var late: LatePolicy?
    /// False leaves out users, addresses and the like, whatever the project's settings allow.
    package var isPrivateAllowed: Bool
    /// Whether events bear a hash by which the same ones are known.
    package var marksSameness: Bool
    /// Types, in small letters, that the project's server has no form for.
    package var typesNotTaken: Set<String> = []

    package init(
        redactions: [Redaction] = [], gate: SettingsGate? = nil, late: LatePolicy? = nil,
        isPrivateAllowed: Bool = true, marksSameness: Bool = false
    ) {
        (self.redactions, self.gate, self.late, self.isPrivateAllowed) = (redactions, gate, late, isPrivateAllowed)
        self.marksSameness = marksSameness
    }

    /// What became of a draft.
    package enum Outcome: Sendable {
        case queued(QueuedEvent)
        /// Not an event, and why; counted, never silent.
        case lost(Loss, why: String)
    }

    /// Makes the bytes that the journal keeps. They do not change any more: a repeat has the very same.
    ///
    /// `now`: an event is late or not by then.
    package func finish(_ draft: Draft, from origin: Origin, at now: Timestamp) -> Outcome {
        do throws(Refusal) {
            return .queued(queued(try fit(draft.event, placeID: draft.placeID, at: now), draft, origin))
        } catch {
            return .lost(loss(error.reason, draft, origin), why: error.why)
        }
    }

    /// Why an event is none.
    package struct Refusal: Error, Hashable, Sendable {
        package var reason: Loss.Reason
        package var why: String
    }

    /// The same for an event that comes from no record. `placeID` takes the place of an id that must not leave;
    /// `isForced` for one that is sent though the settings hold such events back.
    package func fit(
        _ event: Event, placeID: String, isForced: Bool = false, at now: Timestamp
    ) throws(Refusal) -> FittedEvent {
        var event = event.redacted(by: redactions)
        if typesNotTaken.contains(event.type.lowercased()) {
            throw Refusal(reason: .noForm, why: "the project's server takes no '\(event.type)' events")
        }
        // An id that holds what must not leave gives way to the one that says nothing.
        if let id = event.referenceID, redactions.applied(to: id) != id { event.referenceID = placeID }
        if let gate, !isForced {
            if case .discard(let reason) = gate.verdict(for: event) {
                throw Refusal(reason: .gated, why: reason.description)
            }
        }
        if let late, event.isTooOld(at: now) {
            switch late {
            case .redate: event = event.redated(to: now)
            case .drop: throw Refusal(reason: .late, why: "its date is older than the server takes")
            }
        }
        event = gate?.permitted(event) ?? event
        if !isPrivateAllowed { event = event.withoutAnythingPrivate }
        do throws(EventFault) { return try event.fitted() } catch {
            throw Refusal(reason: .invalid, why: error.description)
        }
    }

    /// The gate's verdict, for people who ask; nil without a gate.
    package func verdict(for draft: Draft) -> SettingsVerdict? {
        gate?.verdict(for: draft.event.redacted(by: redactions))
    }

    private func queued(_ fitted: FittedEvent, _ draft: Draft, _ origin: Origin) -> QueuedEvent {
        var event = QueuedEvent(
            project: origin.project, referenceID: fitted.event.referenceID ?? draft.placeID, type: fitted.event.type,
            level: draft.level, date: fitted.event.date, body: fitted.body, sameness: sameness(of: draft, fitted))
        event.count = fitted.event.count ?? 1
        return event
    }

    /// Where in which file it stood is no part of what happened; an id of its own says that it stands for itself.
    private func sameness(of draft: Draft, _ fitted: FittedEvent) -> UInt128? {
        let event = fitted.event
        let isPlain = (event.referenceID ?? draft.placeID) == draft.placeID
        guard marksSameness, isPlain, !event.isOfSession else { return nil }
        return StableHash.of(event.bare(without: ["log"]).encoded())
    }

    private func loss(_ reason: Loss.Reason, _ draft: Draft, _ origin: Origin) -> Loss {
        Loss(
            reason: reason, file: origin.file, path: origin.path, generation: origin.generation, range: draft.range,
            project: origin.project)
    }
}
