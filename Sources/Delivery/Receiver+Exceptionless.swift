import Compression
package import Exceptionless
package import WireFormat

extension Collector: Receiver {
    package var address: ServerURL { server }

    package var limits: ReceiverLimits {
        ReceiverLimits(
            eventsMax: .max, eventBytesMax: DeliveryLimits.bodyBytesMax, wireBytesMax: DeliveryLimits.wireBytesMax,
            retryAfterMax: .seconds(900))
    }

    package func submission(of events: [[UInt8]]) throws(EventRefusal) -> Request {
        let request = submit(events: events)
        guard request.body.count > DeliveryLimits.plainBytesMax else { return request }
        return request.gzipped(gzip(request.body))
    }

    package func verdict(for answer: Answer, at now: Timestamp) -> Verdict { Verdict(for: answer, at: now) }

    package func settingsRequest(version: Int?) -> Request? { settings(version: version) }

    package func reason(forRefusal status: Int) -> String {
        switch status {
        case 401: "the server does not know the key, or the organization is suspended"
        case 403: "the key may not submit events: it needs the client role"
        default: "the server does not know the address or the project"
        }
    }

    package var addressSettings: String { "server, api_key and project_id" }

    package func redacted(_ text: String) -> String { text.replacing(key.secret, with: "****") }
}
