import Exceptionless
import Model
import Patterns
import Rules
import Testing
import WireFormat

/// A text that must not leave the host may stand anywhere in an entry.
@Suite struct RedactionOfEveryText {
    private let secret = "4111111111111111"

    private func cards() throws -> [Redaction] {
        [Redaction(name: "card", pattern: try Pattern(#"\b(?:\d[ -]?){13,16}\b"#), replacement: "[card]")]
    }

    @Test func reachesEveryMember() throws {
        let frame = Frame(
            method: "m \(secret)", type: "A.B \(secret)", file: "\(secret).cs", parameters: "Int32 \(secret)",
            genericArguments: "T \(secret)")
        var thrown = Thrown(className: "E \(secret)", message: "m \(secret)", frames: [frame])
        thrown.suppressed = [Thrown(className: "S \(secret)", message: secret, frames: [frame])]
        let trace = Trace(language: "dotnet", exception: thrown, causes: [thrown])
        let entry = record(
            "paid with \(secret)", level: .error, source: "logger \(secret)",
            fields: [("x", "card \(secret)"), ("thread", "t \(secret)"), ("url", "/pay/ \(secret)?card=\(secret)")],
            trace: trace, traceText: "trace \(secret)")
        let all = try rule {
            $0.type = try Template("type ${x}")
            $0.tags = [try Template("${x}")]
            $0.user = .init(identity: try Template("${x}"), name: try Template("${x}"))
            $0.request = try EventTemplate.RequestMember.allCases.map {
                ($0, try Template($0 == .path ? "${url}" : "${x}"))
            }
            $0.version = try Template("${x}")
            $0.data = [("mine", try Template("${x}"))]
            $0.stack = .init(title: try Template("${x}"), by: [try Template("${x}")])
            $0.referenceID = try Template(secret)
            $0.session = try Template(secret)
        }
        let draft = try draft(entry, all)
        let maker = EventMaker(redactions: try cards())
        guard case .queued(let event) = maker.finish(draft, from: origin, at: noon) else {
            Issue.record("not queued")
            return
        }
        let text = String(decoding: event.body, as: UTF8.self)
        #expect(!text.contains(secret))
        #expect(text.contains("paid with [card]"))
        #expect(text.contains("\"thread\":\"t [card]\""))
        #expect(event.referenceID == draft.placeID)
    }

    @Test func reachesASimpleErrorsText() throws {
        let draft = try draft(record("x", traceText: "\(secret)\n at \(secret)"), rule())
        let body = try json(EventMaker(redactions: try cards()).finish(draft, from: origin, at: noon))
        #expect(body["data"]?["@simple_error"]?["stack_trace"] == "[card]\n at [card]")
    }

    @Test func leavesTheAgentsOwnWordsAlone() throws {
        var numbered = origin
        numbered.path = Path("/var/log/app-4111111111111111.log")
        let draft = try draft(record(), rule("4111111111111111"), at: numbered)
        let log = try json(EventMaker(redactions: try cards()).finish(draft, from: numbered, at: noon))["data"]?["log"]
        #expect(log?["file"] == "/var/log/app-4111111111111111.log")
        #expect(log?["rule"] == "4111111111111111")
    }

    @Test(
        arguments: [
            ("a", "xax", "x-x"), ("a", "aaa", "---"), ("a*", "baab", "b-b"), ("^", "ab", "ab"), ("ä", "ääb", "--b"),
            ("b", "aaa", "aaa"), ("(?<=a)b", "abab", "a-a-"), ("a$", "aa", "a-"),
        ])
    func replacesEachMatchOnce(pattern: String, text: String, expected: String) throws {
        #expect(Redaction(name: "", pattern: try Pattern(pattern), replacement: "-").applied(to: text) == expected)
    }

    @Test func withholdsATextThatCouldNotBeSearched() throws {
        let bomb = Redaction(name: "", pattern: try Pattern("(a+)+$"), replacement: "[?]")
        #expect(bomb.applied(to: String(repeating: "a", count: 60) + "!") == "[?]")
    }
}

/// What the project does not want never gets as far as the journal.
@Suite struct TheGate {
    @Test func holdsBackALogEventBelowTheLevel() throws {
        let maker = EventMaker(gate: SettingsGate(levelWithoutSetting: .warn))
        let draft = try draft(record(level: .info, source: "a"), rule())
        guard case .lost(let loss, let why) = maker.finish(draft, from: origin, at: noon) else {
            Issue.record("was queued")
            return
        }
        #expect(loss.reason == .gated && loss.count == 1 && loss.project == "default" && loss.generation == 2)
        #expect(
            loss.range == ByteOffset(4_096)..<ByteOffset(4_124) && loss.path == origin.path && loss.file == origin.file)
        #expect(why == "info is below warn, the least level where the project's settings say nothing")
        #expect(maker.verdict(for: draft) != .send)
    }

    @Test func letsItPassWhereASettingAllowsIt() throws {
        let settings = ProjectSettings(version: 1, values: ["@@log:a*": "Info"])
        let gate = SettingsGate(settings: settings, levelWithoutSetting: .warn)
        #expect(try passes(record(level: .info, source: "a"), gate))
        #expect(try !passes(record(level: .info, source: "b"), gate))
    }

    @Test func doesNotJudgeErrorsByLevel() throws {
        let gate = SettingsGate(levelWithoutSetting: .fatal)
        #expect(try passes(record(level: .debug, trace: timeout), gate))
    }

    @Test func judgesALogEventWithAnExceptionByLevelOnly() throws {
        let settings = ProjectSettings(version: 1, values: ["@@error:*": "false"])
        let log = try rule { $0.type = try Template("log") }
        let entry = record(level: .error, trace: timeout)
        #expect(try passes(entry, SettingsGate(settings: settings, levelWithoutSetting: .warn), log))
        #expect(try !passes(entry, SettingsGate(levelWithoutSetting: .fatal), log))
    }

    @Test func judgesErrorsByEveryExceptionOfTheirChain() throws {
        let settings = ProjectSettings(version: 1, values: ["@@error:java.net.*": "false"])
        #expect(try !passes(record(trace: timeout), SettingsGate(settings: settings, levelWithoutSetting: nil)))
    }

    @Test func judgesA404ByItsPath() throws {
        let settings = ProjectSettings(version: 1, values: ["@@404:*.php": "false"])
        let missing = try rule {
            $0.type = try Template("404")
            $0.request = [(.path, try Template("${message}"))]
        }
        let gate = SettingsGate(settings: settings, levelWithoutSetting: nil)
        #expect(try !passes(record("/x.php?y=1"), gate, missing))
        #expect(try passes(record("/x.html"), gate, missing))
    }

    @Test func takesOutWhatTheProjectDoesNotWantToHave() throws {
        let settings = ProjectSettings(
            version: 1, values: ["@@DataExclusions": "*password*", "@@IncludePrivateInformation": "false"])
        let maker = EventMaker(gate: SettingsGate(settings: settings, levelWithoutSetting: nil))
        let entry = record(fields: [("db_password", "x"), ("kept", "y")])
        let body = try json(maker.finish(try draft(entry, rule()), from: origin, at: noon))
        #expect(body["data"]?["fields"] == ["kept": "y"])
        #expect(body["data"]?["log"]?["host"] == nil)
        #expect(body["data"]?["log"]?["rule"] == "r")
    }

    @Test func isNotThereForALocalProject() throws {
        #expect(try passes(record(level: .trace), nil))
    }

    private func passes(_ record: Record, _ gate: SettingsGate?, _ rule: Rule? = nil) throws -> Bool {
        let draft = try draft(record, rule ?? RulesTests.rule())
        if case .queued = EventMaker(gate: gate).finish(draft, from: origin, at: noon) { return true }
        return false
    }
}

@Suite struct TheFinishedEvent {
    @Test func isWhatTheJournalKeeps() throws {
        let draft = try draft(record(level: .warn), rule())
        guard case .queued(let event) = EventMaker().finish(draft, from: origin, at: noon) else {
            Issue.record("not queued")
            return
        }
        #expect(event.body == draft.event.encoded())
        #expect(event.project == "default" && event.referenceID == draft.placeID && event.type == "log")
        #expect(event.level == .warn && event.date == draft.event.date)
        guard case .queued(let again) = EventMaker().finish(draft, from: origin, at: noon) else { return }
        #expect(again == event)
    }

    @Test func isWithinTheServersLimits() throws {
        let entry = record(
            String(repeating: "x", count: 400_000), level: .warn,
            fields: [("y", String(repeating: "\u{1}", count: 400_000))])
        let body = try json(EventMaker().finish(try draft(entry, rule()), from: origin, at: noon))
        #expect(body["message"]?.text?.utf16.count == 2_000)
        #expect(body.encoded().count <= 150_000)
        #expect(body["data"]?["cut_members"] == ["message", "data"])
    }

    @Test func isNoneWhereARuleBreaksTheProtocol() throws {
        let draft = try draft(record(), rule { $0.data = [("@error", try Template("x"))] })
        guard case .lost(let loss, let why) = EventMaker().finish(draft, from: origin, at: noon) else {
            Issue.record("was queued")
            return
        }
        #expect(loss.reason == .invalid)
        #expect(why == "data may not have a member '@error': '@' is the protocol's own")
    }
}
