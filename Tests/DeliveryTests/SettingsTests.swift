import Delivery
import Exceptionless
import Model
import Testing
import WireFormat

@Suite("A project's settings are kept current") struct SettingsTests {
    private let document = #"{"version":8,"settings":{"@@log:*":"Info"}}"#

    @Test func theyAreAskedForAtTheStart() throws {
        var first = try MockWorld()
        first.settingsServer = { _ in status(200, body: document) }
        first.tell(.started)
        #expect(first.settingsRequests.map(\.query) == ["/api/v2/projects/config"], "no version is known")
        #expect(first.storedSettings.map(\.version) == [8])
        #expect(first.storedSettings.first?.values == ["@@log:*": "Info"])
        var later = try MockWorld(settings: 8)
        later.tell(.started)
        #expect(later.settingsRequests.map(\.query) == ["/api/v2/projects/config?v=8"])
        #expect(later.storedSettings.isEmpty, "304")
    }

    @Test func theyArePolled() throws {
        var policy = DeliveryPolicy()
        policy.settingsPoll = .seconds(5)
        for (policy, jitter, pauses) in [(DeliveryPolicy(), 0.0, 300.0), (DeliveryPolicy(), 1, 330), (policy, 0, 120)] {
            var world = try MockWorld(policy, settings: 8)
            world.jitter = jitter
            world.tell(.started)
            #expect(world.pause == pauses)
            world.sleep()
            #expect(world.settingsRequests.count == 2)
            #expect(world.pause == pauses)
        }
    }

    @Test func anAnswerThatTellsOfAnotherVersionIsReasonToAsk() throws {
        for told in ["9", "3"] {  // a lower one too: a project can be restored
            var world = try MockWorld(settings: 8)
            world.tell(.started)
            world.server = { _, _ in status(202, [("X-Exceptionless-ConfigVersion", told)]) }
            world.settingsServer = { _ in status(200, body: #"{"version":\#(told)}"#) }
            world.add([1])
            #expect(world.settingsRequests.count == 2)
            world.advance(seconds: 10)
            world.add([2])
            #expect(world.settingsRequests.count == 2, "it is known now")
        }
    }

    @Test func aVersionThatIsStillOnItsWayIsNotAskedForWithEachBatch() throws {
        var world = try MockWorld(settings: 8)
        world.server = { _, _ in status(202, [("X-Exceptionless-ConfigVersion", "9")]) }
        world.tell(.started)
        for number in 1...20 {
            world.add([number])
            world.advance(seconds: 5)
            world.tell(.timer)
        }
        #expect(world.settingsRequests.count == 3, "the start, the first answer, and a minute later")
    }

    @Test func aFailureKeepsWhatIsKnownAndBacksOff() throws {
        let failures = [
            status(503), status(401), status(404), status(200, body: "<html>"),
            .failure(TransportFailure(.name, "no name")),
        ]
        for failure in failures {
            var world = try MockWorld(settings: 8)
            world.settingsServer = { _ in failure }
            world.tell(.started)
            var pauses: [Double] = []
            for _ in 1...7 {
                pauses.append(try #require(world.pause))
                world.sleep()
            }
            #expect(pauses == [5, 10, 20, 40, 80, 150, 150])
            #expect(world.storedSettings.isEmpty)
            #expect(world.alarms.map(\.kind) == [.trouble])
            #expect(world.alarms[0].text.contains("version 8 of them holds"))
            world.settingsServer = { _ in status(304) }
            world.sleep()
            #expect(world.alarms.map(\.kind) == [.trouble, .relief])
            #expect(world.settingsRequests.allSatisfy { $0.query.hasSuffix("?v=8") })
        }
    }
}
