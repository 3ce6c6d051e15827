import Exceptional
import Testing
import WireFormat

@Suite("The request") struct PublisherTests {
    @Test func theTargetIsTheDocumentedOne() throws {
        let request = try Samples.publisher("http://h:81/base/").publish(Samples.bare.encoded())
        #expect(request.method == .post)
        #expect(request.url == "http://h:81/base/api/errors?api_key=0123456789abcdef&protocol_version=6")
        #expect(
            request.headers == [
                HeaderField("Content-Type", "application/json"), HeaderField("User-Agent", "logtail-agent/1.0.0"),
                HeaderField("Accept", "*/*"),
            ])
    }

    @Test func theDocumentedAddressMayBeWritten() throws {
        let request = try Samples.publisher("https://h/api/errors").publish(Samples.bare.encoded())
        #expect(request.path == "/api/errors")
    }

    @Test func aKeyIsEscaped() throws {
        let request = try Samples.publisher(key: "a&b=c/d+e%f~g").publish(Samples.bare.encoded())
        #expect(request.target == "/api/errors?api_key=a%26b%3Dc%2Fd%2Be%25f~g&protocol_version=6")
    }

    @Test func aKeyNeverPrints() throws {
        let key = "secret&key/0123"
        let publisher = try Samples.publisher(key: key)
        let request = try publisher.publish(Samples.bare.encoded())
        var dumped = ""
        dump(request, to: &dumped)
        dump(publisher, to: &dumped)
        let texts = ["\(request)", String(reflecting: request), "\(request.query)", "\(publisher)", dumped]
        for text in texts { #expect(!text.contains("secret"), "\(text)") }
        let shown = "POST https://errors.example.com/api/errors?api_key=****&protocol_version=6"
        #expect(request.description == shown)
        #expect(publisher.redacted("No route for \(request.target), \(key)!").contains("secret") == false)
        #expect(publisher.redacted("at /api/errors?api_key=secret%26key%2F0123&x").hasSuffix("api_key=****&x"))
    }

    @Test(arguments: PublishProtocol.allCases) func theVersionIsToldTwice(version: PublishProtocol) throws {
        var publisher = try Samples.publisher()
        publisher.version = version
        let request = try publisher.publish(Samples.bare.encoded())
        #expect(request.query.contains(Request.QueryItem("protocol_version", String(version.rawValue))))
        let client = try JSONReader.parse(request.body)["client"]
        let number = JSONValue.integer(Int64(version.rawValue))
        #expect(client == ["name": "logtail-agent", "version": "1.0.0", "protocol_version": number])
        #expect(publisher.wrapped(request, body: [1]).headers.count == 3)
        publisher.namesEncoding = true
        let named = publisher.wrapped(request, body: [1])
        #expect(named.body == [1])
        #expect(named.headers.last == HeaderField("Content-Encoding", version == .five ? "deflate" : "gzip"))
    }

    @Test(arguments: ["usage", "404", "session", "sessionend", "heartbeat", "Usage"])
    func whatIsNoErrorIsRefused(type: String) throws {
        let publisher = try Samples.publisher()
        #expect(throws: PublishRefusal.notTaken(type: type)) {
            try publisher.publish(Samples.event(["type": .string(type)]).encoded())
        }
    }

    @Test(arguments: [
        "", "[]", "{", #"{"date":"2026-11-20T10:00:00Z"}"#, #"{"type":" ","date":"2026-11-20T10:00:00Z"}"#,
        #"{"type":"log"}"#, #"{"type":"log","date":"today"}"#, #"{"type":"log","date":"2026-11-20T10:00:00"}"#,
        #"{"type":"log","date":"2026-13-20T10:00:00Z"}"#, #"{"type":"log","date":"2026-11-20T10:00:00Zulu"}"#,
        #"{"type":"log","date":"9999-11-20T10:00:00Z"}"#,
    ])
    func whatIsNoEventIsRefused(body: String) throws {
        let publisher = try Samples.publisher()
        let error = #expect(throws: PublishRefusal.self) { try publisher.publish(Array(body.utf8)) }
        guard case .unreadable? = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func whatIsTooLargeEvenWhenShortenedIsRefused() throws {
        var publisher = try Samples.publisher()
        publisher.application.environment = (0..<300).map {
            .init("NAME\($0)", String(repeating: "x", count: 1_000))
        }
        let error = #expect(throws: PublishRefusal.self) { try publisher.publish(Samples.bare.encoded()) }
        guard case .tooLarge(let bytes)? = error else { Issue.record("\(String(describing: error))"); return }
        #expect(bytes > 256 << 10)
    }
}

@Suite("What an answer to a document means") struct PublishVerdictTable {
    private func verdict(_ status: Int, type: String? = nil, body: String = "") -> PublishVerdict {
        let headers = type.map { [HeaderField("Content-Type", $0)] } ?? []
        return PublishVerdict(for: Answer(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test(arguments: [200, 201, 202, 204]) func arrived(status: Int) {
        #expect(verdict(status) == .accepted)
        // What the service was seen to answer.
        #expect(verdict(status, type: "text/html") == .accepted)
        #expect(verdict(status, type: "application/json", body: #"{"id":7}"#) == .accepted)
    }

    @Test func aCaptivePortalIsNotTheServer() {
        for page in [verdict(200, type: "text/html", body: "Log in"), verdict(200, body: "\n<html>")] {
            #expect(page == .notTheProtocol("status 200 with a web page"))
        }
        let away = Answer(status: 302, headers: [HeaderField("Location", "http://portal")])
        #expect(PublishVerdict(for: away) == .notTheProtocol("status 302, a redirect to 'http://portal'"))
    }

    @Test(arguments: [401, 403, 404, 405, 410, 414]) func theKeyOrTheAddress(status: Int) {
        #expect(verdict(status) == .refusedKey(status: status))
        #expect(verdict(status, body: "<html>") == .refusedKey(status: status))
    }

    @Test func tooLarge() { #expect(verdict(413) == .tooLarge) }

    @Test(arguments: [400, 409, 411, 415, 422]) func theEvent(status: Int) {
        #expect(verdict(status) == .malformed(status: status))
        #expect(verdict(status, type: "text/html", body: "<html>") == .malformed(status: status))
    }

    @Test(arguments: [402, 408, 418, 425, 429, 500, 502, 503, 504, 599]) func later(status: Int) {
        #expect(verdict(status) == .retryLater(status: status))
    }
}
