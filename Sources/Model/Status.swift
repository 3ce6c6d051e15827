package import WireFormat

/// What the agent tells of itself at one moment; counts are since the process started unless they say otherwise.
package struct StatusSnapshot: Hashable, Sendable {
    package var version: String
    package var startedAt: Timestamp
    /// False until the journal is open, the rules are in force and the first look at the files is done.
    package var isReady = false
    package var tails = TailStatus()
    /// By project, type and level; only events that were committed to the journal.
    package var events: [EventKind: Int] = [:]
    /// By the project's name in the configuration.
    package var projects: [String: ProjectStatus] = [:]
    /// What was dropped, cut or given up, in the units of each reason.
    package var losses: [Loss.Reason: Int] = [:]
    /// What the process occupies in memory, now.
    package var residentMemory = ByteCount.zero
    /// Why the state directory is out of reach now, and what helps; nil while it is not.
    package var stateTrouble: String?
    /// The rule files that have faults now: each with its fault, and whether its last good version is in force.
    package var ruleTroubles: [String] = []

    package init(version: String, startedAt: Timestamp) { (self.version, self.startedAt) = (version, startedAt) }

    /// What keeps the agent from its journal or its state directory; nil while nothing does.
    package var degradation: String? { tails.journalTrouble ?? stateTrouble }
}

/// The reading half.
package struct TailStatus: Hashable, Sendable {
    /// Files that are followed now.
    package var filesTailed = 0
    /// Files that a rule wants and that cannot be read now.
    package var filesTroubled = 0
    package var bytesRead = ByteCount.zero
    /// What the followed files hold beyond what was read, now.
    package var bytesBehind = ByteCount.zero
    package var lineCount = 0
    package var recordCount = 0
    /// Why nothing is read now, in words for people: the journal is full, or its disk refuses.
    package var journalTrouble: String?
    /// What is the matter now: cause and remedy, as the agent's own log said it, sorted.
    package var troubles: [String] = []

    /// Whether nothing is read now, since the journal takes nothing.
    package var isPaused: Bool { journalTrouble != nil }

    package init() {}
}

/// What events are counted by.
package struct EventKind: Hashable, Sendable {
    package var project: String
    package var type: String
    package var level: Level?

    package init(project: String, type: String, level: Level?) {
        (self.project, self.type, self.level) = (project, type, level)
    }
}

/// The sending half, for one project.
package struct ProjectStatus: Hashable, Sendable {
    /// Events in the journal that the server has not acknowledged, now.
    package var queuedEvents = 0
    package var queuedBytes = ByteCount.zero
    /// When the oldest of them was committed; nil when nothing waits.
    package var oldestQueuedAt: Timestamp?
    package var acknowledgedEvents = 0
    package var acknowledgedRequests = 0
    /// Answers that were no acknowledgement, by HTTP status.
    package var refusals: [Int: Int] = [:]
    /// Requests without a whole answer: network, TLS, time-outs.
    package var failedRequests = 0
    /// Events that the server refused for good, into quarantine.
    package var quarantinedEvents = 0
    /// Why events do not leave now, and what helps; nil while they do.
    package var trouble: String?

    package init() {}
}
