/// What can be done with events that have not left.
package enum QueueAction: String, CaseIterable, Sendable {
    /// What is in quarantine goes back to the end of the queue; what waits is tried at once.
    case retry
    /// Gone for good; what waited is counted as lost.
    case drop
}

/// Where an event that has not left may be.
package enum QueuePart: String, CaseIterable, Sendable {
    /// In the queue, to be sent.
    case waiting
    /// Refused by the server for good.
    case quarantined
}

/// Which events an action is for.
package struct QueueSelection: Hashable, Sendable {
    /// Events of these projects only, by name.
    package var projects: [String]
    package var parts: [QueuePart]
    /// Whole reference ids; nil for all events of those projects and parts.
    package var referenceIDs: [String]?

    package init(projects: [String], parts: [QueuePart], referenceIDs: [String]?) {
        (self.projects, self.parts, self.referenceIDs) = (projects, parts, referenceIDs)
    }
}
