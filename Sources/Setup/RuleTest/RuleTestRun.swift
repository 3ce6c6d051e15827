package import Model
import Records
import Rules
import Tailing
import WireFormat

extension RuleTest {
    /// When tests take place: times without a date or a year are read from here.
    package static let moment = Moment(
        instant: Instant(nanoseconds: 0),
        wall: Timestamp(seconds: CivilTime(year: 2026, month: 11, day: 20, hour: 12).secondsSince1970))

    /// The test is about a log that no event comes of.
    package var expectsNothing: Bool { expected.isEmpty }

    /// What a test gave.
    struct Run {
        var interpretations: [Interpretation]
        var outcome: RuleTestOutcome
        /// Patterns that were given up on its lines.
        var costly: [Diagnostic]
    }

    /// Runs the log through the very stages that a tailed file goes through.
    func run(in file: RuleFile) -> Run {
        var framer = LineFramer(limits: Limits(), from: .zero)
        let rules = ReadyRules(file, switchesOff: false)
        var interpreter = Interpreter(
            rules, of: Self.origin(in: file), maker: EventMaker(), limits: Limits(), from: .beginning)
        interpreter.givesEveryRecord = true
        let interpretations =
            interpreter.feed(framer.feed(log), at: Self.moment)
            + interpreter.feed(framer.flushPartial(), at: Self.moment) + interpreter.finish(at: Self.moment)
        var clock = RecordClock(ReadyRules(file), maker: EventMaker(), origin: Self.origin(in: file))
        var bodies = interpretations.flatMap { clock.take($0, at: Self.moment).events }.map(\.body)
        bodies += clock.finish(after: silence, at: Self.moment).events.map(\.body)
        let events = bodies.compactMap { try? JSONReader.parse($0) }
        let outcome = RuleTestOutcome(name: name, mark: node.start, failures: failures(events))
        return Run(
            interpretations: interpretations, outcome: outcome, costly: rules.budget.overruns.map(costWarning))
    }

    private func costWarning(_ overrun: PatternAlarm) -> Diagnostic {
        node.diagnostic(
            .warning,
            "test '\(name)': the pattern of \(overrun.place) was given up after \(overrun.steps) steps on "
                + "\(overrun.byteCount) bytes, and matched nothing",
            help: "repetitions within repetitions, such as (a+)+, are often the cause")
    }

    static func origin(in file: RuleFile) -> Origin {
        Origin(
            path: Path("test.log"), file: FileID(value: 0), ruleFile: file.name, project: file.project, method: .replay)
    }

    private func failures(_ events: [JSONValue]) -> [Diagnostic] {
        var failures = zip(expected, events).flatMap { expected, event in expected.differences(from: event) }
            .map { Diagnostic(.error, file: $0.file, place: $0.place, "test '\(name)': \($0.message)", help: $0.help) }
        guard events.count != expected.count else { return failures }
        let counted = "\(events.count) event\(events.count == 1 ? "" : "s")"
        failures.append(node.error("test '\(name)': the log gives \(counted), not \(expected.count)"))
        failures += events.dropFirst(expected.count).prefix(3).map { event in
            node.diagnostic(.note, "it also gives \(Self.shown(event))")
        }
        failures += expected.dropFirst(events.count).prefix(3).map { $0.node.diagnostic(.note, "nothing gives this") }
        return failures
    }

    /// The members by which a person knows an event.
    private static func shown(_ event: JSONValue) -> String {
        var members = ["type", "source", "message"].compactMap { name in
            event[name]?.text.map { "\(name): '\($0.prefix(80).replacing("\n", with: "\\n"))'" }
        }
        if let level = event["data"]?["@level"]?.text { members.insert("level: \(level)", at: 1) }
        return "{ " + members.joined(separator: ", ") + " }"
    }
}
