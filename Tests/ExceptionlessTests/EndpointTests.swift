import Exceptionless
import Testing

@Suite struct Endpoints {
    private let date = Timestamp(seconds: 0)

    @Test func plainText() throws {
        let request = try collector().submit(text: "hello")
        #expect(request.path == "/api/v2/events")
        #expect(request.headers.contains(HeaderField("Content-Type", "text/plain; charset=utf-8")))
        #expect(request.body == Array("hello".utf8))
    }

    @Test func aDescriptionGoesToTheEvent() throws {
        var description = UserDescription(emailAddress: "ann@example.com", description: "It \"broke\".")
        description.data = ["page": 3]
        let request = try collector().describe(referenceID: "event-0001", description)
        #expect(request.method == .post)
        #expect(request.url == "http://h/api/v2/events/by-ref/event-0001/user-description")
        #expect(request.headers.contains(HeaderField("Content-Type", "application/json")))
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"email_address":"ann@example.com","description":"It \"broke\".","data":{"page":3}}"#)
        #expect(
            try collector().project("p1").describe(referenceID: "event-0001", description).path
                == "/api/v2/projects/p1/events/by-ref/event-0001/user-description")
    }

    @Test(arguments: [
        ("event-0001", UserDescription(), EventFault.userDescription),
        ("event-0001", UserDescription(description: " \n"), .userDescription),
        ("event-0001", UserDescription(emailAddress: "ann", description: "d"), .userDescription),
        ("event-0001", UserDescription(emailAddress: "a@b c"), .userDescription),
        ("short", UserDescription(description: "d"), .referenceID("short")),
        ("../../../x", UserDescription(description: "d"), .referenceID("../../../x")),
    ])
    func aDescriptionThatTheServerWouldRefuseIsNone(
        id: String, description: UserDescription, fault: EventFault
    ) throws {
        let collector = try collector()
        #expect(throws: fault) { try collector.describe(referenceID: id, description) }
    }

    @Test func anEventGoesByQuery() throws {
        var event = Event(type: "usage", date: date)
        (event.source, event.message, event.geo) = ("a&b", "é", "1,2")
        (event.count, event.value, event.referenceID) = (3, 1.5, "event-0001")
        (event.level, event.version) = ("Warn", "1.2")
        event.tags = ["x", "y"]
        event.user = UserInfo(identity: "ann", name: "Ann")
        event.references = ["session": "session-0001"]
        event.data = ["color": "red", "size": 4]
        let request = try collector().submitByQuery(event)
        #expect(request.method == .get && request.body.isEmpty)
        #expect(
            request.target
                == """
                /api/v2/events/submit?type=usage&source=a%26b&message=%C3%A9&reference=event-0001\
                &date=1970-01-01T00%3A00%3A00Z&count=3&value=1.5&geo=1%2C2&tags=x%2Cy&identity=ann&identity.name=Ann\
                &%40level=Warn&%40version=1.2&%40ref%3Asession=session-0001&color=red&size=4
                """)
        #expect(
            try collector().project("p1").submitByQuery(Event(type: "log", date: date)).path
                == "/api/v2/projects/p1/events/submit")
    }

    @Test func aQueryCarriesNoBlocksAndNoKeys() throws {
        #expect(fault { $0.error = ErrorInfo(type: "E") } == .notInQuery("@error"))
        #expect(fault { $0.request = RequestInfo() } == .notInQuery("@request"))
        #expect(fault { $0.tags = ["a,b"] } == .tags)
        #expect(fault { $0.data["Access_Token"] = "x" } == .dataName("Access_Token"))
        #expect(fault { $0.data["source"] = "x" } == .dataName("source"))
        #expect(fault { $0.referenceID = "x" } == .referenceID("x"))
        let tooLong = fault { $0.data["long"] = .string(String(repeating: "x", count: 8_000)) }
        guard case .size = tooLong else {
            Issue.record("\(String(describing: tooLong))")
            return
        }
    }

    private func fault(_ change: (inout Event) -> Void) -> EventFault? {
        var event = Event(type: "log", date: date)
        change(&event)
        do throws(EventFault) {
            _ = try collector().submitByQuery(event)
            return nil
        } catch {
            return error
        }
    }

    private func collector() throws(EventFault) -> Collector {
        guard let server = ServerURL("http://h"), let key = APIKey("SECRET-KEY-0123456789") else { throw .type }
        return Collector(server: server, key: key, userAgent: "a/1.0")
    }
}
