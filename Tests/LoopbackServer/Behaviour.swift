/// What happens to a request that comes next, once it has been read whole.
package enum Behaviour: Hashable, Sendable {
    /// As the real server would.
    case accept
    /// This status and an empty body; nothing is kept.
    case refuse(status: Int)
    /// This status for a post with the event of that reference id in it, and nothing is kept; else as `accept`.
    case refuseThose(with: String, status: Int)
    /// A redirect to `location`; nothing is kept.
    case redirect(status: Int, location: String)
    /// 200 with a page of HTML, as a captive portal would; nothing is kept.
    case page
    /// 200 with a body of so many bytes; nothing is kept.
    case flood(bytes: Int)
    /// No answer before `release()`, then as `accept`.
    case stall
    /// Kept, then an answer's head and one byte, and no more before `release()`.
    case dribble
    /// The connection ends without an answer; nothing is kept.
    case hangUp
    /// Kept, then the connection ends without an answer: the client cannot know.
    case keepAndHangUp
    /// Kept, then the connection ends amid the answer.
    case keepAndCut
}

/// Which requests a behaviour is for; each but the heartbeat also in its form for a project that is named.
package enum Endpoint: Hashable, Sendable {
    /// `POST /api/v2/events`.
    case events
    /// `GET /api/v2/projects/config`.
    case settings
    /// `GET /api/v2/events/submit`.
    case query
    /// `POST /api/v2/events/by-ref/ID/user-description`.
    case description
    /// `GET /api/v2/events/session/heartbeat`.
    case heartbeat
    /// `POST /api/errors`, of the other protocol.
    case errors
}
