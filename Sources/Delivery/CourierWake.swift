package import Exceptionless
package import Model

/// What happened in the world.
package enum CourierWake: Sendable {
    /// Once, before all others.
    case started
    /// So many of the project's events are in the journal, those that were loaded before included.
    case queued(count: Int)
    /// In answer to `load`: the oldest events, in their order; none if there are none.
    case loaded([StoredEvent])
    /// In answer to `post`.
    case answered(Result<Answer, TransportFailure>, batch: BatchID)
    /// In answer to `fetchSettings`.
    case settingsAnswered(Result<Answer, TransportFailure>)
    /// The time of the last `wait` has come. Too early does no harm.
    case timer
    /// No further request is made. A batch in flight may still be answered.
    case stop
}

/// What the shell is to do, in this order. The last effect of each wake is `wait` or `idle`.
package enum CourierEffect: Hashable, Sendable {
    case load(maxEvents: Int, maxBytes: Int)
    case post(Request, batch: BatchID)
    case fetchSettings(Request)
    /// The server has them: they may leave the journal.
    case acknowledge([Int64])
    /// The server refuses this event for good: out of the queue, with the reason beside it.
    case quarantine(Int64, reason: String)
    /// They hold from now on, and are what the next start begins with.
    case storeSettings(ProjectSettings)
    case storeState(CourierState)
    /// For the log and the status.
    case alarm(Alarm)
    /// Wake with `timer` then; any earlier wait is void.
    case wait(until: Instant)
    /// No time to wait for; any earlier wait is void.
    case idle
}

/// Tells the posts of one courier apart, so that a late answer is not taken for another's.
package struct BatchID: Hashable, Sendable {
    /// 1 for the first post since the start.
    package let number: Int

    package init(number: Int) { self.number = number }
}

/// A line for people: one when a trouble begins, none while it lasts, one when it is over.
package struct Alarm: Hashable, Sendable {
    /// Whether it is a warning or the end of one.
    package enum Kind: Hashable, Sendable {
        case trouble
        case relief
    }

    package var kind: Kind
    /// What happened, what happens to the events, and what helps.
    package var text: String

    package init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
}
