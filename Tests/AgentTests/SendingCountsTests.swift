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
        var sample: SampleHalf

        init() throws {
            sample = try SampleHalf()
            _ = try sample.half.handle(.started, at: clock.now(), jitter: 0)
        }

        func queue(_ count: Int) throws { try sample.commit(0..<count, at: clock.now().wall) }

        /// Lets it post, and answers so.
        mutating func answer(_ result: Result<Answer, TransportFailure>, to wake: CourierWake) throws {
            let outgoing = try sample.half.handle(wake, at: clock.now(), jitter: 0)
            for case .post(_, let batch) in outgoing {
                _ = try sample.half.handle(.answered(result, batch: batch), at: clock.now(), jitter: 0)
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
        var counts = sender.sample.half.counts
        #expect(counts.refusals == [503: 2, 200: 1] && counts.failedRequests == 1)
        #expect(counts.acknowledgedEvents == 0 && counts.acknowledgedRequests == 0)
        try sender.answer(.success(Answer(status: 202)), to: .timer)
        counts = sender.sample.half.counts
        #expect(counts.acknowledgedEvents == 3 && counts.acknowledgedRequests == 1)
        #expect(counts.refusals == [503: 2, 200: 1] && counts.failedRequests == 1 && counts.quarantinedEvents == 0)
    }

    @Test func whatIsRefusedForGood() throws {
        var sender = try Sender()
        try sender.queue(1)
        try sender.answer(.success(Answer(status: 400)), to: .queued(count: 1))
        #expect(sender.sample.half.counts.quarantinedEvents == 1 && sender.sample.half.counts.refusals == [400: 1])
        #expect(try sender.sample.journal.quarantined().count == 1)
    }

    @Test func anAnswerToNothingAcknowledgesNothing() throws {
        var sender = try Sender()
        let late = CourierWake.answered(.success(Answer(status: 202)), batch: BatchID(number: 7))
        _ = try sender.sample.half.handle(late, at: sender.clock.now(), jitter: 0)
        #expect(sender.sample.half.counts == SendingCounts())
    }

    @Test func theStatusTellsThem() throws {
        var sender = try Sender()
        try sender.queue(2)
        try sender.answer(.success(Answer(status: 202)), to: .queued(count: 2))
        var status = ProjectStatus()
        status.queuedEvents = 5
        status.take(sender.sample.half.counts)
        #expect(status.acknowledgedEvents == 2 && status.acknowledgedRequests == 1 && status.queuedEvents == 5)
    }
}
