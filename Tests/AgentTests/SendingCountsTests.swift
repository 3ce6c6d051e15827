import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Simulation
import Testing
import WireFormat

@Suite("What the sending half counts")
struct SendingCountsTests {
    private struct Sender {
        let clock = SimulatedClock()
        let journal: Journal
        var half: SendingHalf

        init() throws {
            let key = try #require(APIKey("simulation-key"))
            let url = try #require(ServerURL("http://127.0.0.1:1"))
            journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal
            half = try SendingHalf(
                project: "default", collector: Collector(server: url, key: key, userAgent: "stacktail/0"),
                policy: DeliveryPolicy(), journal: journal)
            _ = try half.handle(.started, at: clock.now(), jitter: 0)
        }

        mutating func queue(_ count: Int) throws {
            let events = (0..<count).map { number in
                QueuedEvent(
                    project: "default", referenceID: "reference-\(number)", type: "log", level: .error,
                    date: clock.now().wall, body: Array(#"{"type":"log"}"#.utf8))
            }
            try journal.commit(Commit(events: events, date: clock.now().wall))
        }

        /// Lets it post, and answers so.
        mutating func answer(_ result: Result<Answer, TransportFailure>, to wake: CourierWake) throws {
            let outgoing = try half.handle(wake, at: clock.now(), jitter: 0)
            for case .post(_, let batch) in outgoing {
                _ = try half.handle(.answered(result, batch: batch), at: clock.now(), jitter: 0)
            }
            clock.advance(by: .seconds(3_600))
        }
    }

    @Test func everyAnswerOnce() throws {
        var sender = try Sender()
        try sender.queue(3)
        try sender.answer(.success(Answer(status: 503)), to: .queued(count: 3))
        try sender.answer(.success(Answer(status: 503)), to: .timer)
        try sender.answer(.failure(TransportFailure(.timeout, "no answer")), to: .timer)
        let portal = Answer(
            status: 200, headers: [HeaderField("Content-Type", "text/html")], body: Array("<html>".utf8))
        try sender.answer(.success(portal), to: .timer)
        var counts = sender.half.counts
        #expect(counts.refusals == [503: 2, 200: 1] && counts.failedRequests == 1)
        #expect(counts.acknowledgedEvents == 0 && counts.acknowledgedRequests == 0)
        try sender.answer(.success(Answer(status: 202)), to: .timer)
        counts = sender.half.counts
        #expect(counts.acknowledgedEvents == 3 && counts.acknowledgedRequests == 1)
        #expect(counts.refusals == [503: 2, 200: 1] && counts.failedRequests == 1 && counts.quarantinedEvents == 0)
    }

    @Test func whatIsRefusedForGood() throws {
        var sender = try Sender()
        try sender.queue(1)
        try sender.answer(.success(Answer(status: 400)), to: .queued(count: 1))
        #expect(sender.half.counts.quarantinedEvents == 1 && sender.half.counts.refusals == [400: 1])
        #expect(try sender.journal.quarantined().count == 1)
    }

    @Test func anAnswerToNothingAcknowledgesNothing() throws {
        var sender = try Sender()
        let late = CourierWake.answered(.success(Answer(status: 202)), batch: BatchID(number: 7))
        _ = try sender.half.handle(late, at: sender.clock.now(), jitter: 0)
        #expect(sender.half.counts == SendingCounts())
    }

    @Test func theStatusTellsThem() throws {
        var sender = try Sender()
        try sender.queue(2)
        try sender.answer(.success(Answer(status: 202)), to: .queued(count: 2))
        var status = ProjectStatus()
        status.queuedEvents = 5
        status.take(sender.half.counts)
        #expect(status.acknowledgedEvents == 2 && status.acknowledgedRequests == 1 && status.queuedEvents == 5)
    }
}
