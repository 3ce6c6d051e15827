import Exceptionless
import Testing
import WireFormat

private func event(_ change: (inout Event) -> Void = { _ in }) -> Event {
    var event = Event(type: "log", date: Timestamp(seconds: 1_800_000_000))
    change(&event)
    return event
}

/// One malformed event loses the batch it travels in.
@Suite struct FittingAnEvent {
    @Test func leavesAGoodOneAlone() throws {
        let good = event {
            $0.message = "hello"
            $0.tags = ["a", "b"]
            $0.data = ["cut_members": "the application's own"]
        }
        #expect(good.faults.isEmpty)
        let fitted = try good.fitted()
        #expect(fitted.event == good)
        #expect(fitted.body == good.encoded())
        #expect(fitted.cutMembers.isEmpty)
    }

    @Test(arguments: ["", "  ", "\n"]) func namesABlankTypeAsTheServerWould(blank: String) throws {
        #expect(event { $0.type = blank }.faults == [.type])
        #expect(try event { $0.type = blank }.fitted().event.type == "log")
        let error = event {
            $0.type = blank
            $0.simpleError = SimpleErrorInfo(type: "E")
        }
        #expect(try error.fitted().event.type == "error")
    }

    @Test func cutsAnEndlessType() throws {
        let long = event { $0.type = String(repeating: "t", count: 101) }
        #expect(long.faults == [.type])
        let fitted = try long.fitted()
        #expect(fitted.event.type == String(repeating: "t", count: 97) + "...")
        #expect(fitted.event.data["cut_members"] == ["type"])
        #expect(event { $0.type = String(repeating: "t", count: 100) }.faults.isEmpty)
    }

    @Test func cutsAMessageAsTheServerDoesAndKeepsTheWhole() throws {
        let whole = String(repeating: "m", count: 2_001)
        let fitted = try event { $0.message = whole }.fitted()
        #expect(fitted.event.message == String(repeating: "m", count: 1_997) + "...")
        #expect(fitted.event.data["full_message"] == .string(whole))
        #expect(fitted.cutMembers == ["message"])
        #expect(fitted.event.faults.isEmpty)
    }

    @Test func countsUTF16UnitsAndCutsNoScalarInTwo() throws {
        let fitting = String(repeating: "é", count: 2_000)
        #expect(try event { $0.message = fitting }.fitted().event.message == fitting)
        let faces = String(repeating: "😀", count: 1_001)
        let message = try #require(try event { $0.message = faces }.fitted().event.message)
        #expect(message == String(repeating: "😀", count: 998) + "...")
        #expect(message.utf16.count <= 2_000)
    }

    @Test func countsLineEndsAsTheServerDoes() throws {
        let lines = String(repeating: "x\r\n", count: 1_000)
        let fitted = try event { $0.message = lines }.fitted()
        #expect(fitted.event.message == String(repeating: "x\n", count: 1_000))
        #expect(fitted.cutMembers.isEmpty)
        #expect(fitted.event.data.isEmpty)
    }

    @Test func keepsFiftyDifferentTags() throws {
        let tags = (0..<60).map { "tag\($0)" } + ["TAG1", " ", String(repeating: "x", count: 101)]
        let unfit = event { $0.tags = tags }
        #expect(unfit.faults == [.tags])
        #expect(try unfit.fitted().event.tags == (0..<50).map { "tag\($0)" })
        #expect(try event { $0.tags = ["A", "a", ""] }.fitted().event.tags == ["A"])
    }

    @Test(arguments: ["short", "", "has blank 1", "umlaut-ä-1", String(repeating: "a", count: 101), "a_b_c_d_e"])
    func refusesAReferenceIDThatTheServerWouldNotKnowAgain(id: String) {
        #expect(throws: EventFault.referenceID(id)) { try event { $0.referenceID = id }.fitted() }
        #expect(event { $0.referenceID = id }.faults == [.referenceID(id)])
    }

    @Test(arguments: ["12345678", "ABCdef-0", String(repeating: "a", count: 100)])
    func takesAReferenceIDInTheGrammar(id: String) throws {
        #expect(try event { $0.referenceID = id }.fitted().event.referenceID == id)
    }

    @Test(arguments: ["", "1", "91,0", "0,181", "a,b", "1,2,3", "nan,1", "inf,1", ","])
    func leavesOutAPlaceThatIsNone(geo: String) throws {
        #expect(event { $0.geo = geo }.faults == [.geo])
        #expect(try event { $0.geo = geo }.fitted().event.geo == nil)
    }

    @Test(arguments: ["44.5458,-88.1019", "0,0", "-90, 180"]) func takesLatitudeAndLongitude(geo: String) throws {
        #expect(try event { $0.geo = geo }.fitted().event.geo == geo)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e29, -1e300])
    func leavesOutAValueThatNoDecimalHolds(value: Double) throws {
        #expect(event { $0.value = value }.faults == [.value])
        #expect(try event { $0.value = value }.fitted().event.value == nil)
    }

    @Test func keepsCountsWithinTheServersIntegers() throws {
        #expect(try event { $0.count = 0 }.fitted().event.count == nil)
        #expect(try event { $0.count = 1 << 40 }.fitted().event.count == Int(Int32.max))
    }

    @Test func refusesADateThatTheServerCannotRead() {
        let faraway = event { $0.date = Timestamp(nanoseconds: .max, offsetSeconds: 60) }
        #expect(faraway.faults == [.date])
        #expect(throws: EventFault.date) { try faraway.fitted() }
        let offset = event { $0.date.offsetSeconds = 50_401 }
        #expect(throws: EventFault.date) { try offset.fitted() }
    }

    @Test func writesAnOldOffsetInMinutesWithoutMovingTheInstant() throws {
        let fitted = try event { $0.date = Timestamp(seconds: -3_000_000_000, offsetSeconds: 3_208) }.fitted()
        #expect(fitted.event.date.offsetSeconds == 3_180)
        #expect(String(decoding: fitted.body, as: UTF8.self).contains("1874-12-07T19:33:00+00:53"))
    }

    @Test func refusesTheProtocolsNamesInData() {
        #expect(throws: EventFault.dataName("@error")) { try event { $0.data["@error"] = "x" }.fitted() }
    }

    @Test func leavesOutNumbersThatWouldSpoilTheirBlock() throws {
        let unfit = event {
            var frame = StackFrame(name: "f")
            (frame.lineNumber, frame.column) = (1 << 33, 7)
            $0.error = ErrorInfo(type: "E")
            $0.error?.inner = ErrorInfo(type: "F")
            $0.error?.inner?.frames = [frame]
            $0.request = RequestInfo()
            $0.request?.port = 1 << 40
        }
        #expect(unfit.faults == [.number("line_number"), .number("port")])
        let fitted = try unfit.fitted().event
        #expect(fitted.error?.inner?.frames.first?.lineNumber == nil)
        #expect(fitted.error?.inner?.frames.first?.column == 7)
        #expect(fitted.faults.isEmpty)
    }
}

/// The whole event must stay below 150,000 bytes, whatever the log held.
@Suite struct FittingTheSize {
    @Test func shortensTheStackFirstAndSaysSo() throws {
        let stack = (0..<20_000).map { "\tat com.acme.Deep.call(Deep.java:\($0))" }.joined(separator: "\n")
        let fitted = try event {
            $0.type = "error"
            $0.message = "kept"
            $0.simpleError = SimpleErrorInfo(type: "E", message: "too deep", stackTrace: stack)
        }.fitted()
        #expect(fitted.body.count <= 150_000)
        #expect(fitted.cutMembers == ["@simple_error.stack_trace"])
        let text = try #require(fitted.event.simpleError?.stackTrace)
        #expect(text.hasPrefix("\tat com.acme.Deep.call(Deep.java:0)"))
        #expect(text.hasSuffix("(Deep.java:19999)"))
        #expect(fitted.event.message == "kept")
    }

    @Test func keepsTheFirstFramesAndTheRootCause() throws {
        var chain: [ErrorInfo] = []
        for number in 0..<40 {
            var error = ErrorInfo(type: "E\(number)", message: "m")
            error.frames = (0..<200).map { StackFrame(name: "com.acme.some.rather.long.name.call\($0)") }
            chain.append(error)
        }
        let fitted = try event { $0.error = ErrorInfo(chain: chain) }.fitted()
        #expect(fitted.event.faults.isEmpty)
        #expect(fitted.event.error?.type == "E0")
        #expect(fitted.event.error?.chain.last?.type == "E39")
        #expect(fitted.event.error?.frames.first?.name?.hasSuffix("call0") == true)
        #expect(fitted.cutMembers.contains("@error.inner"))
    }

    @Test func bearsAnythingHostile() throws {
        let control = String(repeating: "\u{1}", count: 4_000)
        var nested: JSONValue = .string(control)
        for _ in 0..<60 { nested = ["down": nested, "beside": .string(control)] }
        var data = JSONObject()
        for number in 0..<20 { data["\(number)"] = .string(control) }
        data[String(repeating: "n", count: 200_000)] = "name"
        data["nested"] = nested
        var frame = StackFrame(name: control)
        frame.parameters = (0..<8).map { _ in .init(type: control, name: control) }
        var error = ErrorInfo(type: control, message: control)
        error.frames = Array(repeating: frame, count: 3)
        let few = bulkyData
        error.data = few
        error.targetMethod = frame
        let fitted = try event {
            ($0.type, $0.source, $0.message) = (control, control, control)
            ($0.level, $0.version) = (control, control)
            $0.tags = (0..<100).map { "\($0)\(control)" }
            $0.error = ErrorInfo(chain: Array(repeating: error, count: 3))
            $0.simpleError = SimpleErrorInfo(type: control, message: control, stackTrace: control)
            $0.simpleError?.data = few
            $0.simpleError?.inner = SimpleErrorInfo(type: control, message: control, stackTrace: control)
            $0.environment = bulkyEnvironment(control, few)
            $0.userDescription = UserDescription(emailAddress: control, description: control)
            $0.userDescription?.data = few
            $0.references = Dictionary(
                uniqueKeysWithValues: (0..<99).map { ("\($0)", String(repeating: "r", count: 100)) })
            $0.stack = StackInfo(title: control, signature: [.init("a", control)], stackTrace: control)
            $0.precedingLines = Array(repeating: control, count: 100)
            $0.user = UserInfo(identity: control, name: control)
            $0.request = bulkyRequest(control, few)
            $0.user?.data = few
            $0.data = data
        }.fitted()
        #expect(fitted.event.faults.isEmpty)
        #expect(fitted.body.count <= 150_000)
        #expect(throws: Never.self) { try JSONReader.parse(fitted.body, depthMax: 60) }
    }

    /// What is left of it by the last step is as long as it can be: every byte is escaped, and names are not cut.
    private var bulkyData: JSONObject {
        let text = String(repeating: "\u{1}", count: 300)
        var (inner, data) = (JSONObject(), JSONObject())
        for number in 0..<9 { inner["\(number)\(text.prefix(60))"] = .string(text) }
        for number in 0..<9 { data["\(number)\(text.prefix(60))"] = .object(inner) }
        return data
    }

    private func bulkyRequest(_ text: String, _ data: JSONObject) -> RequestInfo {
        var request = RequestInfo()
        (request.path, request.userAgent, request.queryString) = (text, text, data)
        (request.postData, request.data) = (.object(data), data)
        for number in 0..<99 {
            request.headers["\(number)\(text.prefix(50))"] = Array(repeating: text, count: 9)
            request.cookies["\(number)\(text.prefix(50))"] = text
        }
        return request
    }

    private func bulkyEnvironment(_ text: String, _ data: JSONObject) -> EnvironmentInfo {
        var environment = EnvironmentInfo()
        (environment.machineName, environment.commandLine, environment.threadName) = (text, text, text)
        (environment.osName, environment.osVersion, environment.ipAddress) = (text, text, text)
        environment.data = data
        return environment
    }

    @Test func aLinkThatTheServerCannotFollowIsLeftOut() throws {
        var event = Event(type: "log", date: Timestamp(seconds: 0))
        event.references = ["parent": "event-0001", "bad id": "event-0002", "other": "short"]
        #expect(event.faults == [.reference("bad id"), .reference("other")])
        let fitted = try event.fitted()
        #expect(fitted.event.references == ["parent": "event-0001"])
        #expect(fitted.cutMembers == ["@ref"])
        #expect(fitted.event.faults.isEmpty)
    }

    @Test func numbersThatTheServerCannotReadAreLeftOutOfEveryBlock() throws {
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        event.error = ErrorInfo(type: "E")
        event.error?.targetMethod = StackFrame(name: "f")
        event.error?.targetMethod?.moduleID = 1 << 40
        event.error?.modules = [LoadedModule(id: 1 << 40, name: "far"), LoadedModule(id: 1, name: "near")]
        event.error?.modules[1].created = Timestamp(nanoseconds: .max, offsetSeconds: 3_600)
        let error = try event.fitted().event.error
        #expect(error?.targetMethod?.moduleID == nil)
        #expect(error?.modules == [LoadedModule(id: 1, name: "near")])
    }
}
