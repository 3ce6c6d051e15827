public import WireFormat

/// What an answer to a submission means for the events that were submitted.
public enum Verdict: Hashable, Sendable {
    /// They arrived. `configVersion` is the version of the project's settings, where the server tells it; `remaining`
    /// the requests it takes before the next quarter of an hour.
    case accepted(configVersion: Int?, remaining: Int?)
    /// The server is in trouble or closed for now: keep them, wait longer each time.
    case retryLater(status: Int)
    /// Too many requests of the organization: keep them until the next quarter of an hour begins, plus some jitter.
    case throttled(until: Timestamp)
    /// The plan's events are used up, mostly those of the current five minutes: keep them until the next five minutes
    /// begin, longer if it happens again.
    case planLimit(until: Timestamp)
    /// The key, its rights or its project: keep them, say it loudly, probe.
    case refusedKey(status: Int)
    /// The request has too many bytes: send fewer at once; a single event must be shortened.
    case tooLarge
    /// The server does not understand the request: bisect it, one event may be the cause.
    case malformed(status: Int)
    /// Somebody else answered (a captive portal, a proxy, another web server): keep them. The text says what came.
    case notTheProtocol(String)

    /// `now` decides where the waits end.
    public init(for answer: Answer, at now: Timestamp) {
        switch answer.status {
        case 200...299: self = Verdict(forSuccess: answer)
        case 300...399:
            let place = answer.header("Location").map { " to '\($0)'" } ?? ""
            self = .notTheProtocol("status \(answer.status), a redirect\(place)")
        case 401, 403, 404: self = .refusedKey(status: answer.status)
        case 402: self = .planLimit(until: now.nextBoundary(everySeconds: 300))
        case 413: self = .tooLarge
        case 429: self = .throttled(until: now.nextBoundary(everySeconds: 900))
        // A proxy that refuses the way of asking would otherwise bring every event into quarantine.
        case 400, 411, 415, 422:
            self =
                answer.isPage
                ? .notTheProtocol("status \(answer.status) with a web page") : .malformed(status: answer.status)
        default: self = .retryLater(status: answer.status)
        }
    }

    /// The server accepts with an empty body; only with its own header does another body count.
    private init(forSuccess answer: Answer) {
        let accepted = Verdict.accepted(configVersion: answer.configVersion, remaining: answer.requestsRemaining)
        if answer.isPage {
            self = .notTheProtocol("status \(answer.status) with a web page")
        } else if answer.configVersion != nil || answer.hasBlankBody {
            self = accepted
        } else {
            self = .notTheProtocol("status \(answer.status) with a body that the server would not send")
        }
    }
}

/// What an answer to a request for the settings means.
public enum SettingsAnswer: Hashable, Sendable {
    case settings(ProjectSettings)
    /// What is known is current.
    case unchanged
    /// Keep what is known and ask again later. The text says what came.
    case failed(String)

    /// Only a document that can be read counts, whatever the status says.
    public init(for answer: Answer) {
        switch answer.status {
        case 200:
            if let settings = ProjectSettings(document: answer.body) {
                self = .settings(settings)
            } else {
                self = .failed(answer.isPage ? "a web page instead of settings" : "settings that cannot be read")
            }
        case 304: self = .unchanged
        case 401, 403: self = .failed("the server refuses the key (status \(answer.status))")
        case 404: self = .failed("the server does not know the project (status 404)")
        default: self = .failed("status \(answer.status)")
        }
    }
}

extension Timestamp {
    /// The next full `seconds` of the day in UTC, later than this.
    fileprivate func nextBoundary(everySeconds seconds: Int64) -> Timestamp {
        Timestamp(seconds: (self.seconds.flooredQuotient(seconds) + 1) * seconds)
    }
}
