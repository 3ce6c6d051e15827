import Exceptionless
package import Model
import WireFormat

/// Brings one project's events to its server, in their order. A state machine: it is told what happened and answers
/// with what to do; it waits for nothing itself.
package struct Courier: Sendable {
    let receiver: any Receiver
    let policy: DeliveryPolicy
    /// What it learned of the server, as the journal should hold it.
    package internal(set) var learned: CourierState
    var phase = Phase.asleep
    var pace = Pace.full
    /// The oldest events, loaded and not yet off the queue.
    var loaded: [StoredEvent] = []
    /// Whether they are to be loaded anew before the next request.
    private var mustReload = false
    /// How many events are in the queue, as far as is known, the loaded ones included.
    var waiting = 0
    /// No request before this, so that small batches gather: the linger, or the server's budget, counted from the last.
    var notBefore = Instant(nanoseconds: .min)
    /// The same, but however much waits: the server's budget is nearly used up.
    var isSavingRequests = false
    var trouble: Trouble?
    var refusedInARow = 0
    var settings: SettingsWatch
    private var postCount = 0

    enum Phase: Sendable {
        /// Not started, or stopped and no answer is due.
        case asleep
        /// Nothing waits, or not long enough.
        case resting(until: Instant?)
        case loading
        case sending(Batch)
        /// Stopped; the answer still counts.
        case ending(Batch)
        /// The server's answer, or its silence, asked for a pause.
        case holding(until: Instant)
    }

    /// How many events a request may carry.
    enum Pace: Hashable, Sendable {
        case full
        /// A few, then twice as many: after a 402 or a 413.
        case atMost(Int)
        /// Among this many at the head of the queue is one that the server does not understand.
        case bisecting(suspects: Int)

        /// Nil for as many as a full batch.
        var eventsMax: Int? {
            switch self {
            case .full: nil
            case .atMost(let count): count
            case .bisecting(let suspects): max(1, suspects / 2)
            }
        }
    }

    /// `learned` is what the journal has of the last run, `settingsVersion` that of the settings stored there for this
    /// server and key; nil if there are none.
    package init(
        _ receiver: any Receiver, policy: DeliveryPolicy = DeliveryPolicy(), learned: CourierState = CourierState(),
        settingsVersion: Int? = nil
    ) {
        var policy = policy
        policy.batchEventsMax = min(policy.batchEventsMax, receiver.limits.eventsMax)
        (self.receiver, self.policy, self.learned) = (receiver, policy, learned)
        settings = SettingsWatch(version: settingsVersion, poll: policy.settingsPoll)
    }

    /// `jitter` is drawn anew for each wake, evenly from 0...1.
    package mutating func handle(_ wake: CourierWake, at moment: Moment, jitter: Double) -> [CourierEffect] {
        var effects: [CourierEffect] = []
        switch wake {
        case .started: start(at: moment)
        case .queued(let count): waiting = max(count, loaded.count)
        case .loaded(let events): take(events)
        case .answered(let result, let id): effects += answered(result, id, at: moment, jitter: jitter)
        case .settingsAnswered(let result):
            let told = settings.answered(result, at: moment.instant, jitter: jitter)
            for case .storeSettings in told { mustReload = true }
            effects += told
        case .timer: break
        case .stop: stop()
        }
        effects += proceed(at: moment, jitter: jitter)
        if let request = settings.request(receiver, at: moment.instant) { effects.append(.fetchSettings(request)) }
        return effects + [nextWait]
    }

    /// Whether an answer is due; after `stop`, whether it is worth waiting.
    package var isSending: Bool {
        switch phase {
        case .sending, .ending: true
        case .asleep, .resting, .loading, .holding: false
        }
    }

    private mutating func start(at moment: Moment) {
        settings.start()
        phase = .resting(until: nil)
        guard let date = learned.notBefore else { return }
        let pause = moment.wall.duration(to: date)
        if pause > .zero, pause <= DeliveryLimits.notBeforeMax {
            phase = .holding(until: moment.instant.advanced(by: pause))
        }
    }

    private mutating func stop() {
        settings.stop()
        if case .sending(let batch) = phase { phase = .ending(batch) } else if !isSending { phase = .asleep }
    }

    private mutating func take(_ events: [StoredEvent]) {
        guard case .loading = phase else { return }
        loaded = events
        waiting = events.isEmpty ? 0 : max(waiting, events.count)
        phase = .resting(until: nil)
    }

    /// The next request or the next load, if it is time for one.
    private mutating func proceed(at moment: Moment, jitter: Double) -> [CourierEffect] {
        let now = moment.instant
        switch phase {
        case .asleep, .loading, .sending, .ending: return []
        case .holding(let until):
            guard until <= now else { return [] }
            // It was long enough to gather.
            notBefore = until
            mustReload = true
        case .resting: break
        }
        // What has waited may be too old by now, or not wanted any more: whoever loads it looks at it again.
        if mustReload { (loaded, mustReload) = ([], false) }
        phase = .resting(until: nil)
        guard waiting > 0 else { return [] }
        if notBefore > now, isSavingRequests || (pace == .full && waiting < policy.batchEventsMax) {
            phase = .resting(until: notBefore)
            return []
        }
        guard loaded.isEmpty else { return post(at: moment, jitter: jitter) }
        phase = .loading
        return [.load(maxEvents: policy.batchEventsMax, maxBytes: receiver.limits.eventBytesMax)]
    }

    private mutating func post(at moment: Moment, jitter: Double) -> [CourierEffect] {
        let id = BatchID(number: postCount + 1)
        let batch: Batch?
        do throws(EventRefusal) {
            batch = try Batch(
                loaded[...], id: id, eventsMax: pace.eventsMax ?? policy.batchEventsMax,
                wireBytesMax: learned.batchBytesMax ?? .max, receiver: receiver)
        } catch {
            return setFirstAside(error.reason) + proceed(at: moment, jitter: jitter)
        }
        guard let batch else {
            // More than the server would read of any request.
            return shortenFirst("it is larger than any request may be", at: moment, jitter: jitter)
                + proceed(at: moment, jitter: jitter)
        }
        postCount += 1
        notBefore = moment.instant.advanced(by: policy.linger)
        phase = .sending(batch)
        return [.post(batch.request, batch: id)]
    }

    private var nextWait: CourierEffect {
        let due: Instant? =
            switch phase {
            case .holding(let until): until
            case .resting(let until): until
            case .asleep, .loading, .sending, .ending: nil
            }
        let next = [due, settings.deadline].compactMap { $0 }.min()
        return next.map { .wait(until: $0) } ?? .idle
    }
}
