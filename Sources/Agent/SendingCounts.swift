import Delivery
import Exceptionless
package import Model
import WireFormat

/// What became of one project's requests since the process started.
package struct SendingCounts: Hashable, Sendable {
    package private(set) var acknowledgedEvents = 0
    package private(set) var acknowledgedRequests = 0
    /// Answers that were no acknowledgement, by HTTP status.
    package private(set) var refusals: [Int: Int] = [:]
    /// Requests without a whole answer.
    package private(set) var failedRequests = 0
    package private(set) var quarantinedEvents = 0
    /// What was last told of sending; nil once it is over.
    package var trouble: String?

    package init() {}

    mutating func count(_ wake: CourierWake, by receiver: any Receiver, at now: Timestamp) {
        guard case .answered(let result, _) = wake else { return }
        switch result {
        case .success(let answer):
            // Whether an accepted batch was ours to acknowledge, the courier tells.
            if case .accepted = receiver.verdict(for: answer, at: now) { return }
            refusals[answer.status, default: 0] += 1
        case .failure: failedRequests += 1
        }
    }

    /// After the journal has done it.
    mutating func countAcknowledged(_ count: Int) {
        acknowledgedEvents += count
        acknowledgedRequests += 1
    }

    /// Likewise.
    mutating func countQuarantined() { quarantinedEvents += 1 }
}

extension ProjectStatus {
    /// Takes over what was counted.
    package mutating func take(_ counts: SendingCounts) {
        (acknowledgedEvents, acknowledgedRequests) = (counts.acknowledgedEvents, counts.acknowledgedRequests)
        (refusals, failedRequests) = (counts.refusals, counts.failedRequests)
        (quarantinedEvents, trouble) = (counts.quarantinedEvents, counts.trouble)
    }
}
