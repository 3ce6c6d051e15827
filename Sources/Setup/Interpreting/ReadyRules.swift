import Records

/// A rule file with all that reading by it needs: made once, and shared by all files that it reads.
package final class ReadyRules: Sendable {
    /// As it was checked.
    package let file: RuleFile
    /// What its patterns cost beyond their limit.
    package let budget: PatternBudget
    let layout: PreparedLayout

    /// Costs far more than an entry does. `switchesOff`: whether patterns that cost too much are.
    package init(_ file: RuleFile, switchesOff: Bool = true) {
        self.file = file
        budget = PatternBudget(file, switchesOff: switchesOff)
        layout = PreparedLayout(file.layout)
    }
}
