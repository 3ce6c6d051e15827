import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Rules
import Simulation
import Testing
import WireFormat

@Suite("E: what has waited is looked at once more before it is sent")
struct LastLookTests {
    private let clock = SimulatedClock()
    private let server = Result<Answer, TransportFailure>.success(Answer(status: 503))

    private func event(_ number: Int, level: Level = .error, source: String = "com.acme") -> QueuedEvent {
        let date = clock.now().wall
        var event = Event(type: "log", date: date)
        (event.source, event.message, event.level) = (source, "order \(number)", level.name)
        event.referenceID = "reference-\(number)"
        return QueuedEvent(
            project: "default", referenceID: "reference-\(number)", type: "log", level: level, date: date,
            body: event.encoded())
    }

    private func commit(_ events: [QueuedEvent], in journal: Journal) throws {
        try journal.commit(Commit(events: events, date: clock.now().wall))
    }

    /// The events of the requests among these.
    private func posted(_ outgoing: [SendingHalf.Outgoing]) throws -> [JSONValue] {
        try outgoing.flatMap { outgoing -> [JSONValue] in
            guard case .post(let request, _) = outgoing else { return [] }
            return try JSONReader.parse(request.body).elements ?? []
        }
    }

    private func batch(in outgoing: [SendingHalf.Outgoing]) -> BatchID? {
        for case .post(_, let batch) in outgoing { return batch }
        return nil
    }

    /// A half whose server has answered nothing but 503 for so long: what it sends then.
    private func sent(after outage: Duration, _ sample: inout SampleHalf) throws -> [JSONValue] {
        _ = try sample.half.handle(.started, at: clock.now(), jitter: 0)
        let first = try #require(batch(in: try sample.half.committed(at: clock.now(), jitter: 0)))
        _ = try sample.half.handle(.answered(server, batch: first), at: clock.now(), jitter: 0)
        clock.advance(by: outage)
        return try posted(try sample.half.handle(.timer, at: clock.now(), jitter: 0))
    }

    @Test("what has become too old gets the date of today, once, with its own beside it, and is sent")
    func redated() throws {
        var sample = try SampleHalf(look: LastLook(levelWithoutSetting: nil, late: .redate))
        try commit([event(1), event(2)], in: sample.journal)
        let written = clock.now().wall
        let events = try sent(after: .seconds(4 * 86_400), &sample)
        #expect(events.count == 2)
        for event in events {
            #expect(event["date"]?.text == clock.now().wall.iso8601)
            #expect(event["data"]?["original_date"]?.text == written.iso8601)
            #expect(event["tags"]?.elements?.first == "late")
        }
        // A repeat has the very same bytes.
        clock.advance(by: .seconds(60))
        let again = try sample.journal.nextBatch(project: "default", maxEvents: 10, maxBytes: .max)
        #expect(try again.map { try JSONReader.parse($0.event.body) } == events)
        let size = again.reduce(0) { $0 + $1.event.body.count }
        #expect(try sample.journal.queued("default").size == ByteCount(size))
    }

    @Test("or is dropped, counted; or sent as it is, as the project says", arguments: [LatePolicy.drop, nil])
    func otherPolicies(late: LatePolicy?) throws {
        var sample = try SampleHalf(look: LastLook(levelWithoutSetting: nil, late: late))
        try commit([event(1), event(2)], in: sample.journal)
        let written = clock.now().wall
        let events = try sent(after: .seconds(4 * 86_400), &sample)
        let losses = try sample.journal.losses().map(\.loss)
        if late == .drop {
            #expect(events.isEmpty)
            #expect(losses.map(\.reason) == [.late] && losses.map(\.count) == [2])
        } else {
            #expect(events.map { $0["date"]?.text } == [written.iso8601, written.iso8601])
            #expect(losses.isEmpty)
        }
    }

    @Test("what the project wants no more is not sent, and counted; what came in later was judged already")
    func gatedAgain() throws {
        var sample = try SampleHalf(look: LastLook(levelWithoutSetting: .warn, late: .redate))
        try commit([event(1, level: .warn), event(2), event(3, source: "com.noise")], in: sample.journal)
        _ = try sample.half.handle(.started, at: clock.now(), jitter: 0)
        let first = try #require(batch(in: try sample.half.committed(at: clock.now(), jitter: 0)))
        clock.advance(by: .seconds(1))
        let document = #"{"version":3,"settings":{"@@log:*":"error","@@log:com.noise":"off"}}"#
        let settings = Answer(status: 200, body: Array(document.utf8))
        _ = try sample.half.handle(.settingsAnswered(.success(settings)), at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(1))
        try commit([event(4, source: "com.noise")], in: sample.journal)
        _ = try sample.half.handle(.answered(server, batch: first), at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(60))
        let events = try posted(try sample.half.handle(.timer, at: clock.now(), jitter: 0))
        #expect(events.compactMap { $0["message"]?.text } == ["order 2", "order 4"])
        let losses = try sample.journal.losses().map(\.loss)
        #expect(losses.map(\.reason) == [.gated] && losses.map(\.count) == [2])
    }

    @Test("what somebody told by hand was promised to go, and goes")
    func manual() throws {
        var sample = try SampleHalf(look: LastLook(levelWithoutSetting: .warn, late: .redate))
        var told = Event(type: "log", date: clock.now().wall)
        (told.message, told.level, told.submissionMethod) = ("deployed", "Info", "manual")
        let queued = QueuedEvent(
            project: "default", referenceID: "manual-0001", type: "log", level: .info, date: told.date,
            body: told.encoded())
        try commit([queued, event(1)], in: sample.journal)
        _ = try sample.half.handle(.started, at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(1))
        let settings = Answer(status: 200, body: Array(#"{"version":3,"settings":{"@@log:*":"off"}}"#.utf8))
        _ = try sample.half.handle(.settingsAnswered(.success(settings)), at: clock.now(), jitter: 0)
        let events = try posted(try sample.half.committed(at: clock.now(), jitter: 0))
        #expect(events.compactMap { $0["message"]?.text } == ["deployed"])
    }

    @Test("also after a restart, by the settings that the journal has")
    func afterRestart() throws {
        let sample = try SampleHalf()
        try commit([event(1, level: .warn), event(2)], in: sample.journal)
        var half = sample.half
        _ = try half.handle(.started, at: clock.now(), jitter: 0)
        clock.advance(by: .seconds(1))
        let settings = Answer(status: 200, body: Array(#"{"version":3,"settings":{"@@log:*":"error"}}"#.utf8))
        _ = try half.handle(.settingsAnswered(.success(settings)), at: clock.now(), jitter: 0)
        var next = try sample.half.renewed()
        _ = try next.handle(.started, at: clock.now(), jitter: 0)
        let events = try posted(try next.committed(at: clock.now(), jitter: 0))
        #expect(events.compactMap { $0["message"]?.text } == ["order 2"])
    }
}
