import Agent
import Delivery
import Exceptionless
import Journaling
import LoopbackServer
import Model
import Simulation
import Synchronization
import Testing
import Transport
import WireFormat

/// The table of delivery, row by row, over a real connection: the shipped half and journal, and a clock that jumps to
/// whenever the half wants to wake. A number of events waits, the server does as the row says, and is well again.
@Suite("E: every answer and every fault, and what becomes of the events", .timeLimit(.minutes(10)))
struct EveryAnswerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var behaviour: Behaviour
        /// How many requests it lasts.
        var requests = 3
        /// How long the events wait at least, and at most, in seconds.
        var waits: ClosedRange<Double>
        /// Words of what people are told; nil where there is nothing to tell.
        var told: String?
        /// Whether the server kept the events before it failed, so that it sees them again.
        var isRepeated = false

        init(
            _ name: String, _ behaviour: Behaviour, requests: Int = 3, waits: ClosedRange<Double>, told: String?,
            isRepeated: Bool = false
        ) {
            (testDescription, self.behaviour, self.requests) = (name, behaviour, requests)
            (self.waits, self.told, self.isRepeated) = (waits, told, isRepeated)
        }
    }

    /// Three back-offs from a second on, each between half of it and all.
    private static let backOff = 2.0...8.0
    static let rows: [Row] =
        [408, 425, 500, 502, 503, 504, 418].map { status in
            Row("\(status)", .refuse(status: status), waits: backOff, told: "status \(status)")
        }
        + [401, 403, 404].map { status in
            Row("\(status)", .refuse(status: status), waits: 90...900, told: "status \(status)")
        }
        + [
            // To the next quarter of an hour, twice; to the next five minutes, then longer.
            Row("429", .refuse(status: 429), requests: 2, waits: 900...1_900, told: "status 429"),
            Row("402", .refuse(status: 402), requests: 2, waits: 300...1_800, told: "status 402"),
            Row("a page of HTML", .page, waits: backOff, told: "not the server's answer"),
            Row("a flood", .flood(bytes: 4 << 20), waits: backOff, told: "not the server's answer"),
            Row(
                "a redirect", .redirect(status: 302, location: "http://127.0.0.1:1/x"), waits: backOff,
                told: "a redirect"),
            Row("the connection ends", .hangUp, waits: backOff, told: "before its answer was whole"),
            Row("kept, and it ends", .keepAndHangUp, requests: 1, waits: 0.5...2, told: nil, isRepeated: true),
            Row(
                "kept, and it ends amid the answer", .keepAndCut, requests: 1, waits: 0.5...2, told: nil,
                isRepeated: true),
            Row("no answer", .stall, waits: backOff, told: "did not answer within"),
            Row("an answer without end", .dribble, requests: 1, waits: 0.5...2, told: nil, isRepeated: true),
        ]

    @Test("kept, and delivered once when it is over", arguments: rows)
    func kept(row: Row) async throws {
        try await withStandIn { server in
            server.behave(row.behaviour, next: row.requests)
            var agent = try SendingAgent(server, events: 5)
            try await agent.run(hasty: row.behaviour == .stall || row.behaviour == .dribble ? row.requests : 0)
            #expect(try agent.waiting == 0)
            #expect(server.received.compactMap(\.referenceID) == (1...5).map { "event-000\($0)" })
            #expect(server.ledger.duplicates.count == (row.isRepeated ? 5 : 0))
            #expect(server.ledger.changedRepeats.isEmpty)
            #expect(row.waits.contains(agent.waited), "\(agent.waited) s")
            #expect(try agent.journal.quarantined().isEmpty)
            if let told = row.told { #expect(agent.said.contains { $0.contains(told) }, "\(agent.said)") }
            #expect(agent.said.allSatisfy { !$0.contains(StandInServer.usualKey) })
        }
    }

    @Test(
        "one that is refused for good goes to quarantine, and the others arrive", arguments: [400, 411, 415, 422, 413])
    func quarantined(status: Int) async throws {
        try await withStandIn { server in
            server.behave(.refuseThose(with: "event-0003", status: status))
            var agent = try SendingAgent(server, events: 5)
            try await agent.run()
            #expect(try agent.waiting == 0)
            #expect(
                Set(server.received.compactMap(\.referenceID)) == [
                    "event-0001", "event-0002", "event-0004", "event-0005",
                ])
            #expect(server.ledger.duplicates.isEmpty)
            let quarantined = try agent.journal.quarantined()
            #expect(quarantined.map(\.stored.event.referenceID) == ["event-0003"])
            #expect(agent.said.contains { $0.contains("quarantine") && $0.contains("\(status)") }, "\(agent.said)")
        }
    }

    @Test("what is too large at once goes in halves, and none is lost")
    func tooLarge() async throws {
        try await withStandIn { server in
            server.behave(.refuse(status: 413), next: 2)
            var agent = try SendingAgent(server, events: 8)
            try await agent.run()
            #expect(server.received.count == 8 && server.ledger.duplicates.isEmpty)
            #expect(try agent.journal.courierState("default").batchBytesMax != nil, "it remembers, over a restart too")
            #expect(try agent.journal.quarantined().isEmpty)
        }
    }

    @Test("nobody listens: all is kept, and told")
    func nobody() async throws {
        let server = try await StandInServer.start()
        await server.stop()
        var agent = try SendingAgent(server, events: 5)
        try await agent.run(rounds: 6)
        #expect(try agent.waiting == 5)
        #expect(agent.said.contains { $0.contains("the server takes no events") }, "\(agent.said)")
    }
}

/// A sending half, its journal, and a way to the server.
private struct SendingAgent {
    let journal: Journal
    private(set) var said: [String] = []
    /// Seconds of the clock that passed.
    private(set) var waited = 0.0
    private let clock = SimulatedClock()
    private let server: StandInServer
    private var half: SendingHalf
    private var timer: Instant?

    init(_ server: StandInServer, events: Int) throws {
        self.server = server
        journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal
        let now = clock.now().wall
        let queued = (1...events).map { number in
            let id = "event-000\(number)"
            return QueuedEvent(
                project: "default", referenceID: id, type: "log", level: .error, date: now, body: event(id))
        }
        try journal.commit(Commit(events: queued, date: now))
        half = try SendingHalf(
            project: "default", receiver: Collector(server), policy: DeliveryPolicy(), journal: journal)
    }

    var waiting: Int { get throws { try journal.queued("default").count } }

    /// Until nothing waits, at most so many wakes. It has no patience with the first `hasty` requests.
    mutating func run(rounds: Int = 60, hasty: Int = 0) async throws {
        var options = TransportOptions(version: "1")
        let patient = try HTTPTransport(options)
        options.timeouts.firstByte = .milliseconds(200)
        options.timeouts.total = .milliseconds(400)
        let transport = Moody(hasty: try HTTPTransport(options), for: hasty, patient: patient)
        try await perform(try half.handle(.started, at: clock.now(), jitter: 0.5), over: transport)
        try await perform(try half.committed(at: clock.now(), jitter: 0.5), over: transport)
        for _ in 0..<rounds where try waiting > 0 {
            guard let timer else { break }
            let step = clock.now().instant.duration(to: timer)
            waited += Double(step.nanoseconds) / 1e9
            clock.advance(by: step)
            try await perform(try half.handle(.timer, at: clock.now(), jitter: 0.5), over: transport)
        }
        await transport.shutDown()
    }

    private mutating func perform(_ outgoing: [SendingHalf.Outgoing], over transport: Moody) async throws {
        var queue = outgoing
        while !queue.isEmpty {
            switch queue.removeFirst() {
            case .post(let request, let batch):
                let answer = await answer(to: request, over: transport)
                queue += try half.handle(.answered(answer, batch: batch), at: clock.now(), jitter: 0.5)
            case .fetchSettings(let request):
                let answer = await answer(to: request, over: transport)
                queue += try half.handle(.settingsAnswered(answer), at: clock.now(), jitter: 0.5)
            case .wait(let until): timer = until
            case .say(let notice): said.append(notice.text)
            case .settings: break
            }
        }
    }

    private func answer(
        to request: Request, over transport: Moody
    ) async -> Result<Answer, TransportFailure> {
        do throws(TransportFailure) { return .success(try await transport.send(request)) } catch {
            return .failure(error)
        }
    }
}

/// Two ways to one server: the first posts go where nobody waits for long.
private final class Moody: Sendable {
    private let hasty: HTTPTransport
    private let patient: HTTPTransport
    private let left: Mutex<Int>

    init(hasty: HTTPTransport, for count: Int, patient: HTTPTransport) {
        (self.hasty, self.patient) = (hasty, patient)
        left = Mutex(count)
    }

    func send(_ request: Request) async throws(TransportFailure) -> Answer {
        let isHasty = left.withLock { left in
            guard request.method == .post, left > 0 else { return false }
            left -= 1
            return true
        }
        return try await (isHasty ? hasty : patient).send(request)
    }

    func shutDown() async {
        await hasty.shutDown()
        await patient.shutDown()
    }
}
