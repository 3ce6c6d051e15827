import Delivery
import Exceptionless
import Model
import Testing
import WireFormat

@Suite("The table of answers") struct VerdictDialogueTests {
    /// Answers the first requests in their order, all later ones with 202.
    private func world(_ replies: [MockWorld.Reply], events: Int = 3) throws -> MockWorld {
        var world = try MockWorld()
        var left = replies[...]
        world.server = { _, _ in left.popFirst() ?? status(202) }
        world.tell(.started)
        world.add(1...events)
        return world
    }

    @Test(arguments: [200, 201, 202, 204]) func anyOfTheTwoHundredsIsDone(code: Int) throws {
        let world = try world([status(code)])
        #expect(world.acknowledged == [1, 2, 3])
        #expect(world.alarms.isEmpty)
    }

    @Test(arguments: [408, 425, 500, 502, 503, 599, 418]) func troubleIsWaitedOut(code: Int) throws {
        var world = try world([MockWorld.Reply](repeating: status(code), count: 12))
        var pauses: [Double] = []
        while let pause = world.pause, world.acknowledged.isEmpty, pauses.count < 100 {
            pauses.append(pause)
            world.sleep()
        }
        // Jitter 0 is half of 1, 2, 4 … 300; settings are asked for in between.
        #expect(Array(pauses.prefix(7)) == [0.5, 1, 2, 4, 8, 16, 32])
        #expect(pauses.allSatisfy { $0 <= 300 })
        #expect(world.acknowledged == [1, 2, 3])
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
        #expect(Set(world.posts.map(\.numbers)) == [[1, 2, 3]])
    }

    @Test func soIsSilence() throws {
        for kind in [TransportFailure.Kind.name, .connection, .tls, .timeout, .proxy, .broken] {
            var world = try world([.failure(TransportFailure(kind, "because"))])
            #expect(world.queue.count == 3)
            let text = "the server takes no events (no answer: because); they are kept and sent again"
            #expect(world.alarms == [Alarm(.trouble, text)])
            #expect(world.pause == 0.5)
            world.run()
            #expect(world.acknowledged == [1, 2, 3])
        }
    }

    @Test func jitterSpreadsTheWaits() throws {
        var world = try world([status(503), status(503), status(503)])
        #expect(world.pause == 0.5)
        world.jitter = 1
        world.sleep()
        #expect(world.pause == 2)
        world.jitter = 0.5
        world.sleep()
        #expect(world.pause == 3)
    }

    @Test func aProxysRetryAfterIsHeard() throws {
        for (header, pause) in [("120", 120.0), ("99999", 900), ("-5", 0.5), ("Wed, 21 Oct", 0.5)] {
            let world = try world([status(503, [("Retry-After", header)])])
            #expect(world.courier.isSending == false)
            #expect(world.holdingPause == pause, "\(header)")
        }
    }

    @Test func tooManyRequestsWaitForTheQuarter() throws {
        for (jitter, extra) in [(0.0, 1.0), (1, 30)] {
            var world = try MockWorld()
            world.jitter = jitter
            world.server = { _, _ in status(429) }
            world.tell(.started)
            world.add([1])
            #expect(world.holdingPause == 13 * 60 + extra)
            #expect(world.states.last?.notBefore == world.now.wall.advanced(by: .seconds(13 * 60 + extra)))
            world.server = { _, _ in status(202) }
            world.run()
            #expect(world.acknowledged == [1])
            #expect(world.states.last?.notBefore == nil)
            #expect(world.alarms.map(\.kind) == [.trouble, .relief])
        }
    }

    @Test func aRestartDoesNotCutAPauseShort() throws {
        let start = try MockWorld().now.wall
        for (seconds, posts) in [(600, 0), (-5, 1), (100_000, 1)] {  // the last is of a clock that was wrong
            var world = try MockWorld(learned: CourierState(notBefore: start.advanced(by: .seconds(seconds))))
            world.tell(.started)
            world.add([1])
            #expect(world.posts.count == posts)
            world.run()
            #expect(world.acknowledged == [1])
        }
    }

    @Test func thePlansLimitWaitsForFiveMinutesThenLongerThenGoesSlowly() throws {
        var world = try world([status(402), status(402), status(402)], events: 600)
        #expect(world.holdingPause == 181)
        world.runToNextPost()
        #expect(world.holdingPause == 900, "half of 30 minutes")
        world.runToNextPost()
        #expect(world.holdingPause == 1_800)
        world.run()
        // The last 100 were not loaded with the others.
        #expect(world.posts.map(\.numbers.count) == [500, 10, 10, 10, 20, 40, 80, 160, 190, 100])
        #expect(world.acknowledged == Array(1...600))
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
    }

    @Test(arguments: [401, 403, 404]) func aRefusedKeyIsToldOnceAndProbedWithOneEvent(code: Int) throws {
        var world = try world([MockWorld.Reply](repeating: status(code), count: 9))
        var pauses: [Double] = []
        while world.acknowledged.isEmpty, pauses.count < 100 {
            pauses.append(try #require(world.holdingPause))
            world.runToNextPost()
        }
        #expect(pauses == [60, 120, 240, 450, 450, 450, 450, 450, 450])
        #expect(world.posts.dropFirst().prefix(9).allSatisfy { $0.numbers == [1] })
        #expect(world.acknowledged == [1, 2, 3])
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
        #expect(world.alarms[0].text.contains("Check server, api_key"))
    }

    @Test func somebodyElsesAnswerIsNoAcknowledgement() throws {
        let page = "<!DOCTYPE html><title>Log in to the wireless network</title>"
        let replies = [
            status(200, [("Content-Type", "text/html")], body: page), status(302, [("Location", "http://portal")]),
            status(400, body: page), status(200, body: "OK"),
        ]
        for reply in replies {
            var world = try world([reply])
            #expect(world.acknowledged == [] && world.quarantined.isEmpty)
            #expect(world.alarms.count == 1)
            #expect(world.holdingPause == 0.5)
            world.run()
            #expect(world.acknowledged == [1, 2, 3])
        }
    }

    @Test func theBudgetsEndIsAPauseAndItsLowTideASlowdown() throws {
        var world = try world([status(202, [("X-RateLimit-Remaining", "0")])], events: 1_200)
        #expect(world.acknowledged.count == 500)
        #expect(world.holdingPause == 781)
        world.run()
        #expect(world.acknowledged.count == 1_200)
        var slow = try self.world([status(202, [("X-RateLimit-Remaining", "9")])], events: 1_200)
        #expect(slow.holdingPause == 78, "thirteen minutes in ten parts")
        slow.run()
        #expect(slow.acknowledged == Array(1...1_200))
    }

    @Test(arguments: [400, 411, 415, 422], [1, 250, 377, 500])
    func bisectingFindsThePoison(code: Int, poison: Int) throws {
        var world = try MockWorld()
        world.server = { numbers, _ in numbers.contains(poison) ? status(code, body: "bad\n event") : status(202) }
        world.tell(.started)
        world.add(1...500)
        world.run()
        #expect(world.quarantined.map(\.number) == [poison])
        #expect(world.quarantined.first?.reason == "status \(code): bad event")
        #expect(world.acknowledged == (1...500).filter { $0 != poison })
        #expect(world.posts.count <= 20)
        #expect(world.alarms.isEmpty)
    }

    @Test func severalPoisonsTooEvenSideBySide() throws {
        let poisons: Set = [7, 8, 9, 300, 499, 500]
        var world = try MockWorld()
        world.server = { numbers, _ in poisons.isDisjoint(with: numbers) ? status(202) : status(422) }
        world.tell(.started)
        world.add(1...500)
        world.run()
        #expect(Set(world.quarantined.map(\.number)) == poisons)
        #expect(world.acknowledged == (1...500).filter { !poisons.contains($0) })
        #expect(world.alarms.isEmpty, "three in a row, and others between: the events' fault")
    }

    @Test func aServerThatRefusesEverythingDoesNotEmptyTheQueue() throws {
        var world = try MockWorld()
        world.server = { _, _ in status(400) }
        world.tell(.started)
        world.add(1...500)
        world.run(seconds: 3_600)
        #expect(world.quarantined.count < 15)
        #expect(world.alarms.map(\.kind) == [.trouble])
        world.server = { _, _ in status(202) }
        world.run()
        #expect(world.acknowledged.count + world.quarantined.count == 500)
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
    }

    @Test func tooLargeIsHalvedAndRemembered() throws {
        var world = try MockWorld()
        world.server = { _, request in request.body.count > 60_000 ? status(413) : status(202) }
        world.tell(.started)
        world.add(1...400) { noise($0, bytes: 1_000) }  // some 300 kB on the wire
        world.run()
        #expect(world.acknowledged == Array(1...400))
        #expect(world.posts.filter { $0.wireBytes > 60_000 }.count == 2)
        let limit = try #require(world.states.last?.batchBytesMax)
        #expect((16_384...60_000).contains(limit))
        var later = try MockWorld(learned: CourierState(batchBytesMax: limit))
        later.tell(.started)
        later.add(1...400) { noise($0, bytes: 1_000) }
        later.run()
        #expect(later.posts.allSatisfy { $0.wireBytes <= limit })
    }

    @Test func aSingleEventThatIsTooLargeIsShortenedThenRefused() throws {
        var world = try MockWorld()
        world.server = { _, request in request.body.count > 3_000 ? status(413) : status(202) }
        world.tell(.started)
        world.add([1]) { noise($0, bytes: 100_000) }
        world.run()
        #expect(world.acknowledged == [1])
        #expect(world.states.isEmpty, "one event's size says nothing of batches")
        var never = try MockWorld()
        never.server = { numbers, _ in numbers.contains(1) ? status(413) : status(202) }
        never.tell(.started)
        never.add([1, 2, 3])
        never.run()
        #expect(never.quarantined.map(\.number) == [1])
        #expect(never.acknowledged == [2, 3])
    }

    @Test func stopEndsWithTheAnswerThatIsDue() throws {
        var world = try MockWorld()
        world.holdsAnswers = true
        world.tell(.started)
        world.add(1...900)
        world.tell(.stop)
        #expect(world.courier.isSending)
        world.deliver()
        #expect(world.acknowledged == Array(1...500))
        world.tell(.queued(count: 400))
        world.tell(.timer)
        #expect(world.posts.count == 1)
        #expect(!world.courier.isSending)
        #expect(world.waitsUntil == nil)
        var idle = try MockWorld()
        idle.tell(.started)
        idle.tell(.stop)
        idle.add([1])
        #expect(idle.posts.isEmpty && idle.waitsUntil == nil)
    }
}

extension MockWorld {
    /// Seconds until the next request that carries events may go; other waits are slept through.
    var holdingPause: Double? {
        var copy = self
        copy.server = { _, _ in status(202) }
        let before = posts.count
        let start = seconds
        while copy.posts.count == before { guard copy.sleep() else { return nil } }
        return ((copy.seconds - start) * 1_000).rounded() / 1_000
    }

    mutating func runToNextPost() {
        let before = posts.count
        while posts.count == before { guard sleep() else { return } }
    }
}
