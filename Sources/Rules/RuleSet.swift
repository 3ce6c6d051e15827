package import Model

/// The rules of a rule file in their order. The first that matches decides, unless it says `also`.
package struct RuleSet: Sendable {
    package let rules: [Rule]
    /// A record that no rule makes an event of becomes a plain one, also if a rule drops it; for `replay --all`.
    package var keepsEverything = false
    /// For each rule the fields that its templates show.
    private let shown: [Set<FieldName>]

    /// No rules: the built-in ones, by which a record with a trace becomes an error, a record with a level a log event
    /// of that level, and the rest is dropped.
    package init(_ rules: [Rule] = []) {
        self.rules = rules.isEmpty ? Self.builtIn : rules
        shown = self.rules.map { if case .event(let template) = $0.action { template.fields } else { [] } }
    }

    /// What applies where a rule file has no rules.
    package static let builtIn = [
        Rule(name: "built-in: trace", when: [.hasTrace(true)], action: .event(EventTemplate())),
        Rule(name: "built-in: level", when: [.level(LevelRange(.trace ... .fatal))], action: .event(EventTemplate())),
    ]

    private static let everything = "every record"

    /// The events that the record becomes; mostly none or one.
    package func drafts(of record: Record, at origin: Origin) -> [Draft] { findings(of: record, at: origin).drafts }

    /// The events that the record becomes, and what rules that count saw in it.
    package func findings(of record: Record, at origin: Origin) -> Findings {
        var findings = Findings()
        // Most records come to nothing, and most of those by their level alone.
        guard keepsEverything || rules.contains(where: { $0.mayMatch(record) }) else { return findings }
        walk(record, origin, &findings) { _ in }
        return findings
    }

    /// What the records that the rules look at come to.
    package struct Findings: Sendable {
        /// In the rules' order.
        package var drafts: [Draft] = []
        /// Of rules with a limit, by the place of their draft.
        package var limits: [Int: Sighting] = [:]
        /// Of rules that only observe.
        package var sightings: [Sighting] = []
    }

    /// The event that a rule with `over` makes of the record that crossed its line.
    package func draft(of record: Record, for sighting: Sighting, count: Int, at origin: Origin) -> Draft? {
        let counted = Record.Field(name: "count", value: Array("\(count)".utf8))
        return draft(ofRule: sighting.place, record, sighting.captures + [counted], at: origin)
    }

    func draft(ofRule place: Int, _ record: Record, _ captures: [Record.Field], at origin: Origin) -> Draft? {
        guard rules.indices.contains(place), case .event(let template) = rules[place].action else { return nil }
        var subject = Subject(record: record, origin: origin)
        subject.captures = captures
        return Drafting(template: template, shown: shown[place], rule: rules[place].name, index: 0).draft(of: subject)
    }

    /// The same, with each rule's verdict; for people who ask why.
    package func evaluate(_ record: Record, at origin: Origin) -> Evaluation {
        var (evaluation, findings) = (Evaluation(outcomes: [], drafts: []), Findings())
        walk(record, origin, &findings) { evaluation.outcomes.append($0) }
        evaluation.drafts = findings.drafts
        let unreached = rules.count - evaluation.outcomes.count
        evaluation.outcomes += Array(repeating: .notReached, count: unreached)
        return evaluation
    }

    private func walk(
        _ record: Record, _ origin: Origin, _ findings: inout Findings, visit: (RuleOutcome) -> Void
    ) {
        var subject = Subject(record: record, origin: origin)
        for (place, rule) in rules.enumerated() {
            let outcome = rule.outcome(for: &subject)
            visit(outcome)
            guard case .matched = outcome else { continue }
            if let measure = rule.measure {
                let sighting = Sighting(measure, rule, at: place, in: subject)
                if measure.isObserving {
                    findings.sightings.append(sighting)
                    continue
                }
                findings.limits[findings.drafts.count] = sighting
            }
            if case .event(let template) = rule.action {
                let index = findings.drafts.count
                let drafting = Drafting(template: template, shown: shown[place], rule: rule.name, index: index)
                findings.drafts.append(drafting.draft(of: subject))
            }
            guard rule.letsOthersLook else { break }
        }
        if keepsEverything, findings.drafts.isEmpty {
            subject.captures = []
            let drafting = Drafting(template: EventTemplate(), shown: [], rule: Self.everything, index: 0)
            findings.drafts.append(drafting.draft(of: subject))
        }
    }
}

/// What the rules said of a record.
package struct Evaluation: Sendable {
    /// One for each rule, in their order.
    package var outcomes: [RuleOutcome]
    /// The events that came of it, as yet neither redacted nor checked.
    package var drafts: [Draft]
}

/// What a rule said of a record, and why.
package enum RuleOutcome: Sendable {
    /// All conditions hold; the fields that they captured.
    case matched(captures: [Record.Field])
    /// This one of `when` does not hold.
    case failed(Condition)
    /// This one of `unless` holds.
    case excepted(Condition)
    /// An earlier rule has decided.
    case notReached
}

extension RuleOutcome: CustomStringConvertible {
    package var description: String {
        switch self {
        case .matched: "matches"
        case .failed(let condition): "no: it wants \(condition)"
        case .excepted(let condition): "no: an exception holds, \(condition)"
        case .notReached: "not reached: an earlier rule decided"
        }
    }
}
