public import Exceptionless

/// Something that people should know about a client, told once when it begins and once when it is over.
public enum ClientNotice: Hashable, Sendable {
    /// Events are not leaving, or settings cannot be fetched: what happens to the events, and what helps.
    case trouble(String)
    /// It is over.
    case relief(String)
    /// The server refused this very event for good.
    case refused(referenceID: String, reason: String)
    /// As much waits as may: events are being dropped.
    case queueFull
    /// A plugin threw; its name, and what.
    case plugin(name: String, String)
    /// These settings hold from now on; kept, they can be the next run's `knownSettings`.
    case settings(ProjectSettings)
}

/// What became of events since the client was made. Each that was submitted is in exactly one of these by the end.
public struct ClientCounts: Hashable, Sendable {
    /// The server accepted them; each merged one is part of one of them.
    public var accepted = 0
    /// They became part of another event.
    public var merged = 0
    /// Plugins dropped them.
    public var droppedByPlugins = 0
    /// The project does not want them.
    public var heldBack = 0
    /// They could not be sent at all.
    public var malformed = 0
    /// The queue was full, or the client closed.
    public var notQueued = 0
    /// The server refused them for good.
    public var refused = 0
    /// They wait in the queue or in the duplicate window.
    public var waiting = 0
    /// Among all of them: they were too old for the server and got a new date.
    public var redated = 0

    public init() {}
}
