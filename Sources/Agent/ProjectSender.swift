package import Delivery
import Exceptionless
import Journaling
import Model
package import Platform

/// Runs one project's sending half: turns answers and timers into wakes, one at a time. Its work waits for the
/// journal's disk, so it runs on a thread of its own.
package actor ProjectSender {
    private var half: SendingHalf
    private let transport: any Transport
    private let clock: any Clock
    private let executor: SerialThread
    /// After the journal refused.
    private let pause: Duration
    private let report: @Sendable (SendingHalf.Outgoing) -> Void
    private let counted: @Sendable (SendingCounts) -> Void
    private var published = SendingCounts()
    private var timer: Task<Void, Never>?
    private var requests: [Int: Task<Void, Never>] = [:]
    private var requestCount = 0
    /// Counts the half's beginnings: an answer to a former one is nobody's.
    private var generation = 0
    private var isRefused = false
    private var firstSettings: FirstAnswer
    private var isStopped = false
    /// A batch has no answer yet.
    private var isPosting = false
    /// The queue was changed meanwhile.
    private var mustRenew = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// `report` is told of new settings and of what people should know, `counted` of new counts.
    package init(
        half: SendingHalf, transport: any Transport, clock: any Clock, executor: SerialThread,
        pause: Duration = .seconds(5),
        report: @escaping @Sendable (SendingHalf.Outgoing) -> Void,
        counted: @escaping @Sendable (SendingCounts) -> Void = { _ in }
    ) {
        (self.half, self.transport, self.clock) = (half, transport, clock)
        (self.executor, self.pause, self.report, self.counted) = (executor, pause, report, counted)
        firstSettings = FirstAnswer()
        if !half.fetchesSettings { firstSettings.arrive() }
    }

    /// Sends what the journal holds, too.
    package func start() {
        wake(.started)
        committed()
    }

    /// The reading half has committed events of this project.
    package func committed() {
        act { half, moment, jitter throws(JournalError) in try half.committed(at: moment, jitter: jitter) }
    }

    /// Somebody took events out of the queue or put some back: begins anew with what the journal holds now, at once, or
    /// when what is in flight is answered.
    package func queueChanged() {
        guard !isStopped else { return }
        if isPosting { mustRenew = true } else { beginAnew() }
    }

    private func beginAnew() {
        mustRenew = false
        forgetRequests()
        timer?.cancel()
        renew()
    }

    /// Makes no further request, and waits for those in flight, but not longer than `budget`. What has no answer by
    /// then stays in the journal and is sent again.
    package func stop(within budget: Duration) async {
        wake(.stop)
        isStopped = true
        timer?.cancel()
        let inFlight = Array(requests.values)
        let end = Task {
            try? await Task.sleep(for: budget)
            for request in inFlight { request.cancel() }
        }
        for request in inFlight { await request.value }
        end.cancel()
    }

    /// Returns once the settings were asked for, whatever the answer; at once where there are none.
    package func settingsAsked() async { await firstSettings.wait() }

    private func wake(_ wake: CourierWake) {
        act { half, moment, jitter throws(JournalError) in try half.handle(wake, at: moment, jitter: jitter) }
    }

    private func act(
        _ body: (inout SendingHalf, Moment, Double) throws(JournalError) -> [SendingHalf.Outgoing]
    ) {
        guard !isStopped else { return }
        do throws(JournalError) {
            for effect in try body(&half, clock.now(), .random(in: 0...1)) { perform(effect) }
        } catch { refused(error) }
        publishCounts()
    }

    /// The journal refused in the middle of something. After a while the half begins anew with what the journal holds;
    /// what is in flight is sent again then, to no effect.
    private func refused(_ error: JournalError) {
        if !isRefused {
            report(.say(Notice(.error, "project \(half.project): \(error.description). Sending waits")))
        }
        isRefused = true
        forgetRequests()
        timer?.cancel()
        timer = Task { [weak self, pause] in
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { await self?.renew() }
        }
    }

    /// Answers to them are nobody's from now on.
    private func forgetRequests() {
        isPosting = false
        for request in requests.values { request.cancel() }
        requests = [:]
        generation += 1
    }

    private func renew() {
        do throws(JournalError) { half = try half.renewed() } catch { return refused(error) }
        if isRefused { report(.say(Notice(.info, "project \(half.project): the journal answers again"))) }
        isRefused = false
        start()
    }

    private func publishCounts() {
        guard half.counts != published else { return }
        published = half.counts
        counted(published)
    }

    private func perform(_ effect: SendingHalf.Outgoing) {
        switch effect {
        case .post(let request, let batch):
            isPosting = true
            make { [transport] in .answered(await transport.result(of: request), batch: batch) }
        case .fetchSettings(let request):
            make { [transport] in .settingsAnswered(await transport.result(of: request)) }
        case .settings, .say: report(effect)
        case .wait(let until): wait(until: until)
        }
    }

    private func make(_ request: @escaping @Sendable () async -> CourierWake) {
        requestCount += 1
        let (number, generation) = (requestCount, generation)
        requests[number] = Task { [weak self] in
            let answer = await request()
            await self?.answered(answer, request: number, of: generation)
        }
    }

    private func answered(_ answer: CourierWake, request: Int, of generation: Int) {
        // Whoever waits for the settings finds them obeyed.
        defer { if case .settingsAnswered = answer { firstSettings.arrive() } }
        guard generation == self.generation else { return }
        requests[request] = nil
        if case .answered = answer { isPosting = false }
        // What was in flight at the stop is acknowledged if the answer still comes in time.
        if case .answered = answer, isStopped {
            _ = try? half.handle(answer, at: clock.now(), jitter: 0)
            publishCounts()
        } else if mustRenew, !isPosting {
            // What it would send next may have been dropped.
            _ = try? half.handle(answer, at: clock.now(), jitter: 0)
            beginAnew()
            publishCounts()
        } else {
            wake(answer)
        }
    }

    private func wait(until: Instant?) {
        timer?.cancel()
        timer = until.map { until in
            let delay = max(.zero, clock.now().instant.duration(to: until))
            return Task { [weak self] in
                try? await Task.sleep(for: delay)
                if !Task.isCancelled { await self?.timeCame() }
            }
        }
    }

    private func timeCame() { wake(.timer) }
}

extension Transport {
    func result(of request: Request) async -> Result<Answer, TransportFailure> {
        do throws(TransportFailure) { return .success(try await send(request)) } catch { return .failure(error) }
    }
}

/// Lets any number wait for something that happens once.
private struct FirstAnswer: Sendable {
    private let stream: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() { (stream, arrival) = AsyncStream.makeStream() }

    func arrive() { arrival.finish() }
    func wait() async { for await _ in stream {} }
}
