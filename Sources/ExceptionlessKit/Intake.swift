import Exceptionless
import Model
import Synchronization

/// What those who submit and the one who sends share: settings, the duplicate window, the queue and the counts. Each
/// call is short and waits for nobody but another call.
final class Intake: Sendable {
    private let preparation: Preparation
    private let notify: @Sendable (ClientNotice) -> Void
    private let state: Mutex<IntakeState>

    init(_ configuration: ClientConfiguration) {
        preparation = Preparation(configuration)
        notify = configuration.notify
        state = Mutex(
            IntakeState(
                settings: configuration.knownSettings ?? .none,
                duplicates: DuplicateWindow(configuration.duplicateWindow, bytesMax: configuration.queueBytesMax),
                outbox: Outbox(eventsMax: configuration.queueEventsMax, bytesMax: configuration.queueBytesMax)))
    }

    var settings: ProjectSettings { state.withLock { $0.settings } }

    var session: String? {
        get { state.withLock { $0.session } }
        set { state.withLock { $0.session = newValue } }
    }

    var counts: ClientCounts {
        state.withLock { state in
            var counts = state.counts
            counts.waiting = state.outbox.entries.reduce(0) { $0 + $1.submissions } + state.duplicates.heldCount
            return counts
        }
    }

    /// How many events wait in the queue.
    var queued: Int { state.withLock { $0.outbox.entries.count } }

    /// When the first duplicate window ends.
    var nextEnd: Instant? { state.withLock { $0.duplicates.nextEnd } }
}

// MARK: - Submitting

extension Intake {
    /// The event as it would be sent, or why it is not; it is not queued.
    func prepare(_ event: Event) -> Preparation.Outcome {
        // Plugins and encoding are somebody else's time, and not under the lock.
        let (settings, session) = state.withLock { ($0.settings, $0.session) }
        return preparation.prepared(event, session: session, notify: notify)
            .flatMap { preparation.admitted($0, by: settings) }
    }

    func submit(_ event: Event, at now: Instant) -> Submission {
        let outcome = prepare(event)
        let (submission, isNewlyFull) = state.withLock { state in
            let wasFull = state.isFull
            let submission = state.take(outcome, at: now)
            if case .dropped(let reason) = submission { state.counts.count(reason) }
            return (submission, state.isFull && !wasFull)
        }
        if isNewlyFull { notify(.queueFull) }
        return submission
    }

    /// For events that go another way than through the queue.
    func count(_ change: (inout ClientCounts) -> Void) { state.withLock { change(&$0.counts) } }

    /// Nothing is taken any more.
    func close() { state.withLock { $0.isClosed = true } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// What the duplicate windows held goes into the queue: those that have ended, or all of them.
    func release(at now: Instant, all: Bool = false) {
        state.withLock { state in
            for merged in all ? state.duplicates.all() : state.duplicates.ended(at: now) {
                state.enqueue(merged.event, submissions: merged.submissions)
            }
        }
    }
}

// MARK: - Sending

extension Intake {
    /// The oldest events, as many as fit. Those that were judged by former settings are judged again first, and those
    /// that the server would drop for their age get the date `now`.
    func load(maxEvents: Int, maxBytes: Int, now: Timestamp) -> [StoredEvent] {
        state.withLock { state in
            var loaded: [StoredEvent] = []
            var bytes = 0
            for entry in state.outbox.entries {
                guard let event = state.current(entry, now: now, preparation) else { continue }
                guard loaded.count < maxEvents, loaded.isEmpty || bytes + event.body.count <= maxBytes else { break }
                bytes += event.body.count
                loaded.append(StoredEvent(seq: entry.seq, event: event))
            }
            return loaded
        }
    }

    func acknowledge(_ seqs: [Int64]) {
        state.withLock { state in
            for seq in seqs {
                let entry = state.outbox.replace(seq) { _ in nil }
                state.counts.accepted += entry == nil ? 0 : 1
                state.counts.merged += max(0, (entry?.submissions ?? 1) - 1)
            }
            state.isFull = false
        }
    }

    func refuse(_ seq: Int64, reason: String) {
        let id = state.withLock { state in
            let entry = state.outbox.replace(seq) { _ in nil }
            state.counts.refused += entry?.submissions ?? 0
            return entry?.event.referenceID
        }
        if let id { notify(.refused(referenceID: id, reason: reason)) }
    }

    /// They hold from now on, for what waits as well.
    func apply(_ settings: ProjectSettings) {
        state.withLock { state in
            (state.settings, state.judgement) = (settings, state.judgement + 1)
        }
        notify(.settings(settings))
    }

    /// All that was not accepted, for the application to keep.
    func drain() -> [Event] {
        state.withLock { state in
            let events = state.outbox.entries.map(\.event)
            for entry in state.outbox.entries { state.outbox.replace(entry.seq) { _ in nil } }
            return events
        }
    }
}
