/// Which tally: a rule's, and of its `by` this value.
package struct TallyKey: Hashable, Sendable {
    /// The rule file's name.
    package var rules: String
    package var rule: String
    /// A hash of what `by` gave; 0 for a rule without it.
    package var by: UInt128

    package init(rules: String, rule: String, by: UInt128 = 0) {
        (self.rules, self.rule, self.by) = (rules, rule, by)
    }
}

/// What a rule has counted, as the journal keeps it.
package struct StoredTally: Hashable, Sendable {
    package var key: TallyKey
    /// One JSON object, which `Rules` makes and reads; nil to forget it.
    package var document: [UInt8]?

    package init(key: TallyKey, document: [UInt8]?) { (self.key, self.document) = (key, document) }
}
