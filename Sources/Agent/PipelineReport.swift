package import Model
package import Setup

/// What somebody wants to know of the reading half.
package struct StatusQuestion: Hashable, Sendable {
    /// The file it is about; nil for the agent as a whole.
    package var path: Path?
    /// How many files are told of one by one: those that are furthest behind.
    package var filesMax: Int

    package init(path: Path? = nil, filesMax: Int = 20) { (self.path, self.filesMax) = (path, filesMax) }
}

/// The reading half's answer, made on demand: publishing ten thousand files every second would cost more than reading
/// them.
package struct PipelineReport: Sendable {
    package var tails: TailStatus
    package var events: [EventKind: Int]
    package var losses: [Loss.Reason: Int]
    /// Those of `losses` that the journal does not have yet.
    package var unsavedLosses: [Loss.Reason: Int]
    /// Those in force, by name.
    package var rules: [RuleFile]
    /// How many files each rule file reads, by its name.
    package var filesByRules: [String: Int]
    package var files: [FileReport]
    /// Why nothing is read now; nil if reading goes on.
    package var pause: String?
    /// What ended the last walk before it had seen everything.
    package var walkLimit: String?
    /// About the path that was asked for.
    package var asked: AskedPath?

    /// What the reading half knows of a path.
    package struct AskedPath: Hashable, Sendable {
        package var file: FileReport?
        /// The same file is tailed under this other name.
        package var tailedAs: Path?
        package var predecessorOf: Path?
        package var wasTailed = false
        /// What was met when it was last looked at.
        package var objection: Objection?
    }
}
