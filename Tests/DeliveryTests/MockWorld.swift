import Compression
import Delivery
import Exceptionless
import Model
import TestSupport
import Testing
import WireFormat

/// A journal, a server and a clock around one courier. It performs each effect, knows the rules of the game and records
/// an issue when the courier breaks one.
struct MockWorld {
    typealias Reply = Result<Answer, TransportFailure>

    var courier: Courier
    /// The journal: what neither was acknowledged nor put into quarantine, in its order.
    var queue: [StoredEvent] = []
    /// 2026-11-20T10:02:00Z: three minutes before a full five, thirteen before a full quarter.
    var now = Moment(instant: Instant(nanoseconds: 0), wall: Timestamp(seconds: 1_795_168_920))
    var jitter = 0.0
    /// Answers a submission of these events; 202 unless a test says otherwise.
    var server: (_ numbers: [Int], _ request: Request) -> Reply = { _, _ in .success(Answer(status: 202)) }
    var settingsServer: (_ request: Request) -> Reply = { _ in .success(Answer(status: 304)) }
    /// What a request carries; nil if the server would throw it away.
    var read: (_ request: Request) -> (numbers: [Int], bodyBytes: Int)? = eventsOfABatch
    private let receiver: any Receiver
    /// Keep the answers until `deliver`.
    var holdsAnswers = false

    private(set) var posts: [Post] = []
    private(set) var settingsRequests: [(at: Instant, query: String)] = []
    /// The events that the server took, as often as it took them.
    private(set) var accepted: [Int] = []
    private(set) var acknowledged: [Int] = []
    private(set) var quarantined: [(number: Int, reason: String)] = []
    private(set) var alarms: [Alarm] = []
    private(set) var storedSettings: [ProjectSettings] = []
    private(set) var states: [CourierState] = []
    private(set) var waitsUntil: Instant?
    private var answers: [(Reply, BatchID)] = []
    private var inbox: [CourierWake] = []

    struct Post: Equatable {
        var at: Instant
        var numbers: [Int]
        var wireBytes: Int
        var bodyBytes: Int
    }

    init(
        _ policy: DeliveryPolicy = DeliveryPolicy(), learned: CourierState = CourierState(), settings: Int? = nil
    ) throws {
        let server = try #require(ServerURL("https://errors.example.com"))
        let key = try #require(APIKey("0123456789abcdef"))
        let collector = Collector(server: server, key: key, userAgent: "test/1.0")
        self.init(collector, policy, learned: learned, settings: settings)
    }

    init(
        _ receiver: any Receiver, _ policy: DeliveryPolicy = DeliveryPolicy(),
        learned: CourierState = CourierState(), settings: Int? = nil
    ) {
        self.receiver = receiver
        courier = Courier(receiver, policy: policy, learned: learned, settingsVersion: settings)
    }

    var seconds: Double { Double(now.instant.nanoseconds) / 1e9 }
    /// Seconds from now to the time that the courier waits for.
    var pause: Double? { waitsUntil.map { Double($0.nanoseconds - now.instant.nanoseconds) / 1e9 } }

    mutating func add(_ numbers: some Sequence<Int>, bytes: (Int) -> [UInt8] = body) {
        for number in numbers {
            let event = QueuedEvent(
                project: "default", referenceID: "ref-\(number)", type: "log", level: nil, date: now.wall,
                body: bytes(number))
            queue.append(StoredEvent(seq: Int64(number), event: event))
        }
        tell(.queued(count: queue.count))
    }

    /// Tells the courier, and performs all that follows until it waits.
    mutating func tell(_ wake: CourierWake) {
        inbox.append(wake)
        var turns = 0
        while !inbox.isEmpty, turns < 1_000 {
            turns += 1
            let effects = courier.handle(inbox.removeFirst(), at: now, jitter: jitter)
            expectAWaitAtTheEnd(effects)
            for effect in effects { perform(effect) }
        }
        guard !inbox.isEmpty else { return }
        Issue.record("it never waits")
        (inbox, waitsUntil) = ([], nil)
    }

    mutating func advance(seconds: Double) {
        let duration = Duration.nanoseconds(Int64(seconds * 1e9))
        now = Moment(instant: now.instant.advanced(by: duration), wall: now.wall.advanced(by: duration))
    }

    /// Jumps to the time that the courier waits for; false if it waits for none.
    @discardableResult
    mutating func sleep() -> Bool {
        guard let pause else { return false }
        advance(seconds: max(0, pause))
        tell(.timer)
        return true
    }

    /// Sleeps until the queue is empty, or the time is over.
    mutating func run(seconds: Double = 86_400) {
        let end = self.seconds + seconds
        for _ in 0..<10_000 where !queue.isEmpty {
            guard let pause, self.seconds + pause <= end else { return }
            sleep()
        }
        if !queue.isEmpty, posts.count > 9_000 { Issue.record("it sends and sends") }
    }

    /// The answers that were held back, in their order.
    mutating func deliver() {
        let held = answers
        answers = []
        for (reply, id) in held { tell(.answered(reply, batch: id)) }
    }

    private func expectAWaitAtTheEnd(_ effects: [CourierEffect]) {
        for (place, effect) in effects.enumerated() {
            let isWait =
                switch effect {
                case .wait, .idle: true
                case .load, .post, .fetchSettings, .acknowledge, .quarantine, .storeSettings, .storeState, .alarm: false
                }
            let isLast = place == effects.count - 1
            if isWait != isLast { Issue.record("the last effect is a wait, and no other: \(effects)") }
        }
    }

    private mutating func perform(_ effect: CourierEffect) {
        switch effect {
        case .load(let maxEvents, let maxBytes): inbox.append(.loaded(oldest(maxEvents, maxBytes)))
        case .post(let request, let id): receive(request, id)
        case .fetchSettings(let request):
            settingsRequests.append((now.instant, request.target))
            inbox.append(.settingsAnswered(settingsServer(request)))
        case .acknowledge(let seqs):
            for seq in seqs {
                if !accepted.contains(Int(seq)) { Issue.record("\(seq) was never accepted") }
                acknowledged.append(Int(seq))
            }
            queue.removeAll { seqs.contains($0.seq) }
        case .quarantine(let seq, let reason):
            quarantined.append((Int(seq), reason))
            queue.removeAll { $0.seq == seq }
        case .storeSettings(let settings): storedSettings.append(settings)
        case .storeState(let state): states.append(state)
        case .alarm(let alarm): alarms.append(alarm)
        case .wait(let instant): waitsUntil = instant
        case .idle: waitsUntil = nil
        }
    }

    private func oldest(_ maxEvents: Int, _ maxBytes: Int) -> [StoredEvent] {
        var bytes = 0
        let fitting = queue.prefix(maxEvents).prefix { stored in
            bytes += stored.event.body.count
            return bytes <= maxBytes
        }
        return fitting.isEmpty ? Array(queue.prefix(1)) : Array(fitting)
    }

    private mutating func receive(_ request: Request, _ id: BatchID) {
        guard let (numbers, bodyBytes) = read(request) else {
            Issue.record("the server would throw this away without a word")
            return
        }
        if request.body.count > 200_000 || !answers.isEmpty { Issue.record("too large, or two at once") }
        posts.append(
            Post(at: now.instant, numbers: numbers, wireBytes: request.body.count, bodyBytes: bodyBytes))
        let reply = server(numbers, request)
        if case .success(let answer) = reply, case .accepted = receiver.verdict(for: answer, at: now.wall) {
            accepted += numbers
        }
        if holdsAnswers { answers.append((reply, id)) } else { inbox.append(.answered(reply, batch: id)) }
    }
}

/// A batch for Exceptionless.
private func eventsOfABatch(_ request: Request) -> (numbers: [Int], bodyBytes: Int)? {
    let isPacked = request.headers.contains(HeaderField("Content-Encoding", "gzip"))
    guard let text = isPacked ? try? gunzip(request.body, outputMax: 2_000_000) : request.body,
        let events = (try? JSONReader.parse(text))?.elements
    else { return nil }
    let numbers = events.compactMap { $0["reference_id"]?.text.flatMap { Int($0.dropFirst(4)) } }
    if numbers.count != events.count || numbers.isEmpty { Issue.record("\(events.count) events: \(numbers)") }
    return (numbers, text.count)
}

func body(_ number: Int) -> [UInt8] { Array(#"{"type":"log","reference_id":"ref-\#(number)","message":"hello"}"#.utf8) }

/// A body that gzip makes little smaller.
func noise(_ number: Int, bytes: Int) -> [UInt8] {
    var random = Seeded(UInt64(number))
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-".utf8)
    let text = (0..<bytes).map { _ in letters[Int(random.next() >> 58)] }
    return Array(#"{"type":"log","reference_id":"ref-\#(number)","data":{"noise":""#.utf8) + text + Array(#""}}"#.utf8)
}

func status(_ status: Int, _ headers: [(String, String)] = [], body: String = "") -> MockWorld.Reply {
    .success(Answer(status: status, headers: headers.map { HeaderField($0, $1) }, body: Array(body.utf8)))
}
