import Exceptionless
import Journaling
package import Model
package import Rules
import WireFormat

/// The last look at events that have waited: the project may want them no more, and the server may find them too old,
/// which it says to nobody.
package struct LastLook: Sendable {
    private var gate: SettingsGate
    /// Nil where nobody drops events for their age, or where people want them sent all the same.
    private let late: LatePolicy?
    /// What came in before was judged by other settings.
    private var settingsSince: Timestamp?

    package init(levelWithoutSetting: Level?, late: LatePolicy?) {
        gate = SettingsGate(levelWithoutSetting: levelWithoutSetting)
        self.late = late
    }

    /// Sends whatever was queued.
    package static let none = LastLook(levelWithoutSetting: nil, late: nil)

    /// From now on, `since` being when they came.
    mutating func obey(_ settings: ProjectSettings, since: Timestamp) {
        gate = gate.obeying(settings)
        settingsSince = since
    }

    /// What is to be done about these before they are sent.
    func amendments(to batch: [StoredEvent], at now: Timestamp) -> [Amendment] {
        batch.compactMap { stored in
            let isTooOld = late != nil && stored.event.date < now.advanced(by: .zero - EventLimits.ageMax)
            guard isTooOld || wasJudgedOtherwise(stored), var event = EncodedEvent(stored.event.body) else {
                return nil
            }
            // Whoever told it by hand chose it, and was promised that it goes.
            if wasJudgedOtherwise(stored), event.submissionMethod != SubmissionMethod.manual.rawValue,
                isUnwanted(event)
            {
                return .discarded(seq: stored.seq, Loss(reason: .gated, project: stored.event.project))
            }
            guard isTooOld else { return nil }
            guard late == .redate else {
                return .discarded(seq: stored.seq, Loss(reason: .late, project: stored.event.project))
            }
            event.redate(to: now)
            return .redated(seq: stored.seq, to: now, body: event.bytes)
        }
    }

    private func wasJudgedOtherwise(_ stored: StoredEvent) -> Bool {
        guard let settingsSince, let storedAt = stored.storedAt else { return false }
        return storedAt < settingsSince
    }

    private func isUnwanted(_ event: EncodedEvent) -> Bool {
        if case .discard = gate.verdict(for: event) { return true }
        return false
    }
}
