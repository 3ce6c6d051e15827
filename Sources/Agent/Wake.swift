package import Exceptionless
package import Model
package import Platform
package import Setup

/// What the world did. The pipeline is told of it and asks for nothing itself.
package enum Wake: Sendable {
    /// Files or directories changed, or nothing did and a time came.
    case files(WatchEvents)
    /// The kernel does not report on this directory, for this reason.
    case mustPoll(Path, reason: String)
    /// A project's settings, fetched or read from the journal.
    case settings(ProjectSettings, project: String)
    /// These rule files are in force from now on, because of what is said of them once they are.
    case rules([RuleFile], because: String? = nil)
    /// Somebody wants to know; `reply` is called at once, and must not wait.
    case report(StatusQuestion, reply: @Sendable (PipelineReport) -> Void)
    /// Save what was read, and no more reading.
    case stop
}

/// What is to be done in the world, in this order.
package enum Effect: Sendable {
    /// Report what happens here. If it cannot be, say so with `Wake.mustPoll`.
    case watch(Path)
    /// The same for a file whose name is a link, of which its directory's watch tells nothing.
    case watchFile(Path)
    /// These events are durable now.
    case committed([QueuedEvent])
    case say(Notice)
}

/// A line for Stacktail's own log: what is the matter, and what helps.
package struct Notice: Hashable, Sendable {
    package var level: Level
    package var text: String

    package init(_ level: Level, _ text: String) { (self.level, self.text) = (level, text) }
}
