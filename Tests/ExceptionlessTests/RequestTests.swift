import Exceptionless
import Testing
import WireFormat

@Suite struct ServerAddresses {
    @Test(
        arguments: [
            ("https://collector.exceptionless.io", "https://collector.exceptionless.io"),
            ("HTTP://Errors.Example.com:8080/base/", "http://errors.example.com:8080/base"),
            ("https://h/api/v2/", "https://h"), ("https://h/x/api/v2", "https://h/x"),
            ("http://[::1]:5000", "http://[::1]:5000"), (" https://h\n", "https://h"),
        ])
    func areRead(text: String, description: String) {
        #expect(ServerURL(text)?.description == description)
    }

    @Test(
        arguments: [
            "", "h", "ftp://h", "https://", "https://h:0", "https://h:x", "https://h?a", "https://user@h",
            "https://h/#f",
            "https://[::1", "https://h:65536", "https://a b",
        ])
    func areRefused(text: String) {
        #expect(ServerURL(text) == nil)
    }
}

@Suite struct Requests {
    @Test func theHostedServiceHasAHostForEachPurpose() throws {
        let collector = try collector()
        #expect(collector.submit(events: []).url == "https://collector.exceptionless.io/api/v2/events")
        #expect(collector.settings(version: nil).url == "https://config.exceptionless.io/api/v2/projects/config")
        #expect(
            collector.heartbeat(session: "a b", closes: true).url
                == "https://heartbeat.exceptionless.io/api/v2/events/session/heartbeat?id=a%20b&close=true")
    }

    @Test func anotherServerIsOneForAll() throws {
        let collector = try collector("http://errors.example.com:8080/base")
        #expect(collector.submit(events: []).url == "http://errors.example.com:8080/base/api/v2/events")
        #expect(
            collector.settings(version: 7).url == "http://errors.example.com:8080/base/api/v2/projects/config?v=7")
    }

    @Test func aVersionOfZeroIsNotAskedFor() throws {
        #expect(try collector().settings(version: 0).query.isEmpty)
    }

    @Test func aProjectMayBeNamed() throws {
        var collector = try collector()
        collector.projectID = "p1"
        #expect(collector.submit(events: []).path == "/api/v2/projects/p1/events")
        #expect(collector.settings(version: 2).target == "/api/v2/projects/p1/config?v=2")
    }

    @Test func eventsAreJoinedToAnArray() throws {
        let request = try collector().submit(events: [Array("{1}".utf8), Array("{2}".utf8)])
        #expect(request.method == .post)
        #expect(String(decoding: request.body, as: UTF8.self) == "[{1},{2}]")
        #expect(
            request.headers == [
                HeaderField("Authorization", "Bearer SECRET-KEY-0123456789"),
                HeaderField("User-Agent", "stacktail/1.0.0"),
                HeaderField("Content-Type", "application/json"),
            ])
        let gzipped = request.gzipped([1, 2])
        #expect(gzipped.body == [1, 2])
        #expect(gzipped.headers.last == HeaderField("Content-Encoding", "gzip"))
    }

    private func collector(_ server: String? = nil) throws -> Collector {
        let key = try #require(APIKey("SECRET-KEY-0123456789"))
        let server = try server.map { try #require(ServerURL($0)) } ?? .hosted
        return Collector(server: server, key: key, userAgent: "stacktail/1.0.0")
    }
}

@Suite struct TheKeyNeverPrints {
    @Test func inWhateverItStands() throws {
        let key = try #require(APIKey(" SECRET-KEY-0123456789\n"))
        let collector = Collector(key: key, userAgent: "stacktail/1.0.0")
        let request = collector.submit(events: [])
        var dumped = ""
        dump(key, to: &dumped)
        dump(collector, to: &dumped)
        dump(request, to: &dumped)
        for text in [
            "\(key)", "\(collector)", "\(request)", String(reflecting: key), String(reflecting: request), dumped,
        ] {
            #expect(!text.contains("SECRET"))
        }
        #expect("\(key)" == "****")
        #expect(request.url.contains("SECRET") == false)
    }

    @Test(arguments: ["", "short", "API_KEY_HERE", "with blank in it", "line\nbreak-inside"])
    func andIsNotJustAnyText(text: String) {
        #expect(APIKey(text) == nil)
    }
}
