import Delivery
import Exceptionless
import Model
import Testing
import WireFormat

@Suite("Batches gather, and fit") struct BatchTests {
    @Test func theFirstEventGoesAtOnceAndTheNextOnesGather() throws {
        var world = try MockWorld()
        world.tell(.started)
        world.add([1])
        #expect(world.posts.map(\.numbers) == [[1]])
        world.advance(seconds: 0.2)
        world.add([2])
        world.add([3, 4])
        #expect(world.posts.count == 1)
        #expect(world.pause == 0.8)
        world.sleep()
        #expect(world.posts.map(\.numbers) == [[1], [2, 3, 4]])
        #expect(world.queue.isEmpty)
    }

    @Test func aFullBatchDoesNotWait() throws {
        var world = try MockWorld()
        world.tell(.started)
        world.add([0])
        world.add(1...1_234)
        #expect(world.posts.map(\.numbers.count) == [1, 500, 500], "the rest lingers")
        world.sleep()
        #expect(world.posts.flatMap(\.numbers) == Array(0...1_234))
    }

    @Test func nothingWaitsForNothing() throws {
        var world = try MockWorld(settings: 3)
        world.tell(.started)
        #expect(world.pause == 300, "the settings alone")
        world.tell(.queued(count: 7))  // a count that was out of date
        #expect(world.posts.isEmpty)
        #expect(world.pause == 300)
    }

    @Test func bytesOnTheWireAreBounded() throws {
        var world = try MockWorld()
        world.tell(.started)
        world.add(1...400) { noise($0, bytes: 4_000) }  // 1.6 MB, gzipped 1.2 MB
        world.run()
        #expect(world.posts.flatMap(\.numbers) == Array(1...400))
        #expect(world.posts.allSatisfy { $0.wireBytes <= 180_000 })
        #expect(world.posts.count < 12, "near the limit: 7 would be ideal")
    }

    @Test func bytesAreBoundedBeforeCompressionToo() throws {
        var world = try MockWorld()
        world.tell(.started)
        let letters = String(repeating: "a", count: 50_000)
        world.add(1...100) { Array(#"{"reference_id":"ref-\#($0)","m":"\#(letters)"}"#.utf8) }
        world.run()
        #expect(world.posts.flatMap(\.numbers) == Array(1...100))
        #expect(world.posts.allSatisfy { $0.bodyBytes <= 1_800_000 && $0.wireBytes < 20_000 })
        #expect(world.posts.count == 3)
    }

    @Test func anEventLargerThanAnyRequestIsShortenedBeforeItGoes() throws {
        var world = try MockWorld()
        world.tell(.started)
        world.add([1]) { noise($0, bytes: 2_500_000) }
        world.add([2])
        world.run()
        #expect(world.accepted == [1, 2])
        #expect(world.posts[0].bodyBytes < 20_000)
    }

    @Test func aSmallBodyIsNotCompressed() throws {
        var world = try MockWorld()
        world.server = { numbers, request in
            let isPacked = request.headers.contains { $0.name == "Content-Encoding" }
            #expect(isPacked == (numbers.count > 50))
            return status(202)
        }
        world.tell(.started)
        world.add(1...3)
        world.add(4...400)
        world.run()
    }

    @Test func oneRequestAtATimeAndNoLateAnswerCounts() throws {
        var world = try MockWorld()
        world.holdsAnswers = true
        world.tell(.started)
        world.add([1])
        world.add(2...900)
        world.tell(.timer)
        #expect(world.posts.count == 1)
        #expect(world.courier.isSending)
        world.deliver()
        #expect(world.posts.map(\.numbers.count) == [1, 500])
        // The first answer comes a second time.
        let before = world.acknowledged
        let again = MockWorld.Reply.success(Answer(status: 202))
        world.tell(.answered(again, batch: BatchID(number: 1)))
        #expect(world.acknowledged == before)
    }
}

@Suite("Trimming an event") struct TrimmingTests {
    @Test func cutsBulkAndKeepsWhatTellsTheEvent() throws {
        let long = String(repeating: "é", count: 30_000)
        let event: JSONValue = [
            "type": "error", "source": .string(String(repeating: "s", count: 1_900)), "reference_id": "ref-1",
            "message": .string(long),
            "data": [
                "@stack": ["signature_data": ["Method": .string(String(repeating: "m", count: 300))]],
                "@error": ["stack_trace": .array((0..<500).map { ["name": .string("frame\($0)")] })],
            ],
        ]
        let body = event.encoded()
        let smaller = try #require(trimmed(body, toBytes: 5_000))
        #expect(smaller.count <= 5_000)
        let read = try JSONReader.parse(smaller)
        for name in ["type", "source", "reference_id"] { #expect(read[name] == event[name]) }
        #expect(read["data"]?["@stack"] == event["data"]?["@stack"])
        #expect(read["data"]?["@error"]?["stack_trace"]?.elements?.first?["name"]?.text == "frame0")
        #expect(read["message"]?.text?.hasSuffix("é…") == true)
        #expect(trimmed(body, toBytes: 100) == nil)
        #expect(trimmed(Array("[1]".utf8), toBytes: 100) == nil)
        #expect(trimmed(Array("{".utf8), toBytes: 100) == nil)
    }
}
