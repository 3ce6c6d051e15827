import ExceptionlessKit
import LoopbackServer
import Synchronization
import Testing

@Suite("What is done to an event on its way", .timeLimit(.minutes(10)))
struct PreparationTests {
    @Test func defaultsAreAddedWhereTheEventHasNone() async throws {
        try await withBench { bench in
            let client = try bench.client {
                ($0.tags, $0.data, $0.version) = (["shop", "b"], ["region": "eu", "own": 1], "4.2.0")
                $0.submissionMethod = "logger"
                $0.environment = EnvironmentInfo()
                $0.environment?.machineName = "m"
            }
            var event = bench.log("a")
            (event.tags, event.data) = (["b", "c"], ["own": 2])
            client.submit(event)
            client.submit(with(bench.log("b")) { ($0.version, $0.submissionMethod) = ("5", "mine") })
            await client.close()
            let json = try #require(bench.server.received.first?.json)
            #expect(json["tags"] == ["b", "c", "shop"])
            #expect(
                json["data"] == [
                    "@level": "Error", "@version": "4.2.0", "@submission_method": "logger",
                    "@environment": ["machine_name": "m"], "own": 2, "region": "eu",
                ])
            #expect(bench.server.received.last?.json["data"]?["@version"] == "5")
            #expect(bench.server.received.last?.json["data"]?["@submission_method"] == "mine")
        }
    }

    @Test func pluginsChangeAndDropInTheOrderOfTheirPriority() async throws {
        try await withBench { bench in
            let seen = Mutex<[String]>([])
            let client = try bench.client {
                $0.plugins = [
                    EventPlugin("last", priority: 90) { event in
                        seen.withLock { $0.append("last") }
                        event.message = (event.message ?? "") + "!"
                        return .keep
                    },
                    EventPlugin("gate", priority: 20) { event in
                        seen.withLock { $0.append("gate") }
                        return event.message == "drop me" ? .drop(reason: "asked to") : .keep
                    },
                    EventPlugin("first", priority: 10) { event in
                        seen.withLock { $0.append("first") }
                        event.message = event.message == "x" ? "drop me" : event.message
                        return .keep
                    },
                ]
            }
            #expect(client.submit(bench.log("x")) == .dropped(.plugin(name: "gate", reason: "asked to")))
            client.submit(bench.log("a"))
            await client.close()
            #expect(bench.messages == ["a!"])
            #expect(seen.withLock { $0 } == ["first", "gate", "first", "gate", "last"])
            #expect(client.counts.droppedByPlugins == 1)
        }
    }

    @Test func aBrokenPluginCostsNoEvent() async throws {
        struct Broken: Error {}
        try await withBench { bench in
            let client = try bench.client {
                $0.plugins = [
                    EventPlugin("broken") { event in
                        event.message = "half done"
                        throw Broken()
                    }
                ]
            }
            client.submit(bench.log("a"))
            await client.close()
            #expect(bench.messages == ["a"])
            #expect(bench.notices.all.contains(.plugin(name: "broken", "Broken()")))
        }
    }

    @Test func aPluginsChangeIsJudgedBySettings() async throws {
        try await withBench { bench in
            let client = try bench.client {
                $0.knownSettings = ProjectSettings(version: 1, values: ["@@log:*": "Error"])
                $0.plugins = [
                    EventPlugin("quiet") { event in
                        event.level = "Debug"
                        return .keep
                    }
                ]
            }
            let submission = client.submit(bench.log("a"))
            #expect(submission == .dropped(.settings(.belowMinimum(.debug, minimum: .error, key: "@@log:*"))))
            await client.close()
        }
    }

    @Test func exclusionsOfTheClientAndOfTheProjectBothCount() async throws {
        try await withBench { bench in
            let client = try bench.client {
                $0.knownSettings = ProjectSettings(version: 1, values: ["@@DataExclusions": "card"])
                ($0.exclusions, $0.masksTexts) = (DataExclusions(["token"]), true)
                $0.privateInformation = .all.subtracting(.user)
            }
            var event = bench.log("token=abc card=4111 page=3")
            (event.data, event.user) = (["card": 1, "token": 2, "page": 3], UserInfo(identity: "ann"))
            client.submit(event)
            await client.close()
            let json = try #require(bench.server.received.first?.json)
            #expect(json["message"] == "token=**** card=**** page=3")
            #expect(json["data"] == ["@level": "Error", "page": 3])
        }
    }

    @Test func theLeastLevelCountsWhereSettingsSayNothing() async throws {
        try await withBench { bench in
            let client = try bench.client { $0.levelWithoutSetting = .warn }
            #expect(
                client.submit(bench.log("a", level: .info))
                    == .dropped(.settings(.belowMinimum(.info, minimum: .warn, key: nil))))
            #expect(client.submit(bench.log("b", level: .warn)).referenceID != nil)
            await client.close()
        }
    }

    @Test func anEventThatWouldSpoilABatchIsNotTaken() async throws {
        try await withBench { bench in
            let client = try bench.client()
            #expect(
                client.submit(with(bench.log("a")) { $0.referenceID = "bad id" })
                    == .dropped(.malformed(.referenceID("bad id"))))
            #expect(client.counts.malformed == 1)
            await client.close()
            #expect(bench.server.received.isEmpty)
        }
    }

    private func with(_ event: Event, _ change: (inout Event) -> Void) -> Event {
        var event = event
        change(&event)
        return event
    }
}

@Suite("Events that are made in one line")
struct MakingTests {
    private enum Fault: Error { case refused(order: Int) }

    @Test func anErrorStacksByItsTypeAndPlace() {
        let event = Event.error(Fault.refused(order: 7), source: "orders", line: 12)
        #expect(event.type == "error" && event.source == "orders")
        #expect(event.message == "refused(order: 7)")
        #expect(event.error?.type == "ExceptionlessKitTests.MakingTests.Fault")
        let frame = event.error?.frames.first
        #expect(frame?.declaringNamespace == "ExceptionlessKitTests")
        #expect(frame?.name == "anErrorStacksByItsTypeAndPlace()")
        #expect(frame?.fileName == "PreparationTests.swift" && frame?.lineNumber == 12)
        #expect(event.faults.isEmpty)
        #expect(Event.error(Fault.refused(order: 7), message: "paying").message == "paying")
    }

    @Test func logsHaveTheNamesThatSettingsKnow() {
        for level in LogLevel.allCases where level != .unknown {
            #expect(LogLevel(Event.log("a", source: "b", level: level).level) == level)
        }
        #expect(Event.log("a", source: nil, level: .unknown).level == nil)
    }

    @Test func thisProcessIsDescribedWithoutSecrets() {
        let info = EnvironmentInfo.thisProcess
        #expect(info.osName == "Linux")
        #expect(info.processID.flatMap { Int($0) } ?? 0 > 0)
        #expect((info.processorCount ?? 0) > 0 && (info.totalPhysicalMemory ?? 0) > 0)
        #expect(info.machineName?.isEmpty == false && info.processName?.isEmpty == false)
        #expect(info.commandLine == nil && info.ipAddress == nil)
    }
}
