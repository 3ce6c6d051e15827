package import WireFormat

/// All that the stand-in has seen, in the order of arrival.
package struct Ledger: Sendable {
    /// What a server would show to people: each reference id once.
    package var events: [ReceivedEvent] = []
    /// Those dropped because their reference id was there already.
    package var duplicates: [ReceivedEvent] = []
    /// Those among the duplicates whose bytes differ from the first: a repeat must be the very same event.
    package var changedRepeats: [ReceivedEvent] = []
    /// Why posts were thrown away after the 202 said that all was well.
    package var discardedPosts: [String] = []
    /// What users said about events, in the order of arrival.
    package var descriptions: [ReceivedDescription] = []
    /// Sessions that were told to be alive or to be over.
    package var heartbeats: [ReceivedHeartbeat] = []
    /// Documents of Exceptional, one for each occurrence; that protocol knows no duplicates.
    package var documents: [ReceivedDocument] = []
    /// Why documents were refused.
    package var refusedDocuments: [String] = []
    /// Every request with its whole head, whatever became of it.
    package var requests: [SeenRequest] = []

    /// How many requests came for `endpoint`.
    package func requestCount(for endpoint: Endpoint) -> Int { requests.count { $0.endpoint == endpoint } }
}

/// One element of a post.
package struct ReceivedEvent: Sendable {
    /// Nil where the client gave none; such events are all kept.
    package var referenceID: String?
    /// As it stood in the post.
    package var bytes: [UInt8]
    package var json: JSONValue
}

/// The body of a user description.
package struct ReceivedDescription: Sendable {
    /// The event's reference id.
    package var referenceID: String
    package var json: JSONValue
}

/// The query of a heartbeat.
package struct ReceivedHeartbeat: Hashable, Sendable {
    package var session: String
    package var closes: Bool

    package init(_ session: String, closes: Bool) { (self.session, self.closes) = (session, closes) }
}

/// A document as the server of Exceptional reads it.
package struct ReceivedDocument: Sendable {
    package var json: JSONValue
    /// 5 or 6.
    package var version: Int
    /// As it came over the wire.
    package var body: [UInt8]
    /// The query's hint for grouping.
    package var hash: String?
}

/// A request as it came over the wire.
package struct SeenRequest: Sendable {
    package var method: String
    /// The request line's middle: a path and a query, or a whole URL if the client took us for a proxy.
    package var target: String
    /// In their order, names as sent.
    package var headers: [(name: String, value: String)]
    /// As sent, so maybe compressed.
    package var body: [UInt8]

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Without an origin in front and a query behind.
    package var path: Substring {
        let withoutQuery = target.prefix { $0 != "?" }
        guard let scheme = withoutQuery.range(of: "://") else { return withoutQuery }
        return withoutQuery[scheme.upperBound...].drop { $0 != "/" }
    }

    /// The value of one query parameter, not decoded.
    package func query(_ name: String) -> Substring? {
        target.drop { $0 != "?" }.dropFirst().split(separator: "&")
            .first { $0.hasPrefix(name + "=") }?.dropFirst(name.count + 1)
    }
}

extension Substring {
    /// Foundation has this one; the standard library spells it `ranges(of:)`.
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
