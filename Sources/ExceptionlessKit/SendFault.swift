public import Exceptionless

/// A request that was made by itself came to nothing, and nothing tries again.
public enum SendFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The client's own judgement: nothing was sent.
    case dropped(DropReason)
    /// No whole answer came; the server may have got the request all the same.
    case unreachable(String)
    /// The server, or somebody in its place, said something else than yes.
    case refused(Verdict)
    /// Settings were asked for and none came.
    case noSettings(String)
    /// There is no session to keep alive or to end.
    case noSession

    public var description: String {
        switch self {
        case .dropped(let reason): "\(reason)"
        case .unreachable(let reason): "no answer: \(reason)"
        case .refused(let verdict): verdict.text
        case .noSettings(let reason): "no settings: \(reason)"
        case .noSession: "no session was started"
        }
    }
}

extension Verdict {
    fileprivate var text: String {
        switch self {
        case .accepted: "the server accepted it"
        case .retryLater(let status): "the server is in trouble (status \(status))"
        case .throttled(let until): "too many requests of the organization, until \(until.iso8601)"
        case .planLimit(let until): "the plan's events are used up, for now until \(until.iso8601)"
        case .refusedKey(let status): "the server refuses the key, or does not know the project (status \(status))"
        case .tooLarge: "the request is larger than the server takes"
        case .malformed(let status): "the server does not understand the request (status \(status))"
        case .notTheProtocol(let what): "not the server's answer: \(what)"
        }
    }
}
