import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Platform
import Simulation
import Synchronization
import Testing
import WireFormat

@Suite("The journal refuses amid sending", .timeLimit(.minutes(10)))
struct ProjectSenderTests {
    /// Takes whatever it is sent, and counts.
    private final class Agreeable: Transport {
        let posts = Atomic<Int>(0)

        func send(_ request: Request) async throws(TransportFailure) -> Answer {
            guard request.method == .post else { return Answer(status: 304) }
            posts.add(1, ordering: .relaxed)
            return Answer(status: 202)
        }
    }

    @Test("what could not be acknowledged is sent again once the journal answers, and both are told once")
    func renewed() async throws {
        let (faults, clock, transport) = (CrashPlan(), SimulatedClock(), Agreeable())
        let sample = try SampleHalf(faults: faults)
        try sample.commit(0..<3, at: clock.now().wall)
        let (notices, told) = AsyncStream.makeStream(of: Notice.self)
        let (counts, counted) = AsyncStream.makeStream(of: SendingCounts.self)
        let sender = ProjectSender(
            half: sample.half, transport: transport, clock: clock, executor: try SerialThread(name: "test"),
            pause: .milliseconds(1)
        ) { effect in
            if case .say(let notice) = effect { told.yield(notice) }
        } counted: {
            counted.yield($0)
        }
        faults.crash(atTransaction: 1, behind: false)
        await sender.start()
        var heard = notices.makeAsyncIterator()
        let refusal = try #require(await heard.next())
        #expect(refusal.level == .error && refusal.text.hasSuffix("Sending waits"))
        faults.recover()
        let recovery = try #require(await heard.next())
        #expect(recovery.text == "project default: the journal answers again")
        let acknowledged = await counts.first { $0.acknowledgedEvents == 3 }
        #expect(acknowledged != nil)
        #expect(transport.posts.load(ordering: .relaxed) == 2)
        #expect(try sample.journal.queued("default").count == 0)
        await sender.stop(within: .zero)
    }
}
