import Model
import Patterns
import Records
import Rules
import Synchronization

/// What the patterns of one rule file cost beyond their limit. One that costs too much is switched off, until the rules
/// are loaded anew: it then matches nothing, so that its lines take the next pattern or rule, and no line is lost.
package final class PatternBudget: Sendable {
    /// So many searches given up within `window` switch a pattern off.
    private static let overrunsMax = 3
    private static let window = Duration.seconds(3_600)
    /// One that took so many steps does by itself: it used up all the room that a search has.
    private static let stepsMax = 800_000

    private struct State {
        var moments: [ObjectIdentifier: [Instant]] = [:]
        var alarms: [PatternAlarm] = []
        var overruns: [PatternAlarm] = []
    }

    private let ruleFile: String
    private let path: String
    /// Where each pattern stands in the rule file.
    private let places: [ObjectIdentifier: String]
    private let state = Mutex(State())
    private let hasNews = Atomic<Bool>(false)
    /// Whether patterns are switched off; tests of rules want to hear of each.
    private let switchesOff: Bool

    init(_ file: RuleFile, switchesOff: Bool) {
        (ruleFile, path, self.switchesOff) = (file.name, file.path, switchesOff)
        places = Dictionary(
            file.namedPatterns.map { (ObjectIdentifier($0.pattern), $0.place) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// What the thread's searches ran over; those of other patterns are nobody's here.
    func take(_ overruns: [Overrun], redactedBy redactions: [Redaction], at instant: Instant) {
        for overrun in overruns {
            let id = ObjectIdentifier(overrun.pattern)
            guard let place = places[id], !overrun.pattern.isSwitchedOff else { continue }
            var alarm = PatternAlarm(
                ruleFile: ruleFile, path: path, place: place, pattern: overrun.pattern.text,
                line: Self.shown(overrun.text, redactedBy: redactions), byteCount: overrun.byteCount,
                steps: overrun.steps, count: 1)
            state.withLock { state in
                let recent =
                    state.moments[id, default: []].filter { $0.duration(to: instant) < Self.window } + [instant]
                state.moments[id] = recent
                alarm.count = recent.count
                if state.overruns.count < 100 { state.overruns.append(alarm) }
                guard switchesOff, recent.count >= Self.overrunsMax || overrun.steps >= Self.stepsMax else { return }
                overrun.pattern.switchOff()
                state.alarms.append(alarm)
                hasNews.store(true, ordering: .relaxed)
            }
        }
    }

    /// The patterns that were switched off since somebody asked last; costs next to nothing where there are none.
    package func takeAlarms() -> [PatternAlarm] {
        guard hasNews.exchange(false, ordering: .relaxed) else { return [] }
        return state.withLock { state in
            defer { state.alarms = [] }
            return state.alarms
        }
    }

    /// Each search that was given up, the first hundred; for tests of rules.
    var overruns: [PatternAlarm] { state.withLock { $0.overruns } }

    /// Without what must not leave the host, on one line, and short.
    private static func shown(_ text: [UInt8], redactedBy redactions: [Redaction]) -> String {
        let whole = redactions.reduce(String(decoding: text, as: UTF8.self)) { $1.applied(to: $0) }
        let line = whole.replacing("\n", with: " ")
        return line.count <= 80 ? line : line.prefix(79) + "…"
    }
}

/// A pattern that costs too much, and what it met.
package struct PatternAlarm: Hashable, Sendable, CustomStringConvertible {
    package var ruleFile: String
    /// The rule file's own.
    package var path: String
    /// Such as `record.pattern 2`, or `rule 'slow', message`.
    package var place: String
    /// As it was written.
    package var pattern: String
    /// The beginning of the text, without what is redacted.
    package var line: String
    /// All of the text.
    package var byteCount: Int
    /// At most so many.
    package var steps: Int
    /// Within the hour.
    package var count: Int

    package var description: String {
        let file = path.isEmpty ? "rule file '\(ruleFile)'" : "rule file '\(ruleFile)' (\(path))"
        let often = count == 1 ? "" : " for the \(count). time within an hour"
        return
            "\(file): the pattern of \(place) was given up after \(steps) steps on \(byteCount) bytes\(often), and is "
            + "switched off until the rules are reloaded; their lines take the next one. It was at '\(line)'"
    }
}

extension RuleFile {
    /// All patterns that its lines meet, with their places in the file.
    var namedPatterns: [(pattern: Pattern, place: String)] {
        var named: [(pattern: Pattern, place: String)] = []
        if let start = layout.start { named.append((start, "record.start")) }
        if let continuation = layout.continuation { named.append((continuation, "record.continue")) }
        if case .pattern(let patterns) = layout.parse {
            let isOnly = patterns.count == 1
            named += patterns.enumerated().map { ($1, isOnly ? "record.pattern" : "record.pattern \($0 + 1)") }
        }
        for rule in rules.rules {
            for condition in rule.when + rule.unless {
                guard case .matches(let field, let pattern) = condition else { continue }
                named.append((pattern, "rule '\(rule.name)', \(field.name)"))
            }
        }
        return named
    }
}
