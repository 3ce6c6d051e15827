import Exceptionless
import Model
import Patterns
import Rules
import Testing

@Suite struct LevelRanges {
    @Test(
        arguments: [
            ("warn..", Level.warn...Level.fatal), ("..info", .trace ... .info), ("debug..warn", .debug ... .warn),
            ("error", .error ... .error), ("WARNING..CRITICAL", .warn ... .fatal),
        ])
    func areRead(text: String, levels: ClosedRange<Level>) {
        #expect(LevelRange(text)?.levels == levels)
    }

    @Test(arguments: ["", "..", "warn..info", "loud", "warn..loud", "warn...", "warn-error"])
    func areRefused(text: String) {
        #expect(LevelRange(text) == nil)
    }

    @Test func holdNoEntryWithoutLevel() { #expect(LevelRange("..fatal")?.contains(nil) == false) }
}

/// Each kind of condition on an entry that it holds of and on one that it does not.
@Suite struct Conditions {
    private let entry = record(
        "WARN order 17 declined", level: .warn, source: "com.acme.Billing", fields: [("thread", "pool-1")],
        trace: timeout, traceText: "the whole trace")

    @Test(
        arguments: [
            ("message", "order \\d+"), ("line", "^WARN"), ("path", "billing/app\\.log$"),
            ("exception", "^com\\.acme\\.OrderException$"), ("trace", "whole"), ("level", "^Warn$"),
            ("source", "Billing"), ("host", "app01"), ("thread", "pool-\\d"),
        ])
    func searchAField(name: String, pattern: String) throws {
        let condition = try matching(name, pattern)
        #expect(holds(condition, entry))
        #expect(!holds(try matching(name, "nothing like it"), entry))
    }

    @Test func searchNothingWhereTheFieldIsMissing() throws {
        #expect(!holds(try matching("unknown", ".*"), entry))
        #expect(!holds(try matching("exception", ".*"), record()))
    }

    @Test func aCaptureCalledPathHidesTheFile() throws {
        let access = record(fields: [("path", "/healthz")])
        #expect(holds(try matching("path", "^/healthz$"), access))
        #expect(!holds(try matching("path", "app\\.log"), access))
    }

    @Test func aLevelLiesInARange() throws {
        let range = try #require(LevelRange("warn.."))
        #expect(holds(.level(range), entry))
        #expect(!holds(.level(range), record(level: .info)))
        #expect(!holds(.level(range), record()))
    }

    @Test func aTraceIsThereOrNot() {
        #expect(holds(.hasTrace(true), entry))
        #expect(!holds(.hasTrace(false), entry))
        #expect(holds(.hasTrace(false), record()))
        #expect(holds(.hasTrace(true), record(traceText: "a stack in no known language\n  at all")))
    }

    private func holds(_ condition: Condition, _ record: Record) -> Bool {
        !RuleSet([rule(when: [condition])]).drafts(of: record, at: origin).isEmpty
    }
}

@Suite struct RulesInTheirOrder {
    @Test func theFirstThatMatchesDecides() throws {
        let rules = RuleSet([
            rule("a", when: [try matching("message", "accepted")]), rule("b", when: [try matching("message", "order")]),
            rule("c"),
        ])
        let evaluation = rules.evaluate(record(), at: origin)
        #expect(evaluation.drafts.map(\.rule) == ["b"])
        #expect(
            evaluation.outcomes.map(\.description) == [
                "no: it wants message: 'accepted'", "matches", "not reached: an earlier rule decided",
            ])
    }

    @Test func alsoLetsLaterOnesLook() throws {
        let rules = RuleSet([rule("a", also: true), rule("b", also: true), rule("c")])
        let drafts = rules.drafts(of: record(), at: origin)
        #expect(drafts.map(\.rule) == ["a", "b", "c"])
        #expect(Set(drafts.map(\.placeID)).count == 3)
    }

    @Test func alsoDoesNotCountForARuleThatDoesNotMatch() throws {
        let rules = RuleSet([rule("a", when: [try matching("message", "accepted")], also: true), rule("b")])
        #expect(rules.drafts(of: record(), at: origin).map(\.rule) == ["b"])
    }

    @Test func dropEndsTheMatter() throws {
        let noise = Rule(name: "noise", when: [try matching("message", "declined")], action: .drop)
        #expect(RuleSet([noise, rule("b")]).drafts(of: record(), at: origin).isEmpty)
        #expect(RuleSet([noise, rule("b")]).drafts(of: record("x"), at: origin).map(\.rule) == ["b"])
    }

    @Test func allOfWhenAndNoneOfUnless() throws {
        let range = try #require(LevelRange("warn.."))
        let rules = RuleSet([
            rule(
                when: [try matching("message", "order"), .level(range)],
                unless: [try matching("source", "^test"), .hasTrace(true)])
        ])
        #expect(rules.drafts(of: record(level: .warn, source: "main"), at: origin).count == 1)
        #expect(rules.drafts(of: record(level: .info, source: "main"), at: origin).isEmpty)
        #expect(rules.drafts(of: record("x", level: .warn, source: "main"), at: origin).isEmpty)
        #expect(rules.drafts(of: record(level: .warn, source: "test.x"), at: origin).isEmpty)
        let outcome = rules.evaluate(record(level: .warn, trace: timeout), at: origin).outcomes.first
        #expect(outcome?.description == "no: an exception holds, has_trace: true")
    }

    @Test func aFailedRuleLeavesNoCaptures() throws {
        let first = rule("a", when: [try matching("message", "order (?<order>\\d+)"), try matching("message", "nope")])
        let second = try rule("b") { $0.message = try Template("[${order}]") }
        #expect(try draft(record(), first, second).event.message == "[]")
    }

    @Test func withoutRulesTheBuiltInOnesApply() throws {
        let rules = RuleSet()
        let error = rules.drafts(of: record(level: .info, trace: timeout), at: origin)
        #expect(error.map(\.event.type) == ["error"])
        let log = rules.drafts(of: record(level: .debug), at: origin)
        #expect(log.map(\.event.type) == ["log"])
        #expect(log.map(\.event.level) == ["Debug"])
        #expect(rules.drafts(of: record(), at: origin).isEmpty)
    }

    @Test func everythingIsKeptForWhoWantsToSeeIt() {
        var rules = RuleSet([Rule(name: "noise", action: .drop)])
        rules.keepsEverything = true
        #expect(rules.drafts(of: record(), at: origin).map(\.event.type) == ["log"])
        #expect(rules.drafts(of: record(trace: timeout), at: origin).map(\.event.type) == ["error"])
    }
}

/// What need not be looked at, because nothing can come of it.
@Suite struct Interests {
    @Test func followTheRulesLevels() throws {
        let range = try #require(LevelRange("warn..error"))
        let interest = Interest(RuleSet([rule(when: [.level(range)])]), past: nil)
        #expect(Level.allCases.filter { interest.includes($0) } == [.warn, .error])
        #expect(!interest.includes(nil))
        #expect(!interest.isEverything)
        #expect(Interest(RuleSet([rule()]), past: nil).isEverything)
    }

    @Test func aRuleForTracesNeedsNoOthers() {
        let interest = Interest(RuleSet([rule(when: [.hasTrace(true)])]), past: nil)
        #expect(Level.allCases.allSatisfy { !interest.includes($0) } && !interest.includes(nil))
    }

    @Test func theSettingsPruneLogEvents() {
        let interest = Interest(RuleSet(), past: SettingsGate(levelWithoutSetting: .warn))
        #expect(Level.allCases.filter { interest.includes($0) } == [.warn, .error, .fatal])
    }

    @Test func oneLooserSettingKeepsThemAll() {
        let gate = SettingsGate(
            settings: .init(version: 1, values: ["@@log:*": "Error", "@@LOG:com.acme.*": "Debug"]),
            levelWithoutSetting: .warn)
        let interest = Interest(RuleSet(), past: gate)
        #expect(Level.allCases.filter { interest.includes($0) } == [.debug, .info, .warn, .error, .fatal])
    }

    @Test func aTemplatesOwnLevelOrTypeIsNotKnownBefore() throws {
        let gate = SettingsGate(levelWithoutSetting: .fatal)
        let raised = try rule { $0.level = try Template("error") }
        let typed = try rule { $0.type = try Template("usage") }
        #expect(Interest(RuleSet([raised]), past: gate).includes(.trace))
        #expect(Interest(RuleSet([typed]), past: gate).includes(.trace))
    }
}

@Suite struct NumberConditions {
    @Test(
        arguments: [
            ("500..599", ["500", "599", "503 Service Unavailable"], ["499", "600", "-", ""]),
            (">= 10", ["10", "10.0s", "1,000"], ["9.99", "-10"]), ("> 10", ["10.01"], ["10"]),
            ("<=0.5", ["0.5", ".5", "-3"], ["0.51"]), ("< -1", ["-1.5"], ["-1", "5"]), ("-5..5", ["-5", "0"], ["6"]),
        ])
    func holdOfTheFirstNumber(text: String, inside: [String], outside: [String]) throws {
        let rules = RuleSet([rule(when: [.number(.capture("n"), try #require(NumberRange(text)))])])
        for number in inside {
            #expect(!rules.drafts(of: record(fields: [("n", number)]), at: origin).isEmpty, "\(number)")
        }
        for number in outside {
            #expect(rules.drafts(of: record(fields: [("n", number)]), at: origin).isEmpty, "\(number)")
        }
        #expect(rules.drafts(of: record("500"), at: origin).isEmpty, "there is no such field")
    }

    /// Texts that are, or may be meant as, regular expressions.
    @Test(arguments: ["5..", "..5", "500", "500...599", "599..500", ">=", ">= x", "a..b", "1..x", "..", "", "^5"])
    func othersAreNone(text: String) {
        #expect(NumberRange(text) == nil)
    }

    @Test func aConditionLooksAtWhatOneBeforeItCaptured() throws {
        let slow = try #require(NumberRange(">= 1000"))
        let rules = RuleSet([rule(when: [try matching("message", #"took (?<ms>\d+)"#), .number(.capture("ms"), slow)])])
        #expect(rules.drafts(of: record("took 1500 ms"), at: origin).count == 1)
        #expect(rules.drafts(of: record("took 150 ms"), at: origin).isEmpty)
    }

    @Test func ofTwoGroupsOfOneNameTheOneThatTookPartIsTheField() throws {
        let made = try rule(when: [try matching("message", "(?J)a=(?<n>.+)|b=(?<n>.+)")]) {
            $0.message = try Template("${n}")
        }
        let event = try draft(record("b=17"), made).event
        #expect(event.message == "17")
        let other = try draft(record("b=17"), rule(when: [try matching("message", "(?J)a=(?<n>.+)|b=(?<n>.+)")]))
        #expect(other.event.data["fields"]?["n"]?.text == "17")
    }
}
