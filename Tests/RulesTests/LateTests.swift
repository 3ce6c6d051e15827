import Exceptionless
import Model
import Rules
import Testing
import WireFormat

/// The server drops what is older than three days and says nothing, so it is decided here what becomes of it.
@Suite struct TheLateEvent {
    private let limit = Duration.seconds(70 * 3_600)

    private func entry(age: Duration, level: Level = .error) -> Record {
        var entry = record(level: level)
        entry.time = Timestamp(nanoseconds: noon.advanced(by: .zero - age).nanoseconds, offsetSeconds: 3_600)
        return entry
    }

    private func body(_ entry: Record, _ maker: EventMaker) throws -> JSONValue {
        try json(maker.finish(try draft(entry, rule()), from: origin, at: noon))
    }

    @Test func goesAsOfNowWithItsOwnDateBeside() throws {
        let draft = try draft(entry(age: limit + .seconds(1)), try rule { $0.tags = [try Template("a")] })
        guard case .queued(let event) = EventMaker(late: .redate).finish(draft, from: origin, at: noon) else {
            Issue.record("not queued")
            return
        }
        #expect(event.date == noon && event.referenceID == draft.placeID)
        let body = try JSONReader.parse(event.body)
        #expect(body["date"]?.text == noon.iso8601)
        #expect(body["data"]?["original_date"]?.text == draft.event.date.iso8601)
        #expect(draft.event.date.iso8601.hasSuffix("+01:00"))
        #expect(body["tags"] == ["late", "a"])
    }

    @Test func isLateOnlyBeyondTheLimit() throws {
        let body = try body(entry(age: limit), EventMaker(late: .redate))
        #expect(body["tags"] == nil && body["data"]?["original_date"] == nil)
        #expect(body["date"]?.text == entry(age: limit).time?.iso8601)
    }

    @Test func isALossWherePeopleSaySo() throws {
        let draft = try draft(entry(age: limit + .seconds(1)), rule())
        guard case .lost(let loss, let why) = EventMaker(late: .drop).finish(draft, from: origin, at: noon) else {
            Issue.record("was queued")
            return
        }
        #expect(loss.reason == .late && loss.range == draft.range && loss.path == origin.path)
        #expect(why == "its date is older than the server takes")
    }

    @Test func goesAsItIsWithoutAPolicy() throws {
        let entry = entry(age: limit * 100)
        let body = try body(entry, EventMaker())
        #expect(body["date"]?.text == entry.time?.iso8601 && body["tags"] == nil)
    }

    @Test func isFirstOfAllWhatTheProjectWants() throws {
        let maker = EventMaker(gate: SettingsGate(levelWithoutSetting: .warn), late: .drop)
        let draft = try draft(entry(age: limit * 2, level: .info), rule())
        guard case .lost(let loss, _) = maker.finish(draft, from: origin, at: noon) else {
            Issue.record("was queued")
            return
        }
        #expect(loss.reason == .gated)
    }

    @Test func doesNotBringBackWhatTheProjectExcludes() throws {
        let settings = ProjectSettings(version: 1, values: ["@@DataExclusions": "*_date"])
        let maker = EventMaker(gate: SettingsGate(settings: settings, levelWithoutSetting: nil), late: .redate)
        let body = try body(entry(age: limit * 2), maker)
        #expect(body["tags"] == ["late"] && body["data"]?["original_date"] == nil)
    }

    /// No log may stop the agent, whatever century it is from.
    @Test(arguments: [Int64.min, Int64.min + 1, Int64.max]) func mayBeFromTheEndsOfTime(nanoseconds: Int64) throws {
        var entry = record(level: .error)
        for offset in [Int32(-50_400), 0, 50_400] {
            entry.time = Timestamp(nanoseconds: nanoseconds, offsetSeconds: offset)
            for policy in [LatePolicy.redate, .drop] {
                _ = EventMaker(late: policy).finish(try draft(entry, rule()), from: origin, at: noon)
            }
        }
    }
}

/// `attach: { private: false }` holds for every project, whatever its own settings say.
@Suite struct PrivateInformation {
    private func body(_ maker: EventMaker) throws -> JSONValue {
        let entry = record("x", level: .error, fields: [("who", "ada"), ("url", "/pay?card=1"), ("ip", "10.0.0.1")])
        let rule = try rule {
            $0.user = .init(identity: try Template("${who}"), name: nil)
            $0.request = [(.path, try Template("${url}")), (.clientIPAddress, try Template("${ip}"))]
        }
        var origin = origin
        var environment = EnvironmentInfo()
        (environment.machineName, environment.ipAddress, environment.osName) = ("app01", "10.0.0.2", "Linux")
        origin.host = LogHost(name: origin.host?.name, environment: environment)
        return try json(maker.finish(try draft(entry, rule, at: origin), from: origin, at: noon))
    }

    @Test func goesUnlessItIsForbidden() throws {
        let data = try #require(try body(EventMaker())["data"])
        #expect(data["@user"]?["identity"] == "ada" && data["@environment"]?["machine_name"] == "app01")
        #expect(data["@request"]?["client_ip_address"] == "10.0.0.1" && data["log"]?["host"] == "app01")
    }

    @Test(arguments: [false, true]) func staysHere(hasGate: Bool) throws {
        let gate = hasGate ? SettingsGate(levelWithoutSetting: nil) : nil
        let data = try #require(try body(EventMaker(gate: gate, isPrivateAllowed: false))["data"])
        #expect(data["@user"] == nil && data["log"]?["host"] == nil && data["log"]?["rule"] == "r")
        #expect(data["@environment"]?["machine_name"] == nil && data["@environment"]?["ip_address"] == nil)
        #expect(data["@environment"]?["o_s_name"] == "Linux")
        #expect(data["@request"]?["client_ip_address"] == nil && data["@request"]?["query_string"] == nil)
        #expect(data["@request"]?["path"] == "/pay")
    }
}
