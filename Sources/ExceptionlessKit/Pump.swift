import Delivery
import Exceptionless
import Model

/// Brings what waits in the intake to the server: performs what a courier decides, and keeps its time. One a client.
actor Pump {
    private let intake: Intake
    private let collector: Collector
    private let transport: any Transport
    private let clock: any ClientClock
    private let notify: @Sendable (ClientNotice) -> Void
    private var courier: Courier
    /// Without settings of a former run nothing is sent before the server was asked for them, whatever it said.
    private var isOpen: Bool
    private var isStopped = false
    private var requests: [Int: Task<Void, Never>] = [:]
    private var requestCount = 0
    private var courierDue: Instant?
    private var timer: (due: Instant, task: Task<Void, Never>)?
    private var pulse: Task<Void, Never>?
    /// Those who wait for the queue to be empty.
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var waiterCount = 0
    /// The settings' version that an answer to a request by itself told last.
    private var toldVersion: Int?

    init(_ configuration: ClientConfiguration, intake: Intake, transport: any Transport, clock: any ClientClock) {
        var policy = DeliveryPolicy()
        (policy.linger, policy.settingsPoll) = (configuration.linger, configuration.settingsPoll)
        collector = configuration.collector
        (self.intake, self.transport, self.clock) = (intake, transport, clock)
        notify = configuration.notify
        isOpen = configuration.knownSettings != nil
        courier = Courier(collector, policy: policy, settingsVersion: configuration.knownSettings?.version)
    }

    /// Until `signals` ends, each of which says that there may be something to send.
    func run(_ signals: AsyncStream<Void>) async {
        wake(.started)
        for await _ in signals { attend() }
    }

    /// Looks at what waits.
    func attend() {
        intake.release(at: clock.now().instant)
        if isOpen { wake(.queued(count: intake.queued)) } else { setTimer() }
    }

    private func wake(_ first: CourierWake) {
        var wakes = [first]
        while !wakes.isEmpty {
            let wake = wakes.removeFirst()
            for effect in courier.handle(wake, at: clock.now(), jitter: .random(in: 0...1)) {
                if let answer = perform(effect) { wakes.append(answer) }
            }
        }
        setTimer()
        if intake.queued == 0 { endWaits() }
    }

    /// The queue's answer to an effect, if it has one.
    private func perform(_ effect: CourierEffect) -> CourierWake? {
        switch effect {
        case .load(let maxEvents, let maxBytes):
            return .loaded(intake.load(maxEvents: maxEvents, maxBytes: maxBytes, now: clock.now().wall))
        case .post(let request, let batch):
            track { [transport] in .answered(await transport.result(of: request), batch: batch) }
        case .fetchSettings(let request):
            track { [transport] in .settingsAnswered(await transport.result(of: request)) }
        case .acknowledge(let seqs): intake.acknowledge(seqs)
        case .quarantine(let seq, let reason): intake.refuse(seq, reason: reason)
        case .storeSettings(let settings): intake.apply(settings)
        // The courier remembers it itself; nothing outlives the process.
        case .storeState: break
        case .alarm(let alarm): notify(alarm.kind == .trouble ? .trouble(alarm.text) : .relief(alarm.text))
        case .wait(let until): courierDue = until
        case .idle: courierDue = nil
        }
        return nil
    }

    /// Makes a request; what it gives is for the courier.
    private func track(_ request: @escaping @Sendable () async -> CourierWake?) {
        guard !isStopped else { return }
        requestCount += 1
        let number = requestCount
        requests[number] = Task { [weak self] in
            let answer = await request()
            await self?.answered(answer, request: number)
        }
    }

    private func answered(_ answer: CourierWake?, request number: Int) {
        requests[number] = nil
        guard let answer else { return }
        wake(answer)
        guard case .settingsAnswered = answer, !isOpen, !isStopped else { return }
        isOpen = true
        attend()
    }
}

// MARK: - Time

extension Pump {
    private func setTimer() {
        let due = [courierDue, intake.nextEnd].compactMap { $0 }.min()
        guard timer?.due != due else { return }
        timer?.task.cancel()
        timer = due.flatMap { due in
            guard !isStopped else { return nil }
            let task = Task { [weak self, clock] in
                await clock.wait(until: due)
                if !Task.isCancelled { await self?.timeCame(due) }
            }
            return (due, task)
        }
    }

    private func timeCame(_ due: Instant) {
        guard timer?.due == due else { return }
        timer = nil
        wake(.timer)
        attend()
    }

    /// Tells the server every so often that the session is alive, until another begins or nil ends it.
    func keepAlive(_ session: String?, every interval: Duration?) {
        pulse?.cancel()
        pulse = nil
        guard let session, let interval, !isStopped else { return }
        let request = collector.heartbeat(session: session, closes: false)
        let start = clock.now().instant
        pulse = Task { [transport, clock] in
            var due = start
            while !Task.isCancelled {
                due = due.advanced(by: max(interval, .seconds(30)))
                await clock.wait(until: due)
                // Without an answer there is nothing to do: the server ends a session by itself.
                if !Task.isCancelled { _ = await transport.result(of: request) }
            }
        }
    }
}

// MARK: - Requests by themselves

extension Pump {
    /// An answer to another request told the version of the settings at the server; any other than ours is fetched,
    /// the same one once.
    func heard(version: Int?) {
        guard let version, version != intake.settings.version, version != toldVersion, !isStopped else { return }
        toldVersion = version
        let request = collector.settings(version: intake.settings.version)
        // Not by the courier, which asks in its own time and takes no answer that it did not ask for.
        track { [transport, intake] in
            guard case .success(let answer) = await transport.result(of: request),
                case .settings(let settings) = SettingsAnswer(for: answer)
            else { return nil }
            intake.apply(settings)
            return nil
        }
    }
}

// MARK: - The end

extension Pump {
    /// Returns when nothing waits any more, or at `deadline`. What the duplicate windows held goes, too.
    func flush(until deadline: Instant) async {
        intake.release(at: clock.now().instant, all: true)
        attend()
        guard intake.queued > 0, !isStopped else { return }
        waiterCount += 1
        let number = waiterCount
        let end = Task { [weak self, clock] in
            await clock.wait(until: deadline)
            await self?.endWait(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiters[number] = continuation }
            }
        } onCancel: {
            Task { await self.endWait(number) }
        }
        end.cancel()
    }

    private func endWait(_ number: Int) { waiters.removeValue(forKey: number)?.resume() }

    private func endWaits() {
        for number in waiters.keys { endWait(number) }
    }

    /// Makes no further request, ends those under way and waits for that.
    func stop() async {
        wake(.stop)
        isStopped = true
        timer?.task.cancel()
        pulse?.cancel()
        let underWay = Array(requests.values)
        for request in underWay { request.cancel() }
        for request in underWay { await request.value }
        endWaits()
    }
}

extension Transport {
    func result(of request: Request) async -> Result<Answer, TransportFailure> {
        do throws(TransportFailure) { return .success(try await send(request)) } catch { return .failure(error) }
    }
}
