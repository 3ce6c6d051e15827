package import Exceptionless
import Model
package import WireFormat

/// A project's server as its courier sees it: what a request carries, and what an answer means. Each protocol fills it
/// in a file of its own, so the courier knows none of them.
package protocol Receiver: Sendable {
    /// Where events go.
    var address: ServerURL { get }
    /// What one request may hold.
    var limits: ReceiverLimits { get }
    /// A request with these events, which are in the journal's form; one at least. It is ready to be sent.
    ///
    /// Throws if the protocol has no form for the first of them.
    func submission(of events: [[UInt8]]) throws(EventRefusal) -> Request
    /// What an answer to a submission means.
    func verdict(for answer: Answer, at now: Timestamp) -> Verdict
    /// Asks for the project's settings; nil where servers have none.
    func settingsRequest(version: Int?) -> Request?
    /// Why the key or the address may be refused with that status.
    func reason(forRefusal status: Int) -> String
    /// The settings that say where events go and with what key, for people to check.
    var addressSettings: String { get }
    /// The text without the key, which a server's own words may quote.
    func redacted(_ text: String) -> String
}

/// What one request may hold.
package struct ReceiverLimits: Hashable, Sendable {
    /// Events.
    package var eventsMax: Int
    /// Bytes of all its events in the journal's form; larger ones are shortened.
    package var eventBytesMax: Int
    /// Bytes of its body as it travels, if it holds more than one event.
    package var wireBytesMax: Int
    /// A server or a proxy that asks for a longer pause than this gets no longer one.
    package var retryAfterMax: Duration
}

/// An event that its protocol has no form for. It was not sent, and never can be.
package struct EventRefusal: Error, Hashable, Sendable {
    /// For people.
    package var reason: String
}
