/// Why a file is not read: one reason, and what helps.
package struct Untailed: Hashable, Sendable {
    package var reason: Reason
    /// A sentence about this file.
    package var text: String
    /// A sentence that says what to do; commands in it can be copied.
    package var remedy: String

    package init(_ reason: Reason, _ text: String, remedy: String) {
        (self.reason, self.text, self.remedy) = (reason, text, remedy)
    }

    /// Its raw value is what `status --json` says.
    package enum Reason: String, CaseIterable, Sendable {
        case noAgent = "no-agent"
        case starting
        case doesNotExist = "does-not-exist"
        /// There is none of this spelling, but one that is alike.
        case otherSpelling = "other-spelling"
        /// It was tailed under this name, and is gone from it.
        case rotatedAway = "rotated-away"
        case directory
        /// A FIFO, socket or device.
        case notRegular = "not-a-regular-file"
        case ownLog = "own-log"
        /// The same file is tailed under another name.
        case secondName = "second-name"
        /// Rotation made it of a file that is tailed.
        case rotated
        case leftover
        case excluded
        case notNamed = "not-named"
        /// A rule file that names it has faults.
        case faultyRules = "faulty-rules"
        /// A rule file that names it sends to a project that is not configured.
        case missingProject = "missing-project"
        /// A rule file that names it is replaced by another of the same name.
        case shadowedRules = "shadowed-rules"
        /// A good rule file names it, and the agent does not know it.
        case rulesNotTakenOver = "rules-not-taken-over"
        /// A directory above it may not be searched or listed.
        case directoryDenied = "directory-denied"
        case fileDenied = "file-denied"
        case compressed
        case binary
        case descriptors = "open-files-limit"
        case journalFull = "journal-full"
        case beyondWalk = "beyond-walk-limits"
        /// Reading it fails.
        case failing
        /// Nothing stands in its way.
        case notSeenYet = "not-seen-yet"
    }
}
