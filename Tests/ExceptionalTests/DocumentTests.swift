import Exceptional
import Testing
import WireFormat

@Suite("The document") struct DocumentTests {
    @Test(
        "the worked examples, byte for byte",
        arguments: [("example-a", "2bbf5f41434ff72edc64ad6f0bb6bb75"), ("example-b", nil)] as [(String, String?)])
    func workedExamples(name: String, hash: String?) throws {
        var publisher = try Samples.publisher()
        if hash != nil {
            publisher.application.stage = "production"
            publisher.application.language = "java"
            publisher.application.environment = [.init("log_format", "logback")]
        }
        let request = try publisher.publish(try Samples.fixture("\(name).event.json"))
        let expected = try Samples.fixture("\(name).document.json")
        #expect(String(decoding: request.body, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        #expect(request.query.first { $0.name == "hash" }?.value == hash)
    }

    @Test("the poorest event has all six members, typed as they must be and not empty")
    func poorest() throws {
        let document = try Samples.document(Samples.bare)
        let exception = try #require(document["exception"])
        #expect(exception["occurred_at"] == "2026-11-20T10:00:00Z")
        #expect(exception["exception_class"] == "LOG")
        #expect(exception["message"] == "LOG")
        #expect(exception["backtrace"] == ["(unknown):in `log'"])
        let application = try #require(document["application_environment"])
        #expect(application["application_root_directory"] == "/")
        #expect(application["env"] == [:])
        #expect(document.context?["synthetic_backtrace"] == "true")
        #expect(document["request"] == nil)
    }

    @Test(
        "a class is never the same for all",
        arguments: [
            ([:], [:], "LOG"), (["type": "deploy"], [:], "DEPLOY"), ([:], ["@level": "Fatal"], "FATAL"),
            ([:], ["@level": "Error", "@simple_error": ["type": "ORA-00942"]], "ORA-00942"),
            ([:], ["@level": "Error", "@error": ["type": " "]], "ERROR"),
        ] as [(JSONObject, JSONObject, String)])
    func classes(members: JSONObject, data: JSONObject, name: String) throws {
        let document = try Samples.document(Samples.event(members, data: data))
        #expect(document["exception"]?["exception_class"]?.text == name)
    }

    @Test("the exception's message goes first, the log's own beside it; neither is cut by another server's limit")
    func messages() throws {
        let long = String(repeating: "m", count: 5_000)
        let event = Samples.event(
            ["message": "mmm..."], data: ["full_message": .string(long), "@error": ["type": "A", "message": "of A"]])
        let document = try Samples.document(event)
        #expect(document["exception"]?["message"] == "of A")
        #expect(document.context?["log_message"]?.text == long)
        let alone = try Samples.document(Samples.event(["message": "mmm..."], data: ["full_message": .string(long)]))
        #expect(alone["exception"]?["message"]?.text == long)
        #expect(alone.context?["log_message"] == nil)
    }

    @Test(
        "occurred_at is UTC in whole seconds, cut and never rounded",
        arguments: [
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"), ("2026-11-20T10:00:00.9999999Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20T00:30:00+01:00", "2026-11-19T23:30:00Z"),
            ("2026-11-20T10:00:00.5-05:30", "2026-11-20T15:30:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
        ])
    func dates(written: String, told: String) throws {
        let document = try Samples.document(Samples.event(["date": .string(written)]))
        #expect(document["exception"]?["occurred_at"]?.text == told)
        #expect(document.context?["timestamp"]?.text == written)
    }

    @Test("an event that was redated for another server has its own date here")
    func redated() throws {
        let document = try Samples.document(Samples.event([:], data: ["original_date": "2020-01-02T03:04:05Z"]))
        #expect(document["exception"]?["occurred_at"] == "2020-01-02T03:04:05Z")
        let odd = try Samples.document(Samples.event([:], data: ["original_date": "yesterday"]))
        #expect(odd["exception"]?["occurred_at"] == "2026-11-20T10:00:00Z")
    }

    @Test("the configuration's facts of the application come first, then the log's")
    func application() throws {
        var publisher = try Samples.publisher()
        let log: JSONObject = ["log": ["file": "/var/log/shop/a.b.log", "host": "shop-01"]]
        let event = Samples.event([:], data: log)
        let guessed = try Samples.document(event, from: publisher)["application_environment"]
        #expect(guessed?["application_root_directory"] == "/var/log/shop")
        #expect(guessed?["env"] == ["log_file": "/var/log/shop/a.b.log"])
        #expect(guessed?["host"] == "shop-01" && guessed?["environment"] == nil && guessed?["language"] == nil)
        publisher.application.root = "/srv/shop"
        publisher.application.stage = "test"
        publisher.application.environment = [.init("TIER", "2")]
        let told = try Samples.document(event, from: publisher)["application_environment"]
        #expect(told?["application_root_directory"] == "/srv/shop" && told?["environment"] == "test")
        #expect(told?["env"] == ["log_file": "/var/log/shop/a.b.log", "TIER": "2"])
        #expect(try Samples.document(event).context?["source"] == "a.b")
    }

    @Test("a host is that of the log, else of the agent")
    func host() throws {
        let facts: JSONObject = ["@environment": ["machine_name": "agent-1"]]
        let document = try Samples.document(Samples.event([:], data: facts))
        #expect(document["application_environment"]?["host"] == "agent-1")
    }

    @Test("a request is told where a rule found its address, and only there")
    func requests() throws {
        let whole: JSONValue = [
            "user_agent": "curl/8", "http_method": "POST", "is_secure": true, "host": "shop.test", "port": 8443,
            "path": "/pay", "client_ip_address": "10.0.0.9", "query_string": ["order": "17"],
            "headers": ["X-Via": ["a", "b"]], "cookies": ["session": "secret"],
        ]
        let document = try Samples.document(Samples.event([:], data: ["@request": whole]))
        #expect(
            document["request"] == [
                "url": "https://shop.test:8443/pay", "request_method": "post", "remote_ip": "10.0.0.9",
                "parameters": ["order": "17"], "headers": ["X-Via": "a, b", "User-Agent": "curl/8"],
            ])
        let part = try Samples.document(Samples.event([:], data: ["@request": ["client_ip_address": "10.0.0.9"]]))
        #expect(part["request"] == nil)
        #expect(part.context?["request"] == ["client_ip_address": "10.0.0.9"])
        let path = try Samples.document(Samples.event([:], data: ["@request": ["path": "/pay"]]))
        #expect(path["request"] == ["url": "/pay"])
    }
}
