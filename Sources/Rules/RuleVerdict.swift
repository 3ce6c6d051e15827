package import Model

/// What a rule said of a record, with the value that decided; for people who ask why.
package struct RuleVerdict: Sendable {
    package var rule: Rule
    package var outcome: RuleOutcome
    /// The text that the failed condition, or the exception, looked at; nil where the record has no such field, and
    /// where no condition decided.
    package var value: [UInt8]?
    /// The rule that decided before this one was asked.
    package var decidedBy: String?
}

extension RuleSet {
    /// Each rule's verdict, in their order. The outcomes are those of `evaluate`, by which events are made.
    package func verdicts(on record: Record, at origin: Origin) -> [RuleVerdict] {
        let outcomes = evaluate(record, at: origin).outcomes
        var decider: String?
        return zip(rules, outcomes).map { rule, outcome in
            var verdict = RuleVerdict(rule: rule, outcome: outcome)
            switch outcome {
            case .matched: decider = rule.name
            case .notReached: verdict.decidedBy = decider
            case .failed(let condition), .excepted(let condition):
                var subject = Subject(record: record, origin: origin)
                // What its earlier conditions captured is what this one looked at.
                _ = rule.outcome(for: &subject)
                verdict.value = condition.field.flatMap { subject.value(of: $0) }.map { Array($0) }
            }
            return verdict
        }
    }
}

extension Condition {
    /// What it looks at; nil for what is no field.
    fileprivate var field: FieldName? {
        switch self {
        case .matches(let field, _), .number(let field, _): field
        case .level: .level
        case .hasTrace: nil
        }
    }
}

extension RuleVerdict {
    /// Whether all of the rule's conditions hold.
    package var isMatch: Bool { if case .matched = outcome { true } else { false } }

    /// One clause, which names the condition that decided.
    package var reason: String {
        switch outcome {
        case .matched: return rule.also ? "matches, and lets later rules look too" : "matches"
        case .failed(let condition): return "it wants \(condition), and \(subject(of: condition))"
        case .excepted(let condition): return "excepted by \(condition), and \(subject(of: condition))"
        case .notReached: return decidedBy.map { "not looked at, because '\($0)' decided" } ?? "not looked at"
        }
    }

    private func subject(of condition: Condition) -> String {
        switch condition {
        case .matches(let field, _), .number(let field, _):
            value.map { "\(field.name) is \(shown($0))" } ?? "there is no \(field.name)"
        case .level:
            value.map { "the level is \(String(decoding: $0, as: UTF8.self).lowercased())" } ?? "there is no level"
        case .hasTrace(let expected): expected ? "there is no trace" : "there is a trace"
        }
    }

    /// The beginning of a long text.
    private func shown(_ value: [UInt8]) -> String {
        let text = String(decoding: value.prefix(400), as: UTF8.self).replacing("\n", with: "\\n")
        return text.count <= 60 ? "'\(text)'" : "'\(text.prefix(59))…'"
    }
}
