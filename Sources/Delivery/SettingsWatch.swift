import Exceptionless
import Model
import WireFormat

/// Keeps a project's settings current: asks at the start, now and then, and when an answer tells of another version.
/// What is known holds until something else is known.
struct SettingsWatch: Sendable {
    /// Nil until any were ever fetched: then the version is left out of the request, so that they come for certain.
    private(set) var version: Int?
    private let poll: Duration
    private var state = State.notStarted
    private var failures = 0
    /// The version that an answer told of, and when it made us ask.
    private var heard: (version: Int, at: Instant)?

    private enum State {
        case notStarted
        case resting(until: Instant)
        case asking
        case stopped
    }

    init(version: Int?, poll: Duration) {
        self.version = version
        self.poll = max(poll, DeliveryLimits.settingsPollMin)
    }

    /// When to be asked again; nil while an answer is due.
    var deadline: Instant? {
        if case .resting(let until) = state { until } else { nil }
    }

    mutating func start() { state = .resting(until: Instant(nanoseconds: .min)) }
    mutating func stop() { state = .stopped }

    /// The request to make now, if it is time. Where there are no settings to ask for, it is never time again.
    mutating func request(_ receiver: any Receiver, at now: Instant) -> Request? {
        guard case .resting(let until) = state, until <= now else { return nil }
        let request = receiver.settingsRequest(version: version)
        state = request == nil ? .stopped : .asking
        return request
    }

    /// An accepted batch's answer told the version at the server. Any other than ours, also a lower one, is worth
    /// asking for; the same one not twice in a minute, as it may still be on its way to the server that answers us.
    mutating func hear(of told: Int?, at now: Instant) {
        guard let told, told != version, case .resting = state else { return }
        if let heard, heard.version == told, heard.at.duration(to: now) < DeliveryLimits.settingsHeaderPause { return }
        heard = (told, now)
        state = .resting(until: now)
    }

    mutating func answered(
        _ result: Result<Answer, TransportFailure>, at now: Instant, jitter: Double
    ) -> [CourierEffect] {
        guard case .asking = state else { return [] }
        let answer: SettingsAnswer =
            switch result {
            case .success(let answer): SettingsAnswer(for: answer)
            case .failure(let failure): .failed(failure.reason)
            }
        switch answer {
        case .settings(let settings):
            version = settings.version
            return [.storeSettings(settings)] + succeeded(at: now, jitter: jitter)
        case .unchanged: return succeeded(at: now, jitter: jitter)
        case .failed(let reason): return failed(reason, at: now, jitter: jitter)
        }
    }

    /// Polls spread over a tenth of their time.
    private mutating func succeeded(at now: Instant, jitter: Double) -> [CourierEffect] {
        state = .resting(until: now.advanced(by: poll * (1 + jitter / 10)))
        defer { failures = 0 }
        return failures == 0 ? [] : [.alarm(Alarm(.relief, "the project's settings can be fetched again"))]
    }

    private mutating func failed(_ reason: String, at now: Instant, jitter: Double) -> [CourierEffect] {
        failures += 1
        let retry = Backoff(initial: DeliveryLimits.settingsRetryMin, max: poll)
        state = .resting(until: now.advanced(by: retry.delay(attempt: failures, jitter: jitter)))
        guard failures == 1 else { return [] }
        let kept = version.map { "version \($0) of them holds" } ?? "until they come, level_without_setting decides"
        return [.alarm(Alarm(.trouble, "the project's settings cannot be fetched: \(reason); \(kept)"))]
    }
}
