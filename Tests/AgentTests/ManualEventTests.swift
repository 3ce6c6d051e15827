import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Patterns
import Platform
import Rules
import Setup
import Testing
import WireFormat

@Suite("Events by hand")
struct ManualEventTests {
    private static let now = Timestamp(seconds: 1_795_000_000, offsetSeconds: 3_600)

    private static var whole: ManualEvent {
        var event = ManualEvent(date: now, referenceID: "0123456789abcdef")
        (event.project, event.type, event.message, event.source) = ("shop", "error", "a\nb", "backup")
        (event.level, event.tags, event.value, event.geo) = (.fatal, ["Critical", "ä"], 2.5, "48.1,11.5")
        (event.identity, event.userName, event.version, event.session) = ("7", "Ada", "1.2", "session-17")
        event.data = ["order": "17", "deep": ["a": [1, .null]]]
        (event.stackTitle, event.stackBy, event.isForced) = ("Backups", ["backup", "nightly"], true)
        return event
    }

    @Test("goes over the control socket as it was")
    func roundTrip() {
        for event in [Self.whole, ManualEvent(date: Self.now, referenceID: "0123456789abcdef")] {
            #expect(ManualEvent(event.json) == event)
        }
        var json = Self.whole.json
        json["reference_id"] = nil
        #expect(ManualEvent(json) == nil)
    }

    @Test("has every member where the server reads it")
    func wireForm() throws {
        let json = try JSONReader.parse(Self.whole.event(environment: nil).encoded())
        #expect(json["type"] == "error" && json["message"] == "a\nb" && json["source"] == "backup")
        #expect(json["date"] == "2026-11-18T12:06:40+01:00" && json["geo"] == "48.1,11.5")
        #expect(json["value"] == .number(2.5) && json["tags"] == ["Critical", "ä"])
        #expect(json["reference_id"] == "0123456789abcdef")
        let data = json["data"]
        #expect(data?["@submission_method"] == "manual" && data?["@level"] == "Fatal" && data?["@version"] == "1.2")
        #expect(data?["@user"] == ["identity": "7", "name": "Ada"] && data?["@ref:session"] == "session-17")
        #expect(data?["order"] == "17" && data?["deep"] == ["a": [1, .null]])
        let signature: JSONValue = ["ManualStackingKey": "backup", "ManualStackingKey2": "nightly"]
        #expect(data?["@stack"] == ["title": "Backups", "signature_data": signature])
    }

    @Test("tells of what no shortening mends, and of nothing else")
    func faults() {
        var event = Self.whole
        event.message = String(repeating: "x", count: 9_000)
        #expect(event.faults.isEmpty)
        (event.geo, event.referenceID, event.value) = ("here", "short", .infinity)
        event.data["@error"] = "x"
        #expect(event.faults == [.referenceID("short"), .geo, .value, .dataName("@error")])
    }
}

/// A journal with two projects, one of them with a server.
private struct Desk {
    let journal: Journal
    let collector: Collector
    var configuration: Configuration

    struct Unusable: Error {}

    init() throws {
        guard let key = APIKey("simulation-key"), let url = ServerURL("http://127.0.0.1:1") else { throw Unusable() }
        var server = ExceptionlessServer(apiKey: key)
        server.server = url
        collector = server.collector(userAgent: "stacktail/0")
        configuration = Configuration(projects: [
            Project(name: "shop", destination: .exceptionless(server)),
            Project(name: "here", destination: .local(LocalStore())),
        ])
        journal = try Journal.open(.memory, maxSize: .mebibytes(64)).journal
    }

    var intake: Intake {
        Intake(configuration, journal: journal, environment: nil, collectors: ["shop": collector])
    }

    /// The settings, as if the agent had fetched them.
    func learn(_ values: [String: String]) throws {
        let settings = ProjectSettings(version: 7, values: values)
        var half = try SendingHalf(project: "shop", receiver: collector, policy: .init(), journal: journal)
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: now)
        _ = try half.handle(.started, at: moment, jitter: 0)
        let answer = Answer(status: 200, body: settings.document)
        _ = try half.handle(.settingsAnswered(.success(answer)), at: moment, jitter: 0)
    }

    func event(_ project: String = "shop", level: Level = .info) -> ManualEvent {
        var event = ManualEvent(date: now, referenceID: "0123456789abcdef")
        (event.project, event.message, event.source, event.level) = (project, "done", "backup", level)
        return event
    }

    let now = Timestamp(seconds: 1_795_000_000)
}

extension Intake.Outcome {
    fileprivate var receipt: Intake.Receipt? { if case .queued(let receipt) = self { receipt } else { nil } }
    fileprivate var refusal: Intake.Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}

@Suite("The door for events by hand")
struct IntakeTests {
    @Test("stores an event once, however often it is handed over")
    func stores() throws {
        let desk = try Desk()
        let receipt = Intake.Receipt(project: "shop", referenceID: "0123456789abcdef", isLocal: false)
        #expect(desk.intake.take(desk.event(), at: desk.now) == .queued(receipt))
        #expect(desk.intake.take(desk.event(), at: desk.now).receipt?.isRepeated == true)
        #expect(desk.intake.take(desk.event("here"), at: desk.now).receipt?.isLocal == true)
        #expect(try desk.journal.queued("shop").count == 1 && desk.journal.queued("here").count == 1)
        let body = try #require(try desk.journal.nextBatch(project: "shop", maxEvents: 1, maxBytes: 1).first).event
        #expect(body.level == .info && body.type == "log")
        #expect(try desk.journal.whereabouts("shop", referenceID: "0123456789abcdef") == .waiting)
        #expect(try desk.journal.whereabouts("here", referenceID: "another") == .gone)
    }

    @Test("what the project excludes is masked in its texts, where the configuration says so")
    func masking() throws {
        var desk = try Desk()
        desk.configuration.projects[0].masksTexts = true
        try desk.learn(["@@DataExclusions": "password"])
        var event = desk.event()
        event.message = "password=hunter2"
        #expect(desk.intake.take(event, at: desk.now).receipt != nil)
        let stored = try #require(try desk.journal.nextBatch(project: "shop", maxEvents: 1, maxBytes: 1).first).event
        #expect(try JSONReader.parse(stored.body)["message"] == "password=****")
    }

    @Test("what the project says holds an event back, level_without_setting does not")
    func gate() throws {
        var desk = try Desk()
        #expect(desk.intake.take(desk.event(level: .trace), at: desk.now).receipt != nil)
        try desk.learn(["@@log:backup": "Warn", "@@DataExclusions": "secret"])
        let refusal = desk.intake.take(desk.event(), at: desk.now).refusal
        #expect(refusal?.kind == .unwanted)
        #expect(refusal?.text == "project shop does not take it: info is below warn, which '@@log:backup' asks for")
        var forced = desk.event()
        (forced.isForced, forced.referenceID, forced.data) = (true, "forced-0123", ["secret": "x", "order": "17"])
        #expect(desk.intake.take(forced, at: desk.now).receipt != nil)
        let last = try #require(try desk.journal.events(EventFilter(), limit: 1).first).event
        #expect(try JSONReader.parse(last.body)["data"]?["order"] == "17")
        #expect(try JSONReader.parse(last.body)["data"]?["secret"] == nil)

        desk.configuration.projects[0].late = .drop
        var late = desk.event(level: .error)
        (late.referenceID, late.date) = ("late-0123", desk.now.advanced(by: .seconds(-9 * 86_400)))
        #expect(desk.intake.take(late, at: desk.now).refusal?.kind == .unwanted)
    }

    @Test("says which project there is, and what is wrong with an event")
    func refuses() throws {
        let desk = try Desk()
        let unknown = desk.intake.take(desk.event("shap"), at: desk.now).refusal
        #expect(unknown == Intake.Refusal(.invalid, "no project 'shap': did you mean 'shop'?"))
        var event = desk.event()
        event.project = nil
        let nameless = desk.intake.take(event, at: desk.now).refusal
        #expect(nameless == Intake.Refusal(.invalid, "name a project with --project; there are: shop, here"))
        (event.project, event.geo) = ("shop", "nowhere")
        #expect(desk.intake.take(event, at: desk.now).refusal?.kind == .invalid)
        #expect(try desk.journal.queued("shop").count == 0)
    }

    @Test("redacts the message, and an id that holds what must not leave")
    func redacts() throws {
        var desk = try Desk()
        let card = try Pattern(#"\b\d{16}\b"#)
        desk.configuration.redactions = [Redaction(name: "card", pattern: card, replacement: "[card]")]
        var event = desk.event()
        (event.message, event.referenceID) = ("card 1234567890123456", "1234567890123456")
        let receipt = try #require(desk.intake.take(event, at: desk.now).receipt)
        #expect(receipt.referenceID != event.referenceID && receipt.referenceID.count == 32)
        let stored = try #require(try desk.journal.events(EventFilter(), limit: 1).first).event
        #expect(stored.referenceID == receipt.referenceID)
        #expect(!String(decoding: stored.body, as: UTF8.self).contains("1234567890123456"))
    }

    @Test("what became of it goes over the control socket as it was")
    func documents() {
        let receipt = Intake.Receipt(
            project: "p", referenceID: "0123456789", isLocal: true, isRepeated: true, cutMembers: ["message"])
        let outcomes: [Intake.Outcome] =
            [.queued(receipt)] + Intake.Kind.allCases.map { .refused(Intake.Refusal($0, "why")) }
        for outcome in outcomes { #expect(Intake.Outcome(.object(outcome.json)) == outcome) }
        for whereabouts in [Whereabouts.waiting, .quarantined(reason: "why"), .gone] {
            #expect(Whereabouts(.object(whereabouts.json)) == whereabouts)
        }
    }
}
