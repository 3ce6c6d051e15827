import Compression
package import Exceptional
package import Exceptionless
package import WireFormat

// One event a request: the protocol has no form for more. Nobody knows a limit of the server's, and its settings are
// nowhere to be fetched.

extension Publisher: Receiver {
    package var address: ServerURL { server }

    package var limits: ReceiverLimits {
        ReceiverLimits(
            eventsMax: 1, eventBytesMax: DeliveryLimits.bodyBytesMax, wireBytesMax: .max,
            retryAfterMax: .seconds(3_600))
    }

    package func submission(of events: [[UInt8]]) throws(EventRefusal) -> Request {
        precondition(events.count == 1, "a document tells one event")
        let request: Request
        do throws(PublishRefusal) { request = try publish(events[0]) } catch {
            throw EventRefusal(reason: error.description)
        }
        return switch version {
        case .five: wrapped(request, body: zlib(request.body, level: documentLevel))
        case .six: wrapped(request, body: gzip(request.body, level: documentLevel))
        }
    }

    package func verdict(for answer: Answer, at now: Timestamp) -> Verdict {
        switch PublishVerdict(for: answer) {
        case .accepted: .accepted(configVersion: nil, remaining: nil)
        case .retryLater(let status): .retryLater(status: status)
        case .refusedKey(let status): .refusedKey(status: status)
        case .tooLarge: .tooLarge
        case .malformed(let status): .malformed(status: status)
        case .notTheProtocol(let what): .notTheProtocol(what)
        }
    }

    package func settingsRequest(version: Int?) -> Request? { nil }

    package func reason(forRefusal status: Int) -> String {
        switch status {
        case 401, 403: "the server does not take the key"
        default: "the server does not know the address, or the key"
        }
    }

    package var addressSettings: String { "server and api_key" }
}

/// Documents are few, so zlib may take its time.
private let documentLevel = 6
