public import Exceptionless

/// May change each event before it is judged, or drop it. Plugins run on the thread that submits, the lowest priority
/// first, those of the same in their order; so they do no more than they must, and share state only with locks.
public struct EventPlugin: Sendable {
    /// What becomes of the event.
    public enum Decision: Hashable, Sendable {
        case keep
        /// It is not sent, and counted with the plugin's name and this reason.
        case drop(reason: String)
    }

    /// For counts and notices.
    public var name: String
    /// Official clients' own have 10 to 1,010.
    public var priority: Int
    let body: @Sendable (inout Event) throws -> Decision

    /// If `body` throws, the event goes on as it was before, and the client's `notify` is told: a broken plugin must
    /// not cost events.
    public init(
        _ name: String, priority: Int = 100, _ body: @escaping @Sendable (inout Event) throws -> Decision
    ) {
        (self.name, self.priority, self.body) = (name, priority, body)
    }
}
