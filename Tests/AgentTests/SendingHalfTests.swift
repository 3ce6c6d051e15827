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
    private let journal: Journal
    private let half: SendingHalf

    init() throws {
        let key = try #require(APIKey("simulation-key"))
        let url = try #require(ServerURL("http://127.0.0.1:1"))
        journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal
        half = try SendingHalf(
            project: "default", collector: Collector(server: url, key: key, userAgent: "stacktail/0"),
            policy: DeliveryPolicy(), journal: journal)
    }

    private func commit(_ numbers: Range<Int>) throws {
        let events = numbers.map { number in
            QueuedEvent(
                project: "default", referenceID: "reference-\(number)", type: "log", level: .error,
                date: clock.now().wall, body: Array(#"{"type":"log"}"#.utf8))
        }
        try journal.commit(Commit(events: events, date: clock.now().wall))
    }

    private func batch(in outgoing: [SendingHalf.Outgoing]) -> BatchID? {
        for case .post(_, let batch) in outgoing { return batch }
        return nil
    }

    @Test("events that are committed while others are in flight are sent after them")
    func committedInFlight() throws {
        var sender = half
        _ = try sender.handle(.started, at: clock.now(), jitter: 0)
        try commit(0..<6)
        let first = try #require(batch(in: try sender.committed(at: clock.now(), jitter: 0)))
        try commit(6..<8)
        #expect(batch(in: try sender.committed(at: clock.now(), jitter: 0)) == nil)
        let accepted = Result<Answer, TransportFailure>.success(Answer(status: 202))
        let after = try sender.handle(.answered(accepted, batch: first), at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(2))
        let onTimer = try sender.handle(.timer, at: clock.now(), jitter: 0)
        let second = try #require(batch(in: after) ?? batch(in: onTimer))
        _ = try sender.handle(.answered(accepted, batch: second), at: clock.now(), jitter: 0)
        #expect(try journal.queued("default").count == 0)
    }
}
