public import Exceptionless

/// What became of an event that was submitted.
public enum Submission: Hashable, Sendable {
    /// It waits for the server and is sent until the server accepts or refuses it.
    case queued(referenceID: String)
    /// The same was submitted within the duplicate window. It goes out as part of the event with that ID when the
    /// window ends, counted.
    case merged(into: String)
    /// The server has accepted it: only `send` waits for that.
    case accepted(referenceID: String)
    /// It will never be sent.
    case dropped(DropReason)

    /// What the event can be found by; nil for one that is not sent.
    public var referenceID: String? {
        switch self {
        case .queued(let id), .merged(let id), .accepted(let id): id
        case .dropped: nil
        }
    }
}

/// Why an event is not sent.
public enum DropReason: Hashable, Sendable, CustomStringConvertible {
    case plugin(name: String, reason: String)
    /// The project does not want it.
    case settings(SettingsReason)
    /// The server would lose the whole batch with it.
    case malformed(EventFault)
    /// As much waits as may.
    case queueFull
    /// The client was closed before.
    case closed

    public var description: String {
        switch self {
        case .plugin(let name, let reason): "the plugin '\(name)' dropped it: \(reason)"
        case .settings(let reason): "the project's settings hold it back: \(reason)"
        case .malformed(let fault): "it cannot be sent: \(fault)"
        case .queueFull: "the queue is full"
        case .closed: "the client is closed"
        }
    }
}
