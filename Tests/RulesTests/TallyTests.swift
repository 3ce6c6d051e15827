import Exceptionless
import Model
import Rules
import Testing
import WireFormat

/// Ten o'clock and so many seconds.
private func time(_ seconds: Double) -> Timestamp {
    Timestamp(seconds: 1_800_000_000).advanced(by: .milliseconds(Int64(seconds * 1_000)))
}

private let moment = Moment(instant: Instant(nanoseconds: 0), wall: time(0))

/// An entry of that time.
private func entry(_ seconds: Double, user: String = "ann", level: Level? = .warn) -> Record {
    let offset = 1_000_000 + Int64(seconds * 1_000)
    var entry = record("order declined", level: level, fields: [("user", user)], offset: offset)
    entry.time = time(seconds)
    return entry
}

private func counting(_ measure: Measure, _ text: String = "told ${count}") throws -> RuleSet {
    var template = EventTemplate()
    template.message = try Template(text)
    return RuleSet([Rule(name: "r", action: .event(template), measure: measure)])
}

extension Tallies {
    /// What a rule with a limit lets pass, and what windows ended.
    fileprivate mutating func admit(
        _ record: Record, _ rules: RuleSet
    ) throws -> (passes: Bool, held: [Int], givenUp: Int) {
        let findings = rules.findings(of: record, at: origin)
        let (draft, sighting) = (try #require(findings.drafts.first), try #require(findings.limits[0]))
        guard case .limit(let rate) = sighting.measure else { return (true, [], 0) }
        let admission = admit(draft, sighting, rate, project: "default", at: moment)
        return (admission.passes, admission.ended.compactMap { $0.held?.count }, admission.givenUpCount)
    }

    /// What a rule with `over` tells.
    fileprivate mutating func count(_ record: Record, _ rules: RuleSet) throws -> Int? {
        let sighting = try #require(rules.findings(of: record, at: origin).sightings.first)
        guard case .over(let rate) = sighting.measure else { return nil }
        return count(sighting, rate).told
    }
}

@Suite("A limit") struct LimitTests {
    private let rate = Measure.Rate(count: 2, per: .seconds(60))

    @Test("lets so many events pass in a window, counts the others, and ends it with the next event's time")
    func window() throws {
        let rules = try counting(.limit(rate))
        var tallies = Tallies()
        let said = try [0, 1, 2, 59.9].map { try tallies.admit(entry($0), rules) }
        #expect(said.map(\.passes) == [true, true, false, false])
        #expect(said.allSatisfy { $0.held.isEmpty })
        let next = try tallies.admit(entry(60), rules)
        #expect(next.passes && next.held == [2])
        #expect(try tallies.admit(entry(300), rules).held.isEmpty, "what held nothing back tells nothing")
    }

    @Test("judges by the entries' times, not by when its summary was made")
    func summaryBetween() throws {
        let rules = try counting(.limit(rate))
        var tallies = Tallies()
        for second in 0..<4 { _ = try tallies.admit(entry(Double(second)), rules) }
        let isRead = tallies.endLimits(at: Instant(nanoseconds: .max)) { _ in true }
        #expect(isRead.map { $0.1.held?.count } == [2])
        #expect(try tallies.admit(entry(30), rules).passes == false, "the window goes on")
        #expect(tallies.endLimits(at: Instant(nanoseconds: .max)) { _ in false }.isEmpty, "not all is read")
        #expect(tallies.endLimits(at: Instant(nanoseconds: .max)) { _ in true }.map { $0.1.held?.count } == [1])
    }

    @Test("begins anew where the clock was set back, and takes a little disorder")
    func disorder() throws {
        let rules = try counting(.limit(rate))
        var tallies = Tallies()
        let said = try [100, 90, 95, 41, 39].map { try tallies.admit(entry($0), rules) }
        #expect(said.map(\.passes) == [true, true, false, false, true])
        #expect(said.last?.held == [2])
    }

    @Test("counts each text of 'by' for itself")
    func by() throws {
        let rules = try counting(.limit(Measure.Rate(count: 1, per: .seconds(60), by: [Template("${user}")])))
        var tallies = Tallies()
        let said = try ["ann", "bob", "ann", "bob"].map { try tallies.admit(entry(0, user: $0), rules).passes }
        #expect(said == [true, true, false, false])
    }

    @Test("tells how many of which rule, from when to when, at the gravest of their levels")
    func summary() throws {
        let rules = try counting(.limit(Measure.Rate(count: 1, per: .seconds(60), by: [Template("${user}")])))
        var tallies = Tallies()
        for (second, level) in [Level.warn, .warn, .error, .info].enumerated() {
            _ = try tallies.admit(entry(Double(second), level: level), rules)
        }
        let (key, tally) = try #require(tallies.endLimits(upTo: nil).first)
        let outcome = EventMaker().summary(of: tally, rule: key.rule, from: TallyOrigin(origin), at: time(60))
        let event = try json(try #require(outcome))
        #expect(event["message"]?.text == "Held back 3 events of the rule 'r' for ann: more than 1 in 1m")
        #expect(event["type"]?.text == "log" && event["tags"]?.elements == ["limited"])
        #expect(event["data"]?["@level"]?.text == "Error" && event["source"]?.text == "billing")
        #expect(event["data"]?["limited"]?["first_date"]?.text == time(1).iso8601)
        #expect(event["data"]?["limited"]?["last_date"]?.text == time(3).iso8601)
        #expect(event["date"]?.text == time(3).iso8601)
        #expect(event["data"]?["log"]?["rule"]?.text == "r" && event["data"]?["log"]?["file"] == nil)
    }
}

@Suite("A rate") struct RateTests {
    private func rules(_ count: Int, _ seconds: Int64 = 100) throws -> RuleSet {
        try counting(.over(Measure.Rate(count: count, per: .seconds(seconds))))
    }

    @Test("is told when more than so many came within the time, and not again until that is over")
    func told() throws {
        let rules = try rules(3)
        var tallies = Tallies()
        var told: [Double: Int] = [:]
        for second in stride(from: 0.0, to: 220, by: 10) { told[second] = try tallies.count(entry(second), rules) }
        #expect(told == [30: 4, 160: 4])
    }

    @Test("slides: what came on both sides of any border counts together")
    func slides() throws {
        for start in stride(from: 0.0, to: 100, by: 7) {
            let rules = try rules(3)
            var tallies = Tallies()
            let told = try [0, 1, 80, 81].map { try tallies.count(entry(start + $0), rules) }
            #expect(told == [nil, nil, nil, 4], "from \(start)")
        }
    }

    @Test("never counts more than came within the time")
    func neverTooMany() throws {
        for start in stride(from: 0.0, to: 100, by: 3) {
            let rules = try rules(1)
            var tallies = Tallies()
            #expect(try tallies.count(entry(start), rules) == nil)
            #expect(try tallies.count(entry(start + 100), rules) == nil, "from \(start)")
        }
    }

    @Test("takes entries out of order, and begins anew where the clock was set back")
    func disorder() throws {
        let rules = try rules(2)
        var tallies = Tallies()
        #expect(try [50, 45, 48].map { try tallies.count(entry($0), rules) } == [nil, nil, 3])
        #expect(try [-500, -499, -498].map { try tallies.count(entry($0), rules) } == [nil, nil, 3])
    }

    @Test("a rule with it decides nothing, and its event has the number")
    func observes() throws {
        let storm = try counting(.over(Measure.Rate(count: 1, per: .seconds(60))), "${count} from ${user}").rules
        let rules = RuleSet(storm + [rule("later")])
        let findings = rules.findings(of: entry(0), at: origin)
        #expect(findings.drafts.map(\.rule) == ["later"])
        let sighting = try #require(findings.sightings.first)
        let draft = try #require(rules.draft(of: entry(0), for: sighting, count: 2, at: origin))
        #expect(draft.event.message == "2 from ann" && draft.placeID != findings.drafts[0].placeID)
        #expect(rules.evaluate(entry(0), at: origin).outcomes.map(\.description) == ["matches", "matches"])
    }

    @Test("sees also what the project's settings hold back")
    func interest() throws {
        let gate = SettingsGate(levelWithoutSetting: .error)
        #expect(!Interest(RuleSet([rule("log")]), past: gate).includes(.info))
        #expect(Interest(try rules(3), past: gate).includes(.info))
    }
}

@Suite("Tallies") struct TallyTests {
    @Test("of more than ten thousand texts the oldest are given up, counted, and what they held back is told")
    func bounded() throws {
        let rules = try counting(.limit(Measure.Rate(count: 1, per: .seconds(60), by: [Template("${user}")])))
        var tallies = Tallies()
        for number in 0..<Tallies.keysMax {
            _ = try tallies.admit(entry(Double(number) / 1_000, user: "\(number)"), rules)
        }
        #expect(try tallies.admit(entry(1, user: "0"), rules).passes == false)
        let further = try tallies.admit(entry(11, user: "one more"), rules)
        #expect(further.passes && further.givenUp == 1_000 && further.held == [1])
        #expect(try tallies.admit(entry(11, user: "0"), rules).passes, "nothing is known of it")
        #expect(try tallies.admit(entry(11, user: "9999"), rules).passes == false)
    }

    @Test("a turn that is undone counted nothing, and what it ended is due again")
    func undone() throws {
        let rules = try counting(.limit(Measure.Rate(count: 1, per: .seconds(60))))
        var tallies = Tallies()
        for second in [0.0, 1, 2] { _ = try tallies.admit(entry(second), rules) }
        tallies.keep()
        #expect(tallies.endLimits(at: Instant(nanoseconds: .max)) { _ in true }.count == 1)
        tallies.undo()
        _ = try tallies.admit(entry(100), rules)
        tallies.undo()
        let ended = tallies.endLimits(at: Instant(nanoseconds: .max)) { _ in true }
        #expect(ended.map { $0.1.held?.count } == [2])
    }

    @Test("what the journal had is known apart from what came since")
    func durable() throws {
        let rules = try counting(.limit(Measure.Rate(count: 1, per: .seconds(60))))
        var tallies = Tallies()
        _ = try tallies.admit(entry(0), rules)
        let first = tallies.changes
        tallies.saved()
        #expect(first.count == 1 && !tallies.hasChanges && tallies.lastSaved == first)
        _ = try tallies.admit(entry(1), rules)
        tallies.keep()
        _ = try tallies.admit(entry(2), rules)
        #expect(tallies.lastSaved == first && tallies.changes != first)
        tallies.revert()
        #expect(tallies.lastSaved == first && !tallies.hasChanges)
        #expect(Tallies(first, at: moment)[first[0].key] == tallies[first[0].key])
    }

    @Test("silence begins when the rule comes into force, and ends with an entry that is no older than the last look")
    func silence() throws {
        let rules = try counting(.absent(.seconds(100)), "since ${since}")
        let sighting = try #require(rules.findings(of: entry(0), at: origin).sightings.first)
        var tallies = Tallies()
        tallies.beginSilences([sighting.key], at: time(0))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == time(100))
        tallies.seen(sighting, after: time(50), now: time(60))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == time(150), "its own time is too early")
        tallies.seen(sighting, after: nil, now: time(80))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == time(150), "an older one is no news")
        #expect(tallies.tellSilence(sighting.key) == time(50))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == nil, "it is told once")
        tallies.seen(sighting, after: time(70), now: time(70))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == time(170))
        tallies.beginSilences([], at: time(200))
        tallies.beginSilences([sighting.key], at: time(300))
        #expect(tallies.silenceEnds(sighting.key, after: .seconds(100)) == time(400), "the rule was gone meanwhile")
    }

    /// As this release writes them; they must read for ever.
    @Test(
        arguments: [
            #"{"limit":{"project":"p","by":["a"],"most":2,"per":60000000000,"start":5,"passed":2,"#
                + #""held":{"count":3,"first":6,"last":7,"zone":3600,"id":"x","level":4,"source":"s"}}}"#,
            #"{"limit":{"project":"p","by":[],"most":2,"per":60000000000,"start":5,"passed":1}}"#,
            #"{"over":{"per":60000000000,"head":300000000,"counts":[1,0,7],"told":9}}"#,
            #"{"absent":{"since":5,"told":true}}"#,
        ])
    func documents(text: String) {
        let stored = StoredTally(key: TallyKey(rules: "f", rule: "r"), document: Array(text.utf8))
        let tallies = Tallies([stored], at: moment)
        #expect(tallies.lastSaved.map { String(decoding: $0.document ?? [], as: UTF8.self) } == [text])
    }

    @Test(arguments: ["", "{}", "[]", #"{"limit":{}}"#, #"{"over":{"per":0,"head":1,"counts":[]}}"#, #"{"absent":1}"#])
    func whatNobodyWroteIsPassedOver(text: String) {
        let stored = StoredTally(key: TallyKey(rules: "f", rule: "r"), document: Array(text.utf8))
        #expect(Tallies([stored], at: moment).isEmpty)
    }
}
