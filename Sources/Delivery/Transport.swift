package import Exceptionless

/// Carries a request to its server and the answer back, and judges neither. It follows no redirect, and limits the time
/// to connect, to the first byte and in all.
package protocol Transport: Sendable {
    /// Throws if there is no whole answer; the server may have got the request nevertheless.
    func send(_ request: Request) async throws(TransportFailure) -> Answer
}

/// No answer, and why. Whatever the kind, the events are kept and sent again; it only decides what people are told.
package struct TransportFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it failed; the names are for the log and the metrics.
    package enum Kind: String, Hashable, Sendable {
        /// The server's name has no address.
        case name
        /// Nobody answers at the address.
        case connection
        /// Another certificate, another time, another version: nothing was sent.
        case tls
        case timeout
        case proxy
        /// The connection ended amid the answer, or the answer was not HTTP.
        case broken
    }

    package var kind: Kind
    /// For people, with the host or the date that it is about.
    package var reason: String

    package init(_ kind: Kind, _ reason: String) { (self.kind, self.reason) = (kind, reason) }

    package var description: String { reason }
}
