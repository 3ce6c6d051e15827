public import Exceptionless
import Model

// A session is an event of its own whose reference ID others refer to; heartbeats keep it alive. The server ends one
// that it has not heard of for a quarter of an hour.

extension ExceptionlessClient {
    /// The ID of the session that was started last and not ended.
    public var session: String? { intake.session }

    /// Begins a session of that user: queues its event, links every later event to it, and sends heartbeats as often as
    /// the configuration says. One that is under way is left to end by itself.
    ///
    /// The session's ID is the submission's `referenceID`. There is none if the project's settings hold sessions back,
    /// or the client is closed.
    @discardableResult
    public func startSession(of user: UserInfo) async -> Submission {
        let id = String.newID
        var event = Event(type: "session", date: clock.now().wall)
        (event.user, event.referenceID) = (user, id)
        let submission = submit(event)
        guard case .queued = submission else { return submission }
        intake.session = id
        await pump.keepAlive(id, every: configuration.heartbeat)
        return submission
    }

    /// Tells the server that the session is alive, besides what the client does by itself.
    public func heartbeat() async throws(SendFault) {
        guard let session else { throw .noSession }
        try await heartbeat(session: session, closes: false)
    }

    /// Ends the session: later events belong to none. It is over here even if the server cannot be told.
    public func endSession() async throws(SendFault) {
        guard let session else { throw .noSession }
        intake.session = nil
        await pump.keepAlive(nil, every: nil)
        try await heartbeat(session: session, closes: true)
    }

    /// Keeps any session alive, or ends it.
    public func heartbeat(session: String, closes: Bool) async throws(SendFault) {
        try await accept(collector.heartbeat(session: session, closes: closes))
    }
}
