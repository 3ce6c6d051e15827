package import Model
package import WireFormat

/// What a rule that counts saw in one record.
package struct Sighting: Sendable {
    package let measure: Measure
    /// The rule's place among its rule file's.
    package let place: Int
    /// The rule file's name.
    package let rules: String
    package let rule: String
    /// When it happened, by the record itself; else when it was read.
    package let date: Timestamp
    /// What the measure's `by` gave.
    package private(set) var by: [String]
    /// How many records it stands for.
    package let count: Int
    let captures: [Record.Field]

    init(_ measure: Measure, _ rule: Rule, at place: Int, in subject: Subject) {
        (self.measure, self.place, self.rule, rules) = (measure, place, rule.name, subject.origin.ruleFile)
        (date, count) = (subject.record.date, subject.record.repeats)
        by = measure.by.map { $0.render(subject).trimmed }
        captures = measure.isObserving ? subject.captures : []
    }

    /// The same without what must not leave the host, nor be written to its disk.
    package func redacted(by redactions: [Redaction]) -> Sighting {
        var redacted = self
        redacted.by = by.map { redactions.applied(to: $0) }
        return redacted
    }

    /// Its tally.
    package var key: TallyKey {
        guard !by.isEmpty else { return TallyKey(rules: rules, rule: rule) }
        var hash = StableHash()
        for text in by { hash.combine(text) }
        return TallyKey(rules: rules, rule: rule, by: hash.value)
    }
}

extension Record {
    /// By the entry itself; else when it was read.
    package var date: Timestamp { time ?? text.readAt }
}
