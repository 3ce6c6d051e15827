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
        /// In the form in which they would be sent.
        var events: [JSONValue]
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
            interpretations: interpretations, events: events, outcome: outcome,
            costly: rules.budget.overruns.map(costWarning))
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

    /// How what came meets what is expected.
    func alignment(with events: [JSONValue]) -> Alignment {
        Alignment(expectedCount: expected.count, actualCount: events.count) { expected, actual in
            self.expected[expected].differences(from: events[actual]).count
        }
    }

    private func failures(_ events: [JSONValue]) -> [Diagnostic] {
        let steps = alignment(with: events).steps
        let unlike = steps.compactMap { step -> Diagnostic? in
            guard case .pair(let place, let came) = step else { return nil }
            let differences = expected[place].differences(from: events[came])
            guard let first = differences.first else { return nil }
            let keys = differences.map(\.key).joined(separator: ", ")
            var failure = first.node.error(
                "test '\(name)': event \(came + 1) has another \(keys)", help: "- expected, + what came")
            failure.changes = differences.map(\.change)
            return failure
        }
        return unlike + number(steps, events)
    }

    /// Too many events, or too few.
    private func number(_ steps: [Alignment.Step], _ events: [JSONValue]) -> [Diagnostic] {
        guard events.count != expected.count else { return [] }
        let counted = "\(events.count) event\(events.count == 1 ? "" : "s")"
        var failure = node.error(
            "test '\(name)': the log gives \(counted), not \(expected.count)", help: "- expected, + what came")
        failure.changes = steps.compactMap { step in
            switch step {
            case .pair: nil
            case .missing(let place):
                Diagnostic.Change(key: "event \(place + 1)", expected: expected[place].node.inOneLine, actual: nil)
            case .extra(let came):
                Diagnostic.Change(key: "event \(came + 1)", expected: nil, actual: Self.summary(of: events[came]))
            }
        }
        return [failure]
    }

    /// The members by which a person knows an event, as a test would expect them.
    static func summary(of event: JSONValue) -> String {
        let members = ["type", "level", "source", "message", "exception"].compactMap { name in
            ExpectedEvent.value(name, of: event).map { (name, YAMLWriter.text(of: $0)) }
        }
        return YAMLWriter.mapping(members)
    }
}
