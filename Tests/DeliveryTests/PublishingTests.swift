import Compression
import Delivery
import Exceptional
import Model
import Testing
import WireFormat

@Suite("The table of answers, for Exceptional") struct PublishingTests {
    private static let key = "key/of&the-server"

    private func publisher(_ version: PublishProtocol = .six) throws -> Publisher {
        var publisher = Publisher(
            server: try #require(ServerURL("https://errors.example.com")), key: try #require(APIKey(Self.key)),
            userAgent: "test/1.0")
        publisher.version = version
        return publisher
    }

    /// Answers the first requests in their order, all later ones with 200.
    private func world(
        _ replies: [MockWorld.Reply] = [], events: Int = 3, version: PublishProtocol = .six
    ) throws -> MockWorld {
        var world = MockWorld(try publisher(version))
        world.read = { document(in: $0, version) }
        var left = replies[...]
        world.server = { _, _ in left.popFirst() ?? status(200) }
        world.tell(.started)
        world.add(1...events, bytes: errorBody)
        return world
    }

    @Test(arguments: PublishProtocol.allCases)
    func oneEventARequestAndNoneLingers(version: PublishProtocol) throws {
        let world = try world(events: 5, version: version)
        #expect(world.posts.map(\.numbers) == [[1], [2], [3], [4], [5]])
        #expect(world.acknowledged == [1, 2, 3, 4, 5])
        #expect(world.seconds == 0 && world.alarms.isEmpty)
    }

    @Test func noSettingsAreAskedFor() throws {
        var world = try world([status(200, [("X-Exceptionless-ConfigVersion", "7")])])
        world.advance(seconds: 86_400)
        world.tell(.timer)
        #expect(world.settingsRequests.isEmpty)
        #expect(world.waitsUntil == nil)
    }

    @Test(arguments: [402, 408, 418, 425, 429, 500, 502, 503, 504]) func troubleIsWaitedOut(code: Int) throws {
        var world = try world([MockWorld.Reply](repeating: status(code), count: 11))
        var pauses: [Double] = []
        while let pause = world.pause, world.acknowledged.isEmpty, pauses.count < 100 {
            pauses.append(pause)
            world.sleep()
        }
        #expect(pauses == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150])
        #expect(world.acknowledged == [1, 2, 3])
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
        #expect(world.posts.prefix(12).allSatisfy { $0.numbers == [1] })
    }

    @Test func soIsSilenceAndAStall() throws {
        for kind in [TransportFailure.Kind.timeout, .connection, .tls, .broken] {
            var world = try world([.failure(TransportFailure(kind, "no word from /?api_key=\(Self.key)"))])
            #expect(world.queue.count == 3 && world.pause == 0.5)
            world.expectNoKey()
            world.run()
            #expect(world.acknowledged == [1, 2, 3])
        }
    }

    @Test func aPauseThatIsAskedForIsHeard() throws {
        // It is 2026-11-20T10:02:00Z.
        let headers = [
            ("120", 120.0), ("99999", 3_600), ("Fri, 20 Nov 2026 10:05:00 GMT", 180),
            ("Fri, 20 Nov 2026 09:05:00 GMT", 0.5), ("soon", 0.5),
        ]
        for (header, pause) in headers {
            let world = try world([status(429, [("Retry-After", header)])])
            #expect(world.holdingPause == pause, "\(header)")
        }
    }

    @Test(arguments: [401, 403, 404, 405, 410, 414]) func aRefusedKeyIsToldOnceAndProbed(code: Int) throws {
        var world = try world([MockWorld.Reply](repeating: status(code), count: 5))
        var pauses: [Double] = []
        while world.acknowledged.isEmpty, pauses.count < 100 {
            pauses.append(try #require(world.holdingPause))
            world.runToNextPost()
        }
        #expect(pauses == [60, 120, 240, 450, 450])
        #expect(world.acknowledged == [1, 2, 3] && world.quarantined.isEmpty)
        #expect(world.alarms.map(\.kind) == [.trouble, .relief])
        let text = try #require(world.alarms.first?.text)
        #expect(text.hasSuffix("(status \(code)); events are kept. Check server and api_key"))
    }

    @Test func somebodyElsesAnswerIsNoAcknowledgementAndDoesNotShowTheKey() throws {
        let replies = [
            status(200, body: "<html>Log in"), status(200, [("Content-Type", "text/html")], body: "Log in"),
            status(302, [("Location", "https://h/api/errors?api_key=key%2Fof%26the-server")]),
            status(307, [("Location", "https://h/?k=\(Self.key)")]),
        ]
        for reply in replies {
            var world = try world([reply])
            #expect(world.acknowledged == [] && world.quarantined.isEmpty)
            #expect(world.alarms.count == 1 && world.holdingPause == 0.5)
            world.expectNoKey()
            world.run()
            #expect(world.acknowledged == [1, 2, 3])
        }
    }

    @Test func whatIsTooLargeIsShortened() throws {
        var world = try world()
        world.server = { _, request in request.body.count > 3_000 ? status(413) : status(200) }
        world.add(4...5) { errorBody($0, message: String(decoding: noise($0, bytes: 20_000), as: UTF8.self)) }
        #expect(world.acknowledged == [1, 2, 3, 4, 5] && world.quarantined.isEmpty)
        let sizes = world.posts.filter { $0.numbers == [4] }.map(\.wireBytes)
        #expect(sizes.count > 1 && sizes.dropLast().allSatisfy { $0 > 3_000 })
        #expect(world.states.isEmpty, "one event's size says nothing of batches")
    }

    @Test func whatCannotBeShortenedIsPutAside() throws {
        var world = try world()
        world.server = { numbers, _ in numbers == [4] ? status(413) : status(200) }
        world.add(4...5) { errorBody($0, message: String(repeating: "long ", count: 2_000)) }
        #expect(world.posts.count { $0.numbers == [4] } > 1)
        #expect(world.quarantined.map(\.number) == [4])
        #expect(world.quarantined.first?.reason == "status 413, even when shortened")
        #expect(world.acknowledged == [1, 2, 3, 5] && world.alarms.isEmpty)
    }

    @Test(arguments: [400, 409, 411, 415, 422]) func oneThatTheServerDoesNotUnderstandIsPutAside(code: Int) throws {
        var world = try world([])
        world.server = { numbers, _ in
            numbers == [5] ? status(code, body: "<p>no api_key=\(Self.key)</p>") : status(200)
        }
        world.add(4...6, bytes: { errorBody($0) })
        #expect(world.quarantined.map(\.number) == [5])
        #expect(world.quarantined.first?.reason == "status \(code): <p>no api_key=****</p>")
        #expect(world.acknowledged == [1, 2, 3, 4, 6] && world.alarms.isEmpty)
    }

    @Test func aServerThatRefusesEverythingDoesNotEmptyTheQueue() throws {
        var world = MockWorld(try publisher())
        world.read = { document(in: $0, .six) }
        world.server = { _, _ in status(422) }
        world.tell(.started)
        world.add(1...200, bytes: { errorBody($0) })
        world.run(seconds: 3_600)
        #expect(world.quarantined.count < 15 && world.alarms.map(\.kind) == [.trouble])
        world.server = { _, _ in status(200) }
        world.run()
        #expect(world.acknowledged.count + world.quarantined.count == 200)
    }

    @Test func anEventWithoutAFormIsPutAsideUnsent() throws {
        var world = try world([])
        world.add(4...5) { _ in Array(#"{"type":"session","date":"2026-11-20T10:00:00Z"}"#.utf8) }
        world.add([6]) { _ in Array("no event".utf8) }
        world.add([7], bytes: { errorBody($0) })
        #expect(world.posts.map(\.numbers) == [[1], [2], [3], [7]])
        #expect(world.quarantined.map(\.number) == [4, 5, 6])
        #expect(world.quarantined.first?.reason.contains("no form for an event of type 'session'") == true)
        #expect(world.acknowledged == [1, 2, 3, 7] && world.alarms.isEmpty)
    }

    @Test func stopEndsWithTheAnswerThatIsDue() throws {
        var world = try world([])
        world.holdsAnswers = true
        world.add(4...6, bytes: { errorBody($0) })
        world.tell(.stop)
        #expect(world.courier.isSending)
        world.deliver()
        #expect(world.acknowledged == [1, 2, 3, 4] && !world.courier.isSending && world.posts.count == 4)
    }
}

extension MockWorld {
    /// Neither as it is nor as it stands in a query.
    fileprivate func expectNoKey() {
        for text in alarms.map(\.text) + quarantined.map(\.reason) {
            #expect(!text.contains("the-server"), "\(text)")
        }
        #expect(alarms.contains { $0.text.contains("****") } || !alarms.contains { $0.text.contains("key") })
    }
}

private func errorBody(_ number: Int) -> [UInt8] { errorBody(number, message: "hello") }

private func errorBody(_ number: Int, message: String) -> [UInt8] {
    let event: JSONValue = [
        "type": "error", "date": "2026-11-20T10:00:00Z", "reference_id": .string("ref-\(number)"),
        "message": .string(message),
    ]
    return event.encoded()
}

/// One document in the wrapper of its protocol.
private func document(in request: Request, _ version: PublishProtocol) -> (numbers: [Int], bodyBytes: Int)? {
    let text: [UInt8]? =
        switch version {
        case .five: unzlib(request.body, outputMax: 1_000_000)
        case .six: try? gunzip(request.body, outputMax: 1_000_000)
        }
    guard let text, let document = try? JSONReader.parse(text),
        let number = document["context"]?["reference_id"]?.text.flatMap({ Int($0.dropFirst(4)) })
    else { return nil }
    return ([number], text.count)
}
