package import Model
import Patterns
import Records
package import Rules
package import WireFormat

/// Takes a log's lines apart with the agent's own `Interpreter`, and tells of an entry what happened to it.
///
/// Pure, as the interpreter is. Nothing that it says is found out by other means: the entries and events are the
/// interpreter's, and what is asked besides is asked of the very reader and rules.
package struct Explainer: Sendable {
    private var interpreter: Interpreter
    private var reader: RecordReader
    private let project: EventMaker?

    /// `maker` has no gate, so that there is an event to show; `project` has the project's, nil where none is known.
    package init(
        _ file: RuleFile, of origin: Origin, maker: EventMaker, project: EventMaker?, limits: Limits,
        fileModified: Timestamp? = nil
    ) {
        let rules = ReadyRules(file)
        interpreter = Interpreter(rules, of: origin, maker: maker, limits: limits, from: .beginning)
        interpreter.givesEveryRecord = true
        reader = RecordReader(rules.layout)
        (interpreter.fileModified, reader.fileModified) = (fileModified, fileModified)
        self.project = project
    }

    private var file: RuleFile { interpreter.rules.file }

    /// The entries that `batch` completes; `explanation(of:)` tells of those that somebody asks about.
    package mutating func feed(_ batch: LineBatch, at moment: Moment) -> [Interpretation] {
        interpreter.feed(batch, at: moment)
    }

    /// The unfinished entries: no line will follow.
    package mutating func finish(at moment: Moment) -> [Interpretation] { interpreter.finish(at: moment) }

    /// What happened to the entry, and why.
    package func explanation(of interpretation: Interpretation, at moment: Moment) -> Explanation {
        let record = interpretation.record
        let head = reader.headReading(of: record.text)
        return Explanation(
            record: record, roles: reader.roles(of: record.text), head: head,
            attempts: (head?.failed ?? []).map { pattern in
                .init(pattern: pattern, progress: head.flatMap { pattern.progress(in: $0.subject) })
            },
            time: time(of: record, head), level: level(of: record, head),
            verdicts: file.rules.verdicts(on: record, at: interpreter.origin),
            events: events(of: interpretation, at: moment), losses: interpretation.losses)
    }

    // MARK: - Time and level

    private func time(of record: Record, _ head: HeadReading?) -> Explanation.TimeFact {
        let captured = head == nil ? nil : record.field("time")
        guard let time = record.time else { return captured.map { .unread(text: $0) } ?? .none }
        guard let captured, let form = reader.timeForm(of: captured, readAt: record.text.readAt) else {
            return .told(by: teller(of: record, head), time)
        }
        return .read(text: captured, form: name(ofForm: form), zoned: isZoned(captured, form: form), time)
    }

    /// Whether the text itself says its zone: read in two zones it is the same moment.
    private func isZoned(_ captured: [UInt8], form: Int) -> Bool {
        let anchor = TimeAnchor(read: Timestamp(seconds: 0))
        let times = [Zone.utc, .fixed(offset: 3_600)].map { zone in
            file.layout.times[form].parse(captured[...], zone: zone, near: anchor)?.nanoseconds
        }
        return times[0] == times[1]
    }

    private func name(ofForm form: Int) -> String {
        file.timeTexts.indices.contains(form) ? file.timeTexts[form] : "form \(form + 1) of the layout"
    }

    private func level(of record: Record, _ head: HeadReading?) -> Explanation.LevelFact {
        let word = head == nil ? nil : record.field("level")
        guard let level = record.level else { return word.map { .unread(word: $0) } ?? .none }
        guard let word, reader.level(of: word) == level else { return .told(by: teller(of: record, head), level) }
        let bare = String(decoding: word, as: UTF8.self).lowercased()
        let isOwn = file.layout.levels.keys.contains { bare.contains($0) }
        return .read(word: word, level: level, isOwnWord: isOwn)
    }

    private func teller(of record: Record, _ head: HeadReading?) -> String {
        head == nil && !record.fields.isEmpty ? "a member of the JSON object" : "the envelope"
    }

    // MARK: - Events

    private func events(of interpretation: Interpretation, at moment: Moment) -> [Explanation.EventFact] {
        let made = interpretation.events.map { event in
            fact(event.draft, body: event.queued.body, fault: nil, at: moment)
        }
        let known = Set(interpretation.events.map(\.draft.placeID))
        let others = interpreter.evaluation(of: interpretation.record).drafts.filter { !known.contains($0.placeID) }
        return made
            + others.map { draft in
                guard
                    case .lost(_, let why) = interpreter.maker.finish(draft, from: interpreter.origin, at: moment.wall)
                else { return fact(draft, body: nil, fault: nil, at: moment) }
                return fact(draft, body: nil, fault: why, at: moment)
            }
    }

    private func fact(
        _ draft: Draft, body: [UInt8]?, fault: String?, at moment: Moment
    ) -> Explanation.EventFact {
        let gate: Explanation.GateFact =
            switch project?.finish(draft, from: interpreter.origin, at: moment.wall) {
            case nil: .notAsked
            case .queued: .passes
            case .lost(_, let why): .held(why)
            }
        return Explanation.EventFact(
            rule: draft.rule, body: body, fault: fault, redactions: interpreter.maker.redactionsApplied(to: draft),
            gate: gate)
    }
}
