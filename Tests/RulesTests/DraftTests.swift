import Exceptionless
import Model
import Rules
import Testing
import WireFormat

@Suite struct AnEventFromTheRecordAlone {
    @Test func tellsWhatTheEntryTells() throws {
        var entry = record(
            level: .warn, source: "com.acme.Billing",
            fields: [
                ("time", "10:00:00"), ("level", "WARN"), ("thread", "pool-1"), ("source", "com.acme.Billing"),
                ("message", "order 17 declined: no funds"), ("mdc", "tenant=7"), ("empty", ""),
            ])
        entry.time = Timestamp(nanoseconds: 1_795_164_000_123_000_000, offsetSeconds: 3_600)
        #expect(
            text(try draft(entry, rule("declined")).event) == #"""
                {"type":"log","source":"com.acme.Billing","date":"2026-11-20T09:40:00.123+01:00",\#
                "message":"order 17 declined: no funds","reference_id":"ID","data":{"@level":"Warn",\#
                "@submission_method":"log-tail","log":{"file":"/var/log/billing/app.log","first_line":40,\#
                "last_line":40,"offset":4096,"rule":"declined","thread":"pool-1","host":"app01"},\#
                "fields":{"mdc":"tenant=7"}}}
                """#)
    }

    @Test func hasTheRuleFileForItsSourceAndTheReadingForItsDate() throws {
        let event = try draft(record(), rule()).event
        #expect(event.source == "billing")
        #expect(event.date == Timestamp(seconds: 1_800_000_000))
        #expect(event.data["log"]?["time_source"] == "read time")
    }

    @Test func keepsAnotherWordForItsLevel() throws {
        let event = try draft(record(level: .error, fields: [("level", "SEVERE")]), rule()).event
        #expect(event.level == "Error")
        #expect(event.data["fields"] == ["level": "SEVERE"])
    }

    @Test func keepsATimeThatCouldNotBeRead() throws {
        #expect(
            try draft(record(fields: [("time", "yesterday")]), rule()).event.data["fields"] == ["time": "yesterday"])
    }

    @Test func tellsWhatTheLimitsTook() throws {
        var entry = record()
        (entry.text.linesDropped, entry.text.bytesCut) = (5, 1_000)
        let data = try draft(entry, rule()).event.data
        #expect(data["lines_dropped"] == 5 && data["bytes_cut"] == 1_000)
    }

    @Test func repairsWhatIsNoText() throws {
        var entry = record()
        entry.message = [0x61, 0xFF]
        entry.fields = [Record.Field(name: "x", value: [0xC3])]
        let event = try draft(entry, rule()).event
        #expect(event.message == "a\u{FFFD}")
        #expect(event.data["fields"] == ["x": "\u{FFFD}"])
    }

    private func text(_ event: Event) -> String {
        var event = event
        event.referenceID = "ID"
        return String(decoding: event.encoded(), as: UTF8.self)
    }
}

@Suite struct AnEventFromATemplate {
    @Test func takesEveryMember() throws {
        let entry = record(
            level: .info,
            fields: [
                ("amount", "12.50"), ("lat", "44.5"), ("lon", "-88.1"), ("user", "ann"), ("fullname", "Ann A."),
                ("ip", "10.0.0.7"), ("method", "GET"), ("url", "/a/b?x=1&y=&z"), ("agent", "curl/8"), ("app", "4.2.0"),
            ])
        let declined = try rule("declined", when: [matching("message", "order (?<order>\\d+) declined: (?<reason>.+)")])
        {
            $0.type = try Template("error")
            $0.message = try Template("Order declined: ${reason}")
            $0.source = try Template("Billing")
            $0.level = try Template("ERROR")
            $0.tags = [try Template("billing"), try Template("${reason}"), try Template("${unknown}")]
            $0.value = try Template("${amount}")
            $0.referenceID = try Template("order-${order}")
            $0.geo = try Template("${lat},${lon}")
            $0.user = .init(identity: try Template("${user}"), name: try Template("${fullname}"))
            $0.request = [
                (.clientIPAddress, try Template("${ip}")), (.httpMethod, try Template("${method}")),
                (.path, try Template("${url}")), (.userAgent, try Template("${agent}")), (.port, try Template("8080")),
                (.isSecure, try Template("https")), (.host, try Template("h")), (.referrer, try Template("${unknown}")),
            ]
            $0.version = try Template("${app}")
            $0.data = [("order", try Template("${order}")), ("none", try Template("${unknown}"))]
            $0.stack = .init(
                title: try Template("Declined orders"), by: [try Template("declined"), try Template("${reason}")])
        }
        let draft = try draft(entry, declined)
        #expect(draft.level == .error)
        #expect(
            String(decoding: draft.event.encoded(), as: UTF8.self) == #"""
                {"type":"error","source":"Billing","date":"2027-01-15T08:00:00Z",\#
                "message":"Order declined: no funds","geo":"44.5,-88.1","value":12.5,"reference_id":"order-17",\#
                "tags":["billing","no funds"],"data":{"@stack":{"title":"Declined orders",\#
                "signature_data":{"Part1":"declined","Part2":"no funds"}},"@level":"Error","@version":"4.2.0",\#
                "@submission_method":"log-tail","@request":{"user_agent":"curl/8","http_method":"GET",\#
                "is_secure":true,"host":"h","port":8080,"path":"/a/b","client_ip_address":"10.0.0.7",\#
                "query_string":{"x":"1","y":"","z":""}},"@user":{"identity":"ann","name":"Ann A."},"order":"17",\#
                "log":{"file":"/var/log/billing/app.log","first_line":40,"last_line":40,"offset":4096,\#
                "rule":"declined","host":"app01","time_source":"read time"}}}
                """#)
    }

    @Test func leavesOutWhatRendersToNothingUseful() throws {
        let event = try draft(
            record(level: .info),
            rule {
                $0.value = try Template("a lot")
                $0.geo = try Template("${lat},${lon}")
                $0.level = try Template("loud")
                $0.user = .init(identity: try Template("${user}"))
                $0.request = [(.path, try Template("${url}"))]
            }
        ).event
        #expect(event.value == nil && event.geo == nil && event.user == nil && event.request == nil)
        #expect(event.level == "Info")
    }

    @Test func a404IsAboutItsPath() throws {
        let missing = try rule {
            $0.type = try Template("404")
            $0.request = [(.path, try Template("${url}"))]
        }
        let event = try draft(record(source: "nginx", fields: [("url", "/x.php?a=1")]), missing).event
        #expect(event.source == "/x.php")
        #expect(event.request?.queryString == ["a": "1"])
    }
}

@Suite struct SessionsFromALog {
    private func event(_ type: String, _ session: String, by name: String = "r") throws -> Event {
        let told = try rule(name) {
            $0.type = try Template(type)
            $0.session = try Template("${sid}")
        }
        return try draft(record(fields: [("sid", session)]), told).event
    }

    @Test func beginWithAnEventOfThatID() throws {
        let begin = try event("session", "4F9A-11-22-33")
        #expect(begin.referenceID == "4F9A-11-22-33" && begin.references.isEmpty)
    }

    @Test(arguments: ["sessionend", "heartbeat", "log"]) func goOnWithEventsThatNameIt(type: String) throws {
        let event = try event(type, "4F9A-11-22-33")
        #expect(event.references == ["session": "4F9A-11-22-33"])
        #expect(event.referenceID != "4F9A-11-22-33")
    }

    /// The server takes no such id, and one rule sees the login, another one the logout.
    @Test func meetThoughTheirIDIsNone() throws {
        let begin = try event("session", "ann@host", by: "login")
        let end = try event("sessionend", "ann@host", by: "logout")
        #expect(begin.referenceID.map(EventLimits.isReferenceID) == true)
        #expect(end.references["session"] == begin.referenceID)
        #expect(try event("session", "bob@host").referenceID != begin.referenceID)
    }

    @Test func areNoneWithoutAnID() throws {
        let event = try event("sessionend", "")
        #expect(event.references.isEmpty)
    }
}

/// A repeat must have the very same id, another event another one.
@Suite struct ReferenceIDs {
    @Test func areTheSameForTheSamePlace() throws {
        let id = try draft(record(), rule()).event.referenceID
        #expect(try draft(record(), rule()).event.referenceID == id)
        // A new version must give what is in flight the same id.
        #expect(id == "bb0005b6f15ebb133a70ebadf841324c")
        #expect(EventLimits.isReferenceID(id ?? ""))
    }

    @Test func dependOnProjectFileGenerationOffsetAndRule() throws {
        var others = (0..<4).map { _ in origin }
        others[0].project = "other"
        others[1].file = FileID(value: 1)
        others[2].generation = 3
        others[3].path = Path("/renamed")
        var ids = try others.map { try draft(record(), rule(), at: $0).placeID }
        let id = try draft(record(), rule()).placeID
        #expect(ids.removeLast() == id)
        ids.append(try draft(record(offset: 4_097), rule()).placeID)
        ids.append(try draft(record(), rule("another")).placeID)
        #expect(Set(ids + [id]).count == 6)
    }

    @Test func ofTheUsersOwnAreTakenOrHashed() throws {
        let byOrder = try rule { $0.referenceID = try Template("${order}") }
        #expect(try draft(record(fields: [("order", "order-0017")]), byOrder).event.referenceID == "order-0017")
        let short = try draft(record(fields: [("order", "17")]), byOrder).event.referenceID
        #expect(EventLimits.isReferenceID(short ?? ""))
        #expect(try draft(record(fields: [("order", "17")], offset: 0), byOrder).event.referenceID == short)
        #expect(try draft(record(fields: [("order", "18")]), byOrder).event.referenceID != short)
        let none = try draft(record(), byOrder)
        #expect(none.event.referenceID == none.placeID)
    }
}
