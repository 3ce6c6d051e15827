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

    /// Submits events, each of them one JSON object as `Event.fitted()` gives it. The body is not compressed yet.
    public func submit(events: [[UInt8]]) -> Request {
        var request = request(.post, server, projectPath("events", short: "/events"))
        request.headers.append(HeaderField("Content-Type", "application/json"))
        request.body = Array("[".utf8) + Array(events.joined(separator: ",".utf8)) + Array("]".utf8)
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

    /// Keeps the session alive, or ends it.
    public func heartbeat(session: String, closes: Bool) -> Request {
        var request = request(.get, heartbeatServer, "/events/session/heartbeat")
        request.query = [Request.QueryItem("id", session), Request.QueryItem("close", String(closes))]
        return request
    }

    private func projectPath(_ name: String, short: String) -> String {
        projectID.map { "/projects/\($0)/\(name)" } ?? short
    }

    private func request(_ method: Request.Method, _ server: ServerURL, _ path: String) -> Request {
        Request(
            server: server, method: method, path: server.basePath + "/api/v2" + path,
            headers: [
                HeaderField("Authorization", "Bearer " + key.secret), HeaderField("User-Agent", userAgent),
            ])
    }
}
