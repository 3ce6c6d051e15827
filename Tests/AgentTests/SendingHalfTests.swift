import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Simulation
import Testing
import WireFormat

@Suite("The sending half")
struct SendingHalfTests {
    private let clock = SimulatedClock()
    private let sample: SampleHalf

    init() throws { sample = try SampleHalf() }

    private func batch(in outgoing: [SendingHalf.Outgoing]) -> BatchID? {
        for case .post(_, let batch) in outgoing { return batch }
        return nil
    }

    @Test("events that are committed while others are in flight are sent after them")
    func committedInFlight() throws {
        var sender = sample.half
        _ = try sender.handle(.started, at: clock.now(), jitter: 0)
        try sample.commit(0..<6, at: clock.now().wall)
        let first = try #require(batch(in: try sender.committed(at: clock.now(), jitter: 0)))
        try sample.commit(6..<8, at: clock.now().wall)
        #expect(batch(in: try sender.committed(at: clock.now(), jitter: 0)) == nil)
        let accepted = Result<Answer, TransportFailure>.success(Answer(status: 202))
        let after = try sender.handle(.answered(accepted, batch: first), at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(2))
        let onTimer = try sender.handle(.timer, at: clock.now(), jitter: 0)
        let second = try #require(batch(in: after) ?? batch(in: onTimer))
        _ = try sender.handle(.answered(accepted, batch: second), at: clock.now(), jitter: 0)
        #expect(try sample.journal.queued("default").count == 0)
    }
}
