import Records

/// A rule file with all that reading by it needs: made once, and shared by all files that it reads.
package final class ReadyRules: Sendable {
    /// As it was checked.
    package let file: RuleFile
    let layout: PreparedLayout

    /// Costs far more than an entry does.
    package init(_ file: RuleFile) {
        self.file = file
        layout = PreparedLayout(file.layout)
    }
}
