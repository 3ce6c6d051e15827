import Model
import Records
import Rules

extension RuleFile {
    /// Runs the file's own tests. The warnings are about what no test reaches, in a file that has tests.
    package func runTests() -> (outcomes: [RuleTestOutcome], warnings: [Diagnostic]) {
        let runs = testRuns
        guard !runs.isEmpty else { return ([], []) }
        let records = runs.flatMap(\.interpretations).map(\.record)
        let warnings = unreachedPatterns(by: records) + unreachedRules(by: records) + runs.flatMap(\.costly)
        return (runs.map(\.outcome), warnings)
    }

    /// One for each test, in their order.
    var testRuns: [RuleTest.Run] {
        var file = self
        if isZoneLocal { file.layout.zone = .utc }
        return tests.map { $0.run(in: file) }
    }

    /// A pattern is reached by an entry that no earlier one takes apart.
    private func unreachedPatterns(by records: [Record]) -> [Diagnostic] {
        guard case .pattern(let patterns) = layout.parse, patterns.count == patternNodes.count else { return [] }
        let readers = patterns.map { pattern in
            var alone = layout
            alone.parse = .pattern([pattern])
            return RecordReader(layout: alone)
        }
        let reached = Set(
            records.compactMap { record in readers.firstIndex { $0.readMatching(record.text)?.fields.isEmpty == false }
            })
        return patternNodes.enumerated()
            .filter { index, node in !reached.contains(index) && node.source.name == path }
            .map { $0.element.diagnostic(.warning, "no test reaches this pattern") }
    }

    private func unreachedRules(by records: [Record]) -> [Diagnostic] {
        var reached: Set<String> = []
        for record in records {
            let evaluation = rules.evaluate(record, at: RuleTest.origin(in: self))
            for (rule, outcome) in zip(rules.rules, evaluation.outcomes) {
                if case .matched = outcome { reached.insert(rule.name) }
            }
        }
        reached.formUnion(shadows.map(\.rule.name))
        return ownRules.filter { !reached.contains($0.name) }
            .map { $0.label.diagnostic(.warning, "no test reaches the rule '\($0.name)'") }
    }
}
