package import Model

/// Where records come from: all that an event tells of besides the record itself. One value for each file and
/// generation.
package struct Origin: Sendable {
    /// The file as it is called now.
    package var path: Path
    package var file: FileID
    /// How often the file was truncated.
    package var generation: Int
    /// The rule file's name: the source of events whose entries name no logger.
    package var ruleFile: String
    /// The project's name in the configuration.
    package var project: String
    /// What wrote the log; nil to leave it out.
    package var host: LogHost?
    package var method: SubmissionMethod
    /// The reference id of the event whose record goes on in the one that is looked at, which came too late for it.
    package var continuedFrom: String?

    package init(
        path: Path, file: FileID, generation: Int = 0, ruleFile: String, project: String, host: LogHost? = nil,
        method: SubmissionMethod = .tail
    ) {
        (self.path, self.file, self.generation) = (path, file, generation)
        (self.ruleFile, self.project, self.host, self.method) = (ruleFile, project, host, method)
    }
}

/// How an event came to be submitted, as `@submission_method` says it.
package enum SubmissionMethod: String, Sendable {
    /// Read while the log grew.
    case tail = "log-tail"
    /// Read once from a file that was there.
    case replay = "log-replay"
    /// Told by a person or a script.
    case manual
}
