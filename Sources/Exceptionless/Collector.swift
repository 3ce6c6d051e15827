import WireFormat

/// A project's server, and the requests that are made of it.
public struct Collector: Hashable, Sendable {
    /// Takes the events.
    public var server: ServerURL
    /// Gives the settings.
    public var configServer: ServerURL
    /// Keeps sessions alive.
    public var heartbeatServer: ServerURL
    public var key: APIKey
    /// Only for a key that is not tied to a project; requests for its settings then count against the server's budget.
    public var projectID: String?
    /// `name/version`: the server shows it as the client that submitted.
    public var userAgent: String

    /// Servers that are not given default as in the official clients: the hosted service has one host for each purpose,
    /// any other server is one for all.
    public init(
        server: ServerURL = .hosted, configServer: ServerURL? = nil, heartbeatServer: ServerURL? = nil, key: APIKey,
        projectID: String? = nil, userAgent: String
    ) {
        let isHosted = server.host == ServerURL.hosted.host
        self.server = server
        self.configServer = configServer ?? (isHosted ? server.with(host: "config.exceptionless.io") : server)
        self.heartbeatServer =
            heartbeatServer ?? (isHosted ? server.with(host: "heartbeat.exceptionless.io") : server)
        (self.key, self.projectID, self.userAgent) = (key, projectID, userAgent)
    }

    /// Submits events, each of them one JSON object as `Event.fitted()` gives it; 180,000 bytes gzipped and 1,800,000
    /// before are sure to be read. The body is not compressed yet.
    public func submit(events: [[UInt8]]) -> Request {
        var request = request(.post, server, projectPath("events", short: "/events"))
        request.headers.append(HeaderField("Content-Type", "application/json"))
        request.body = Array("[".utf8) + Array(events.joined(separator: ",".utf8)) + Array("]".utf8)
        return request
    }

    /// Submits a text whose every line becomes a log event without source and level, all of them in one stack: enough
    /// to see whether the way is open. A text that begins with a brace or a bracket would be read as JSON.
    public func submit(text: String) -> Request {
        var request = request(.post, server, projectPath("events", short: "/events"))
        request.headers.append(HeaderField("Content-Type", "text/plain; charset=utf-8"))
        request.body = Array(text.utf8)
        return request
    }

    /// Asks for the settings. Without a version they always come; with the current one the answer is 304.
    ///
    /// A version of 0 is left out as well: the server would take it for "nothing has changed" in a project that is at
    /// 0.
    public func settings(version: Int?) -> Request {
        var request = request(.get, configServer, projectPath("config", short: "/projects/config"))
        request.headers.append(HeaderField("Accept", "application/json"))
        if let version, version > 0 { request.query = [Request.QueryItem("v", String(version))] }
        return request
    }

    /// Keeps the session alive, or ends it. Never counted against the server's budget of requests; without an ID the
    /// server would do nothing and say 200.
    public func heartbeat(session: String, closes: Bool) -> Request {
        var request = request(.get, heartbeatServer, "/events/session/heartbeat")
        request.query = [Request.QueryItem("id", session), Request.QueryItem("close", String(closes))]
        return request
    }

    /// Adds what a user says to the event with that `reference_id`. The server looks for the event later, and tries
    /// again while it is not there.
    ///
    /// Throws for an ID that the server could not know, and for a description that it would answer with 422.
    public func describe(
        referenceID: String, _ description: UserDescription
    ) throws(EventFault) -> Request {
        guard EventLimits.isReferenceID(referenceID) else { throw .referenceID(referenceID) }
        guard description.saysSomething, description.hasFittingAddress else { throw .userDescription }
        guard !description.data.isDeeper else { throw .nesting }
        let path = "/events/by-ref/\(referenceID)/user-description"
        var request = request(.post, server, projectID.map { "/projects/\($0)" + path } ?? path)
        request.headers.append(HeaderField("Content-Type", "application/json"))
        request.body = description.encoded()
        guard request.body.count <= EventLimits.bytesMax else { throw .size(request.body.count) }
        return request
    }

    /// A collector of the same servers and key for the project with that ID, whose requests name it.
    public func project(_ id: String) -> Collector {
        var collector = self
        collector.projectID = id
        return collector
    }

    func projectPath(_ name: String, short: String) -> String {
        projectID.map { "/projects/\($0)/\(name)" } ?? short
    }

    func request(_ method: Request.Method, _ server: ServerURL, _ path: String) -> Request {
        Request(
            server: server, method: method, path: server.basePath + "/api/v2" + path,
            headers: [
                HeaderField("Authorization", "Bearer " + key.secret), HeaderField("User-Agent", userAgent),
            ])
    }
}

extension UserDescription {
    /// A description without text and address is refused.
    fileprivate var saysSomething: Bool { !(description ?? "").isBlank || emailAddress != nil }

    fileprivate var hasFittingAddress: Bool { emailAddress.map { EventLimits.isEmailAddress($0) } ?? true }

    /// The body of a request that describes an event.
    fileprivate func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        encode(into: &json)
        json.endObject()
        return json.bytes
    }
}
