import Exceptional
import Testing
import WireFormat

@Suite("What else there is") struct ContextTests {
    private let rich = Samples.event(
        [
            "value": 12.5, "count": 3, "geo": "1,2", "reference_id": "ref-0001", "tags": ["a", "b"],
            "source": "com.acme.Billing", "message": "a\u{0}b",
        ],
        data: [
            "@level": "Warn", "@version": "1.2", "@user": ["identity": "ann", "data": ["is_admin": true]],
            "@trace": ["before"], "@ref:session": "session-01", "@stack": ["title": "t"],
            "@submission_method": "log-tail",
            "log": ["file": "/l/app.log", "offset": 17, "rule": "billing/declined", "thread": "main"],
            "fields": ["order": "17", "rate": 0.5, "none": .null, "deep": ["list": [.null, true, 1, 2.5]]],
            "file": "mine", "order": "17", "flag": false,
        ])

    @Test("nothing but texts, integers, arrays and objects is sent, and no NUL")
    func types() throws {
        let document = try Samples.document(rich)
        #expect(document.faults(at: "") == [])
        #expect(rich.faults(at: "").count == 9, "there was something to change")
        let context = try #require(document.context)
        #expect(context["value"] == "12.5" && context["flag"] == "false" && context["count"] == 3)
        #expect(context["fields"] == ["order": "17", "rate": "0.5", "deep": ["list": ["", "true", 1, "2.5"]]])
        #expect(document["exception"]?["message"] == "a\u{FFFD}b")
    }

    @Test("own names stand for what they say, and data of the same name is kept beside them")
    func names() throws {
        let context = try #require(try Samples.document(rich).context)
        #expect(context["file"] == "/l/app.log" && context["data.file"] == "mine" && context["order"] == "17")
        #expect(context["level"] == "warn" && context["tags"] == "a,b" && context["reference_id"] == "ref-0001")
        #expect(context["user"] == ["identity": "ann", "data": ["is_admin": "true"]])
        #expect(context["preceding_lines"] == ["before"] && context["@ref:session"] == "session-01")
        #expect(context["@stack"] == nil && context["log"] == nil && context["@submission_method"] == nil)
        #expect(context["timestamp"] == "2026-11-20T10:00:00Z")
        #expect(context["geo"] == "1,2" && context["version"] == "1.2")
        #expect(try Samples.document(rich)["rescue_block"] == ["name": "billing/declined"])
        #expect(try Samples.document(Samples.bare)["rescue_block"] == ["name": "log"])
    }

    @Test("texts have limits, and the whole document has one")
    func limits() throws {
        let long = String(repeating: "é", count: 40_000)
        let event = Samples.event(["message": .string(long)], data: ["note": .string(long)])
        let document = try Samples.document(event)
        let message = try #require(document["exception"]?["message"]?.text)
        #expect(message.utf8.count <= 8_192 && message.utf8.count > 8_188 && message.hasSuffix("é..."))
        #expect(document.context?["note"]?.text == message)
        let many = JSONObject(uniqueMembers: (0..<200).map { .init(name: "note\($0)", value: .string(long)) })
        let request = try Samples.publisher().publish(Samples.event([:], data: many).encoded())
        #expect(request.body.count <= 256 << 10)
        let shortened = try JSONReader.parse(request.body)
        #expect(shortened.context?["note0"]?.text?.utf8.count == 1_023)
        #expect(shortened.context?["note199"] == nil)
        #expect(shortened.lines == ["(unknown):in `log'"])
    }

    @Test("the stack's own text is told where that is wanted")
    func raw() throws {
        let text = "java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)"
        var publisher = try Samples.publisher()
        func raw(_ text: String) throws -> JSONValue? {
            let stack: JSONValue = ["stack_trace": .string(text)]
            return try Samples.document(Samples.event([:], data: ["@stack": stack]), from: publisher).context?["raw"]
        }
        #expect(try raw(text) == nil)
        publisher.sendsRaw = true
        #expect(try raw(text) == .string(text))
        let long = try #require(try raw(String(repeating: "x", count: 40_000))?.text)
        #expect(long.utf8.count == 32 << 10 && long.hasSuffix("..."))
    }

    @Test("what is nested without end is told as text")
    func depth() throws {
        let deep = (0..<40).reduce(JSONValue.string("x")) { inner, _ in ["in": inner] }
        let document = try Samples.document(Samples.event([:], data: ["deep": deep]))
        let inner = (0..<6).reduce(document.context?["deep"]) { value, _ in value?["in"] }
        #expect(inner?.text?.hasPrefix(#"{"in":{"#) == true)
    }
}

extension JSONValue {
    /// Where something stands that the protocol does not have.
    fileprivate func faults(at place: String) -> [String] {
        switch self {
        case .null, .bool, .number: return [place]
        case .integer: return []
        case .string(let text): return text.utf8.contains(0) ? [place] : []
        case .array(let elements): return elements.flatMap { $0.faults(at: place + "[]") }
        case .object(let object): return object.members.flatMap { $0.value.faults(at: place + "." + $0.name) }
        }
    }
}
