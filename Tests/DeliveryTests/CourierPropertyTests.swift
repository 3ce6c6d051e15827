import Delivery
import Exceptionless
import Model
import TestSupport
import Testing
import WireFormat

@Suite("Whatever the server answers") struct CourierPropertyTests {
    private static let replies: [MockWorld.Reply] = [
        status(200), status(202, [("X-Exceptionless-ConfigVersion", "4")]),
        status(202, [("X-RateLimit-Remaining", "0")]), status(202, [("X-RateLimit-Remaining", "5")]),
        status(200, body: "<html>"), status(301), status(401), status(402),
        status(403), status(404), status(408), status(413), status(425), status(429), status(500), status(503),
        .failure(TransportFailure(.timeout, "no answer in 30 s")), .failure(TransportFailure(.tls, "expired")),
    ]

    /// What is poison is always refused; everything else may meet any answer, and what was accepted may be cut off on
    /// its way back. Then the server gets well.
    @Test(arguments: 0..<40 as Range<UInt64>) func noEventIsLostOrOvertaken(seed: UInt64) throws {
        var random = Seeded(seed)
        let poisons = Set((0..<3).map { _ in Int.random(in: 1...300, using: &random) })
        var policy = DeliveryPolicy()
        policy.batchEventsMax = .random(in: 1...120, using: &random)
        var world = try MockWorld(policy)
        world.tell(.started)
        var next = 1
        for _ in 0..<60 {
            let reply = Self.replies.randomElement(using: &random) ?? status(202)
            world.server = { numbers, _ in poisons.isDisjoint(with: numbers) ? reply : status(400) }
            world.jitter = .random(in: 0...1, using: &random)
            if next < 290, Bool.random(using: &random) {
                let count = Int.random(in: 1...11, using: &random)
                world.add(next..<next + count) { number in
                    number % 7 == 0 ? noise(number, bytes: 3_000) : body(number)
                }
                next += count
            } else if Bool.random(using: &random) {
                world.sleep()
            } else {
                world.advance(seconds: .random(in: 0...400, using: &random))
                world.tell(.timer)
            }
        }
        world.server = { numbers, _ in poisons.isDisjoint(with: numbers) ? status(202) : status(400) }
        world.run()
        expectWhole(world, next, poisons)
    }

    private func expectWhole(_ world: MockWorld, _ next: Int, _ poisons: Set<Int>) {
        #expect(world.queue.isEmpty, "all has left in a day")
        let refused = Set(world.quarantined.map(\.number))
        // A 413 for a single small event that cannot be shortened refuses it as well.
        let refusedForNothing = world.quarantined.filter { !poisons.contains($0.number) && !$0.reason.contains("413") }
        #expect(refusedForNothing.isEmpty)
        #expect(world.acknowledged == (1..<next).filter { !refused.contains($0) }, "each once, in order")
        #expect(world.accepted == world.acknowledged, "nothing went twice, as no answer was lost")
        #expect(poisons.filter { $0 < next }.isSubset(of: refused))
        for post in world.posts { #expect(post.numbers == post.numbers.sorted()) }
    }

    /// The server takes the batch and the answer is lost: the very same events go again, and none behind them before.
    @Test func aLostAnswerRepeatsTheSameBytes() throws {
        var bodies: [[UInt8]] = []
        var world = try MockWorld()
        world.server = { _, request in
            bodies.append(request.body)
            return bodies.count < 4 ? .failure(TransportFailure(.broken, "reset")) : status(202)
        }
        world.tell(.started)
        world.add(1...20)
        world.run()
        #expect(Set(bodies).count == 1)
        #expect(bodies.count == 4)
        #expect(world.acknowledged == Array(1...20))
    }
}

@Suite("Back-off") struct BackoffTests {
    @Test func isBetweenHalfAndAllOfWhatIsDue() {
        let backoff = Backoff(initial: .seconds(1), max: .seconds(300))
        for attempt in 1...2_000 {
            let due = Duration.seconds(attempt > 9 ? 300 : min(300, 1 << (attempt - 1)))
            #expect(backoff.delay(attempt: attempt, jitter: 0) == due * 0.5)
            #expect(backoff.delay(attempt: attempt, jitter: 1) == due)
            #expect(backoff.delay(attempt: attempt, jitter: 0.5) == due * 0.75)
        }
    }
}
