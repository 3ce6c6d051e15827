import NIOCore
import Synchronization

/// The state behind its lock, and those who wait for it to change.
final class StandInCore: Sendable {
    private let guarded: Mutex<Guarded>

    private struct Guarded {
        var state: StandInState
        var held: [Held] = []
        var waits: [Int: Wait] = [:]
        var waitCount = 0
        var isOver = false
    }

    /// A connection whose client is kept waiting.
    private struct Held {
        var channel: any Channel
        var pending: Pending
    }

    fileprivate enum Pending {
        /// Nothing was sent and nothing kept.
        case request(SeenRequest)
        /// The head and the first byte are out.
        case rest(StandInAnswer)
    }

    private struct Wait {
        var condition: @Sendable (Ledger) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    init(key: String) { guarded = Mutex(Guarded(state: StandInState(key: key))) }

    var ledger: Ledger { guarded.withLock { $0.state.ledger } }

    /// A change from outside; those whose condition it fulfils go on.
    func update<Value: Sendable>(_ change: (inout StandInState) -> Value) -> Value {
        changeGuarded { change(&$0.state) }
    }

    private func changeGuarded<Value: Sendable>(_ change: (inout Guarded) -> Value) -> Value {
        let (value, continuations) = guarded.withLock { guarded in
            let value = change(&guarded)
            return (value, Self.takeFulfilled(&guarded))
        }
        for continuation in continuations { continuation.resume(returning: true) }
        return value
    }

    private static func takeFulfilled(_ guarded: inout Guarded) -> [CheckedContinuation<Bool, Never>] {
        let ledger = guarded.state.ledger
        let fulfilled = guarded.waits.filter { $0.value.condition(ledger) }
        for number in fulfilled.keys { guarded.waits[number] = nil }
        return fulfilled.values.map(\.continuation)
    }
}

// MARK: - Requests

extension StandInCore {
    /// Decides, and acts on the connection that the request came over; runs on that connection's thread.
    func take(_ request: SeenRequest, on channel: any Channel) {
        let reaction = changeGuarded { guarded in
            let reaction = guarded.state.take(request)
            // Held before anybody learns of the request, so that a release that comes next finds it.
            if let pending = reaction.pending(request) { guarded.held.append(Held(channel: channel, pending: pending)) }
            return reaction
        }
        switch reaction {
        case .send(let answer): channel.send(answer, keepsAlive: request.keepsAlive)
        case .hold: break
        case .sendFirstByte(let answer): channel.sendPart(of: answer, bodyBytes: 1)
        case .close: channel.close(promise: nil)
        case .cut(let answer):
            channel.sendPart(of: answer, bodyBytes: answer.body.count / 2)
            channel.close(promise: nil)
        }
    }

    func release() {
        for held in guarded.withLock({ exchange(&$0.held, with: []) }) {
            switch held.pending {
            case .request(let request):
                held.channel.send(update { $0.takeReleased(request) }, keepsAlive: request.keepsAlive)
            case .rest(let answer): held.channel.sendRest(of: answer, from: 1)
            }
        }
    }
}

// MARK: - Waiting

extension StandInCore {
    func wait(until condition: @escaping @Sendable (Ledger) -> Bool) async -> Bool {
        let number = guarded.withLock { guarded in
            guarded.waitCount += 1
            return guarded.waitCount
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFulfilled: Bool? = guarded.withLock { guarded in
                    if condition(guarded.state.ledger) { return true }
                    if guarded.isOver || Task.isCancelled { return false }
                    guarded.waits[number] = Wait(condition: condition, continuation: continuation)
                    return nil
                }
                if let isFulfilled { continuation.resume(returning: isFulfilled) }
            }
        } onCancel: {
            guarded.withLock { $0.waits.removeValue(forKey: number) }?.continuation.resume(returning: false)
        }
    }

    func endWaits() {
        let waits = guarded.withLock { guarded in
            guarded.isOver = true
            return exchange(&guarded.waits, with: [:])
        }
        for wait in waits.values { wait.continuation.resume(returning: false) }
    }
}

extension StandInState.Reaction {
    /// What a release has to do later.
    fileprivate func pending(_ request: SeenRequest) -> StandInCore.Pending? {
        switch self {
        case .hold: .request(request)
        case .sendFirstByte(let answer): .rest(answer)
        case .send, .close, .cut: nil
        }
    }
}

/// The old value, in whose place `new` stands now.
private func exchange<Value>(_ place: inout Value, with new: Value) -> Value {
    defer { place = new }
    return place
}
