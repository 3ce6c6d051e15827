package import WireFormat

/// A project's server, and the request that is made of it.
package struct Publisher: Hashable, Sendable {
    /// `/api/errors` is added to its path.
    package var server: ServerURL
    /// It stands in the query, percent-encoded: the protocol knows no other place.
    package var key: APIKey
    package var version = PublishProtocol.six
    /// The name and version of what sends: `stacktail/1.0.0`.
    package var userAgent: String
    package var application = Application()
    /// Tells the server which occurrences are of one error, by a hash of their backtrace.
    package var sendsHash = true
    /// Tells the stack's text as the log has it, too, as `raw` of the context. It may hold personal data.
    package var sendsRaw = false
    /// Names the wrapper in `Content-Encoding`, too. A gateway that obeys it unwraps the body, which the server then
    /// cannot do again; so only for servers that ask for it.
    package var namesEncoding = false

    package init(server: ServerURL, key: APIKey, userAgent: String) {
        (self.server, self.key, self.userAgent) = (server, key, userAgent)
    }

    /// What is known of the application and stands in no event.
    package struct Application: Hashable, Sendable {
        /// Where it lives on its machine; nil for the directory of its log.
        package var root: String?
        /// `production`, `test` and the like.
        package var stage: String?
        /// In small letters: `java`.
        package var language: String?
        /// Variables that are told as its environment, in this order.
        package var environment: [Variable] = []

        package init() {}

        /// One variable and its value.
        package struct Variable: Hashable, Sendable {
            package var name: String
            package var value: String

            package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
        }
    }

    /// The request that publishes an event, which is one JSON object as `Exceptionless.Event` writes it. Its body is
    /// the document as it is: `wrapped` comes next.
    package func publish(_ event: [UInt8]) throws(PublishRefusal) -> Request {
        let document = try Document(of: event, from: self)
        var request = Request(
            server: server, method: .post, path: server.basePath + "/api/errors",
            headers: [
                HeaderField("Content-Type", "application/json"), HeaderField("User-Agent", userAgent),
                HeaderField("Accept", "*/*"),
            ])
        request.query = [
            Request.QueryItem("api_key", key.secret), Request.QueryItem("protocol_version", String(version.rawValue)),
        ]
        if sendsHash, let hash = document.hash { request.query.append(Request.QueryItem("hash", hash)) }
        request.body = document.body
        return request
    }

    /// The request with its body in the wrapper of `version`.
    package func wrapped(_ request: Request, body: [UInt8]) -> Request {
        var request = request
        request.body = body
        if namesEncoding { request.headers.append(HeaderField("Content-Encoding", version.encoding)) }
        return request
    }

    /// The text without the key, as it is and as it stands in a query: a server's words may quote the address.
    package func redacted(_ text: String) -> String {
        text.replacing(key.secret, with: "****").replacing(key.secret.percentEncoded, with: "****")
    }
}

/// Why an event cannot be published.
package enum PublishRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no event.
    case unreadable(String)
    /// The protocol knows errors only.
    case notTaken(type: String)
    /// Even its shortened form has so many bytes.
    case tooLarge(bytes: Int)

    package var description: String {
        switch self {
        case .unreadable(let what): "the event cannot be read: \(what)"
        case .notTaken(let type): "Exceptional takes errors, and has no form for an event of type '\(type)'"
        case .tooLarge(let bytes): "its document takes \(bytes) bytes, even when shortened"
        }
    }
}
