package import WireFormat

/// What an answer means for the event that was published. No page documents any; the server was seen to answer 200 with
/// an empty body and the type `text/html`, and clients took any 2xx for success.
///
///     2xx                                it arrived; a page in the body is somebody else's
///     3xx                                somebody else's: to follow it would give the key away
///     401 403 404 405 410 414            the key or the address
///     413                                too large
///     400 409 411 415 422                the server does not understand this event
///     all others                         trouble at the server
package enum PublishVerdict: Hashable, Sendable {
    case accepted
    case retryLater(status: Int)
    case refusedKey(status: Int)
    case tooLarge
    case malformed(status: Int)
    /// The text says what came.
    case notTheProtocol(String)

    /// A page for people with 400 or 422 is the server's own: it never had another type than `text/html`.
    package init(for answer: Answer) {
        switch answer.status {
        case 200...299:
            self =
                answer.isPage && !answer.hasBlankBody
                ? .notTheProtocol("status \(answer.status) with a web page") : .accepted
        case 300...399:
            let place = answer.header("Location").map { " to '\($0)'" } ?? ""
            self = .notTheProtocol("status \(answer.status), a redirect\(place)")
        case 401, 403, 404, 405, 410, 414: self = .refusedKey(status: answer.status)
        case 413: self = .tooLarge
        case 400, 409, 411, 415, 422: self = .malformed(status: answer.status)
        default: self = .retryLater(status: answer.status)
        }
    }
}
