import Model

/// When a record matches, which event it becomes, or that it is dropped.
package struct Rule: Sendable {
    package var name: String
    /// All must hold. The cheap ones come first, whatever order they were given in.
    package let when: [Condition]
    /// None may hold.
    package let unless: [Condition]
    /// Whether later rules look at the record too.
    package var also: Bool
    package var action: Action
    /// What it counts over several records; only with an event.
    package var measure: Measure?

    /// What becomes of a record that matches.
    package enum Action: Sendable {
        case drop
        case event(EventTemplate)
    }

    package init(
        name: String, when: [Condition] = [], unless: [Condition] = [], also: Bool = false, action: Action,
        measure: Measure? = nil
    ) {
        (self.name, self.also, self.action, self.measure) = (name, also, action, measure)
        self.when = when.filter(\.isCheap) + when.filter { !$0.isCheap }
        self.unless = unless.filter(\.isCheap) + unless.filter { !$0.isCheap }
    }

    /// Whether later rules look at a record that it matches.
    var letsOthersLook: Bool { also || measure?.isObserving ?? false }

    /// Whether the conditions that cost next to nothing let the rule match.
    func mayMatch(_ record: Record) -> Bool {
        when.allSatisfy { $0.mayHold(of: record) }
    }

    /// Whether the rule applies; if so, `subject` has its captures.
    func outcome(for subject: inout Subject) -> RuleOutcome {
        subject.captures = []
        for condition in when where !condition.holds(of: &subject) { return .failed(condition) }
        for condition in unless where condition.holds(of: subject) { return .excepted(condition) }
        return .matched(captures: subject.captures)
    }
}

extension Rule: CustomStringConvertible {
    package var description: String { name }
}
