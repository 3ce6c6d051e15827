package import Rules

/// What a rule file is checked against.
package struct RuleContext: Sendable {
    /// The names of the configured projects; nil to accept any, for commands that send nothing.
    package var projects: [String]?
    /// The configuration's, for whoever makes events of what the rules say; rule files have none of their own.
    package var redactions: [Redaction]
    /// Time zones and the files themselves come from here.
    package var surroundings: Surroundings

    package init(projects: [String]? = nil, redactions: [Redaction] = [], surroundings: Surroundings) {
        (self.projects, self.redactions, self.surroundings) = (projects, redactions, surroundings)
    }

    /// For the rule files of `configuration`.
    package init(_ configuration: Configuration, surroundings: Surroundings) {
        self.init(
            projects: configuration.projects.map(\.name), redactions: configuration.redactions,
            surroundings: surroundings)
    }
}
