import Exceptionless
import Model
import WireFormat

// What each answer means. "Keep" is the rule; only `accepted` and a single refused event leave the queue.
//
//     accepted             acknowledge, go on; none left of the budget: pause to the next quarter of an hour
//     408 425 5xx, none    keep, back off from 1 s to 5 min
//     not the protocol     the same: a captive portal is no acknowledgement
//     429                  keep to the next quarter of an hour and 1–30 s
//     402                  keep to the next five minutes and 1–30 s; again: 15 min to 1 h; then few, and twice as many
//     401 403 404          keep, probe with one event from 1 to 15 min
//     413                  half the bytes from now on; a single event is shortened, then refused
//     400 411 415 422      bisect down to the one event, refuse it, go on
//
// These are the statuses of Exceptionless; a `Receiver` says which verdict an answer is.

extension Courier {
    mutating func answered(
        _ result: Result<Answer, TransportFailure>, _ id: BatchID, at moment: Moment, jitter: Double
    ) -> [CourierEffect] {
        let batch: Batch
        let isEnding: Bool
        switch phase {
        case .sending(let sent) where sent.id == id: (batch, isEnding) = (sent, false)
        case .ending(let sent) where sent.id == id: (batch, isEnding) = (sent, true)
        case .asleep, .resting, .loading, .sending, .ending, .holding: return []
        }
        phase = .resting(until: nil)
        let effects: [CourierEffect] =
            switch result {
            case .success(let answer): react(to: answer, to: batch, at: moment, jitter: jitter)
            case .failure(let failure):
                retry(
                    "no answer: \(receiver.redacted(failure.reason))", as: failure.kind.rawValue, at: moment,
                    jitter: jitter)
            }
        if isEnding { phase = .asleep }
        return effects
    }

    private mutating func react(
        to answer: Answer, to batch: Batch, at moment: Moment, jitter: Double
    ) -> [CourierEffect] {
        switch receiver.verdict(for: answer, at: moment.wall) {
        case .accepted(let configVersion, let remaining):
            settings.hear(of: configVersion, at: moment.instant)
            return accepted(batch, remaining: remaining, at: moment, jitter: jitter)
        case .retryLater(let status):
            let least = answer.retryAfter(at: moment.wall, atMost: receiver.limits.retryAfterMax)
            return retry(
                "status \(status)", as: "status \(status / 100)xx", least: least, at: moment, jitter: jitter)
        case .notTheProtocol(let what):
            let what = receiver.redacted(what)
            return retry("not the server's answer: \(what)", as: "not the protocol", at: moment, jitter: jitter)
        case .throttled(let until): return throttled(until: until, at: moment, jitter: jitter)
        case .planLimit(let until): return planLimit(until: until, at: moment, jitter: jitter)
        case .refusedKey(let status): return refusedKey(status, at: moment, jitter: jitter)
        case .tooLarge: return tooLarge(batch, at: moment, jitter: jitter)
        case .malformed(let status):
            return malformed(batch, "status \(status)\(words(of: answer))", at: moment, jitter: jitter)
        }
    }

    /// The server's own words for people, if it has any.
    private func words(of answer: Answer) -> String {
        let words = String(decoding: answer.body.prefix(DeliveryLimits.wordsMax), as: UTF8.self)
            .split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return words.isEmpty ? "" : ": \(receiver.redacted(words))"
    }
}

// MARK: - Accepted

extension Courier {
    private mutating func accepted(
        _ batch: Batch, remaining: Int?, at moment: Moment, jitter: Double
    ) -> [CourierEffect] {
        loaded.removeFirst(batch.seqs.count)
        waiting = max(waiting - batch.seqs.count, loaded.count)
        refusedInARow = 0
        pace = pace.afterAccepted(batch.seqs.count, full: policy.batchEventsMax)
        var effects: [CourierEffect] = [.acknowledge(batch.seqs)]
        if trouble != nil { effects.append(.alarm(Alarm(.relief, "the server accepts events again"))) }
        trouble = nil
        let quarter = moment.wall.nextQuarter
        isSavingRequests = false
        if remaining == 0 {
            return effects + hold(until: quarter, plus: smallJitter(jitter), at: moment)
        }
        if let remaining, remaining < DeliveryLimits.budgetLow {
            isSavingRequests = true
            let share = moment.wall.duration(to: quarter) / (remaining + 1)
            notBefore = max(notBefore, moment.instant.advanced(by: share))
        }
        return effects + forgetPause()
    }

    private mutating func forgetPause() -> [CourierEffect] {
        guard learned.notBefore != nil else { return [] }
        learned.notBefore = nil
        return [.storeState(learned)]
    }
}

extension Courier.Pace {
    fileprivate func afterAccepted(_ count: Int, full: Int) -> Self {
        switch self {
        case .full: .full
        case .atMost(let most): most * 2 < full ? .atMost(most * 2) : .full
        case .bisecting(let suspects): suspects > count ? .bisecting(suspects: suspects - count) : .full
        }
    }
}

// MARK: - Kept

extension Courier {
    private mutating func retry(
        _ what: String, as sort: String, least: Duration = .zero, at moment: Moment, jitter: Double
    ) -> [CourierEffect] {
        let effects = meet(.unreachable, sort, "the server takes no events (\(what)); they are kept and sent again")
        let pause = max(policy.retry.delay(attempt: attempts, jitter: jitter), least)
        phase = .holding(until: moment.instant.advanced(by: pause))
        return effects
    }

    private mutating func throttled(until: Timestamp, at moment: Moment, jitter: Double) -> [CourierEffect] {
        let text = """
            too many requests of the organization (status 429); events are kept until \(until.iso8601). A longer \
            delivery.linger makes fewer requests
            """
        return meet(.throttled, "429", text) + hold(until: until, plus: smallJitter(jitter), at: moment)
    }

    private mutating func planLimit(until: Timestamp, at moment: Moment, jitter: Double) -> [CourierEffect] {
        let text = """
            the plan's events are used up for now (status 402); events are kept. A larger plan, or rules that make \
            fewer events, help
            """
        let effects = meet(.planLimit, "402", text)
        pace = .atMost(DeliveryLimits.rampEvents)
        guard attempts > 1 else { return effects + hold(until: until, plus: smallJitter(jitter), at: moment) }
        let pause = DeliveryLimits.plan.delay(attempt: attempts - 1, jitter: jitter)
        return effects + hold(until: moment.wall.advanced(by: pause), plus: .zero, at: moment)
    }

    private mutating func refusedKey(_ status: Int, at moment: Moment, jitter: Double) -> [CourierEffect] {
        let text = """
            \(receiver.reason(forRefusal: status)) (status \(status)); events are kept. Check \
            \(receiver.addressSettings)
            """
        let effects = meet(.refusedKey, "\(status)", text)
        pace = .atMost(1)
        phase = .holding(until: moment.instant.advanced(by: probePause(jitter)))
        return effects
    }

    /// A pause that the server's calendar sets, and that a restart must not cut short.
    private mutating func hold(until date: Timestamp, plus extra: Duration, at moment: Moment) -> [CourierEffect] {
        let end = date.advanced(by: extra)
        phase = .holding(until: moment.instant.advanced(by: max(.zero, moment.wall.duration(to: end))))
        learned.notBefore = end
        return [.storeState(learned)]
    }

    /// One more of this kind of trouble; the text is told if it is news.
    private mutating func meet(_ kind: Trouble.Kind, _ sort: String, _ text: String) -> [CourierEffect] {
        var met = trouble ?? Trouble(kind: kind, attempts: 0)
        met.attempts = met.kind == kind ? met.attempts + 1 : 1
        met.kind = kind
        let isNews = met.announced.insert(sort).inserted
        trouble = met
        return isNews ? [.alarm(Alarm(.trouble, text))] : []
    }

    private var attempts: Int { max(1, trouble?.attempts ?? 1) }

    private func smallJitter(_ jitter: Double) -> Duration { .seconds(1) + .seconds(29) * jitter }

    private func probePause(_ jitter: Double) -> Duration {
        DeliveryLimits.probe.delay(attempt: attempts, jitter: jitter)
    }
}

// MARK: - Refused

extension Courier {
    private mutating func tooLarge(_ batch: Batch, at moment: Moment, jitter: Double) -> [CourierEffect] {
        guard batch.seqs.count > 1 else {
            return shortenFirst("status 413, even when shortened", at: moment, jitter: jitter)
        }
        pace = .atMost(batch.seqs.count / 2)
        let half = max(batch.wireBytes / 2, DeliveryLimits.wireBytesFloor)
        guard half < learned.batchBytesMax ?? .max else { return [] }
        learned.batchBytesMax = half
        return [.storeState(learned)]
    }

    /// The first event becomes half as long; one that cannot is refused.
    mutating func shortenFirst(_ reason: String, at moment: Moment, jitter: Double) -> [CourierEffect] {
        guard let first = loaded.first else { return [] }
        let half = min(first.event.body.count / 2, DeliveryLimits.bodyBytesMax / 2)
        guard let body = trimmed(first.event.body, toBytes: half) else {
            return refuseFirst(reason, at: moment, jitter: jitter)
        }
        loaded[0].event.body = body
        return []
    }

    private mutating func malformed(
        _ batch: Batch, _ reason: String, at moment: Moment, jitter: Double
    ) -> [CourierEffect] {
        guard batch.seqs.count == 1 else {
            pace = .bisecting(suspects: batch.seqs.count)
            return []
        }
        return refuseFirst(reason, at: moment, jitter: jitter)
    }

    /// The event leaves the queue. If nothing but refusals came for a while, the fault is likely not the events': then
    /// they are refused one by one with long pauses, and people are told.
    private mutating func refuseFirst(_ reason: String, at moment: Moment, jitter: Double) -> [CourierEffect] {
        let refusal = setFirstAside(reason)
        pace = .full
        refusedInARow += 1
        guard refusedInARow > DeliveryLimits.refusedInARowMax else { return refusal }
        let text = """
            the server refuses one event after the other (\(reason)); the others are kept, and tried one by one. Check \
            \(receiver.addressSettings), and what stands between
            """
        let effects = meet(.refusesAll, "refuses all", text)
        pace = .atMost(1)
        phase = .holding(until: moment.instant.advanced(by: probePause(jitter)))
        return refusal + effects
    }

    /// The first event is out of the queue, which says nothing of the others.
    mutating func setFirstAside(_ reason: String) -> [CourierEffect] {
        let first = loaded.removeFirst()
        waiting = max(waiting - 1, loaded.count)
        return [.quarantine(first.seq, reason: reason)]
    }
}

extension Timestamp {
    /// The next full quarter of an hour in UTC, when the server's budget of requests begins anew.
    fileprivate var nextQuarter: Timestamp { Timestamp(seconds: (seconds.flooredQuotient(900) + 1) * 900) }
}
