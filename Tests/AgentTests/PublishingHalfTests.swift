import Agent
import Delivery
import Exceptional
import Exceptionless
import Journaling
import Model
import Simulation
import Testing
import WireFormat

@Suite("A sending half before an Exceptional server")
struct PublishingHalfTests {
    private let journal: Journal
    private let publisher: Publisher

    init() throws {
        journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal
        publisher = Publisher(
            server: try #require(ServerURL("http://127.0.0.1:1")), key: try #require(APIKey("simulation-key")),
            userAgent: "stacktail/0")
    }

    @Test("asks for no settings, so nobody waits for them; those of a former server are not its own")
    func settings() async throws {
        let collector = Collector(server: publisher.server, key: publisher.key, userAgent: "stacktail/0")
        let former = try SendingHalf(
            project: "default", receiver: collector, policy: DeliveryPolicy(), journal: journal)
        #expect(former.fetchesSettings)
        var half = former
        let clock = SimulatedClock()
        _ = try half.handle(.started, at: clock.now(), jitter: 0)
        let document = Answer(status: 200, body: Array(#"{"version":3,"settings":{"@@log:*":"Off"}}"#.utf8))
        _ = try half.handle(.settingsAnswered(.success(document)), at: clock.now(), jitter: 0)
        #expect(try SendingHalf.storedSettings("default", receiver: collector, in: journal)?.version == 3)

        half = try SendingHalf(project: "default", receiver: publisher, policy: DeliveryPolicy(), journal: journal)
        #expect(!half.fetchesSettings)
        #expect(try SendingHalf.storedSettings("default", receiver: publisher, in: journal) == nil)
        for case .fetchSettings(let request) in try half.handle(.started, at: clock.now(), jitter: 0) {
            Issue.record("\(request)")
        }
    }

    @Test("counts its own answers: an empty page is an acknowledgement")
    func counts() throws {
        var half = try SendingHalf(project: "default", receiver: publisher, policy: DeliveryPolicy(), journal: journal)
        let clock = SimulatedClock()
        let events = ["error", "usage"].map { type in
            QueuedEvent(
                project: "default", referenceID: "reference-\(type)", type: type, level: nil, date: clock.now().wall,
                body: Array(#"{"type":"\#(type)","date":"2026-11-20T10:00:00Z"}"#.utf8))
        }
        try journal.commit(Commit(events: events, date: clock.now().wall))
        _ = try half.handle(.started, at: clock.now(), jitter: 0)
        let answer = Answer(status: 200, headers: [HeaderField("Content-Type", "text/html")])
        for case .post(_, let batch) in try half.committed(at: clock.now(), jitter: 0) {
            _ = try half.handle(.answered(.success(answer), batch: batch), at: clock.now(), jitter: 0)
        }
        #expect(half.counts.acknowledgedEvents == 1 && half.counts.refusals.isEmpty)
        #expect(half.counts.quarantinedEvents == 1 && half.counts.trouble == nil)
        #expect(try journal.quarantined().map(\.reason).allSatisfy { $0.contains("'usage'") })
        #expect(try journal.queued("default").count == 0)
    }
}
