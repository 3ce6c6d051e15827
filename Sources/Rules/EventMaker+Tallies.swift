import Exceptionless
import Model
package import WireFormat

/// Where events come from that stand for no record of their own: no file, but a rule.
package struct TallyOrigin: Sendable {
    /// The rule file's name.
    package var rules: String
    package var project: String
    package var host: LogHost?
    package var method: SubmissionMethod

    package init(rules: String, project: String, host: LogHost?, method: SubmissionMethod) {
        (self.rules, self.project, self.host, self.method) = (rules, project, host, method)
    }

    /// The same as records of the file have.
    package init(_ origin: Origin) {
        self.init(rules: origin.ruleFile, project: origin.project, host: origin.host, method: origin.method)
    }

    fileprivate var origin: Origin {
        Origin(
            path: Path(""), file: FileID(value: 0), ruleFile: rules, project: project, host: host, method: method)
    }
}

extension EventMaker {
    /// One `log` for all that a limit held back: how many, of which rule, from when to when.
    package func summary(
        of tally: LimitTally, rule: String, from origin: TallyOrigin, at now: Timestamp
    ) -> Outcome? {
        guard let held = tally.held else { return nil }
        var event = Event(type: "log", date: held.last)
        let per = tally.per.text
        let whose = tally.by.isEmpty ? "" : " for \(tally.by.joined(separator: ", "))"
        let events = held.count == 1 ? "1 event" : "\(held.count) events"
        event.message = "Held back \(events) of the rule '\(rule)'\(whose): more than \(tally.most) in \(per)"
        event.level = held.level?.name
        event.source = held.source ?? origin.rules
        event.tags = ["limited"]
        event.stack = StackInfo(
            title: "Held back by the rule '\(rule)'",
            signature: [StackInfo.SignaturePart("Limit", "limit of \(origin.rules)/\(rule)")])
        event.data["limited"] = .object([
            "events": .integer(Int64(held.count)), "first_date": .string(held.first.iso8601),
            "last_date": .string(held.last.iso8601), "by": .array(tally.by.map { .string($0) }),
        ])
        return finish(event, rule: rule, level: held.level, hashing: ["limit", held.id], from: origin, at: now)
    }

    /// The event of a rule with `absent`; `since` is when its record was seen last.
    package func silence(
        of rules: RuleSet, rule: String, since: Timestamp, date: Timestamp, from origin: TallyOrigin, at now: Timestamp
    ) -> Outcome? {
        guard let draft = rules.silence(rule, since: since, date: date, at: origin.origin) else { return nil }
        let keepsID = draft.event.referenceID != draft.placeID
        return finish(
            draft.event, rule: rule, level: draft.level, hashing: ["absent", "\(since.nanoseconds)"], from: origin,
            keepsID: keepsID, at: now)
    }

    private func finish(
        _ event: Event, rule: String, level: Level?, hashing parts: [String], from origin: TallyOrigin,
        keepsID: Bool = false, at now: Timestamp
    ) -> Outcome {
        var event = event
        var hash = StableHash()
        for part in [origin.project, origin.rules, rule] + parts { hash.combine(part) }
        if !keepsID { event.referenceID = hash.hex }
        event.submissionMethod = origin.method.rawValue
        event.environment = origin.host?.environment
        var log: JSONObject = ["rule": .string(rule)]
        log["host"] = origin.host?.name.map { .string($0) }
        event.data["log"] = .object(log)
        let draft = Draft(event: event, rule: rule, level: level, range: .zero ..< .zero, placeID: hash.hex)
        let outcome = finish(draft, from: origin.origin, at: now)
        guard case .lost(let loss, let why) = outcome else { return outcome }
        return .lost(Loss(reason: loss.reason, project: loss.project), why: why)
    }
}

extension RuleSet {
    /// What the rule's template gives where there is no record.
    fileprivate func silence(_ rule: String, since: Timestamp, date: Timestamp, at origin: Origin) -> Draft? {
        let text = RecordText(
            bytes: [], lines: [0..<0], range: .zero ..< .zero, firstLine: nil, lineCount: 0, readAt: date,
            hasHead: false)
        var record = Record(text: text)
        record.message = Array("No record of the rule '\(rule)'".utf8)
        record.time = date
        let captures = [Record.Field(name: "since", value: Array(since.iso8601.utf8))]
        return rules.firstIndex { $0.name == rule }.flatMap { draft(ofRule: $0, record, captures, at: origin) }
    }
}

extension Duration {
    /// In the largest unit that divides it: `90s`, `5m`.
    fileprivate var text: String {
        let units: KeyValuePairs<String, Duration> = [
            "d": .seconds(86_400), "h": .seconds(3_600), "m": .seconds(60), "s": .seconds(1), "ms": .milliseconds(1),
        ]
        let unit = units.first { self >= $0.value && nanoseconds % $0.value.nanoseconds == 0 }
        return unit.map { "\(nanoseconds / $0.value.nanoseconds)\($0.key)" } ?? "0s"
    }
}
