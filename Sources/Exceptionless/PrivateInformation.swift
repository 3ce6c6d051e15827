/// What of an event may tell who somebody is, each kind a switch of its own as in the official clients.
public struct PrivateInformation: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// `@user`, and the e-mail address of `@user_description`.
    public static let user = PrivateInformation(rawValue: 1 << 0)
    /// `@environment.machine_name`.
    public static let machineName = PrivateInformation(rawValue: 1 << 1)
    /// `@environment.ip_address` and `@request.client_ip_address`.
    public static let addresses = PrivateInformation(rawValue: 1 << 2)
    /// All of `@request.headers`. Without it they go whole; without any other, those that tell the same go: see
    /// `Event.without(_:)`.
    public static let headers = PrivateInformation(rawValue: 1 << 3)
    /// `@request.cookies`, and the headers that set and hold them.
    public static let cookies = PrivateInformation(rawValue: 1 << 4)
    /// `@request.post_data`.
    public static let postData = PrivateInformation(rawValue: 1 << 5)
    /// `@request.query_string`, and the query in the referrer.
    public static let queryString = PrivateInformation(rawValue: 1 << 6)

    public static let all: PrivateInformation = [
        .user, .machineName, .addresses, .headers, .cookies, .postData, .queryString,
    ]
}

extension Event {
    /// The event as the server would leave it where `@@IncludePrivateInformation` is off: without users, the host's
    /// name, addresses, cookies, post data and query strings. Headers stay, but for those that tell one of these or
    /// hold credentials.
    public var withoutPrivateInformation: Event { without(PrivateInformation.all.subtracting(.headers)) }

    /// The event without these kinds of private information.
    ///
    /// Headers that tell the same go as well: `Cookie` and `Set-Cookie` with cookies, `X-Forwarded-For` and its kin
    /// with addresses, `Authorization` and `Proxy-Authorization` with users.
    public func without(_ excluded: PrivateInformation) -> Event {
        guard !excluded.isEmpty else { return self }
        var event = self
        if excluded.contains(.user) {
            event.user = nil
            event.userDescription?.emailAddress = nil
        }
        if excluded.contains(.machineName) { event.environment?.machineName = nil }
        if excluded.contains(.addresses) { event.environment?.ipAddress = nil }
        event.request = request.map { $0.without(excluded) }
        return event
    }
}

extension RequestInfo {
    fileprivate func without(_ excluded: PrivateInformation) -> RequestInfo {
        var request = self
        if excluded.contains(.addresses) { request.clientIPAddress = nil }
        if excluded.contains(.cookies) { request.cookies = [:] }
        if excluded.contains(.postData) { request.postData = nil }
        if excluded.contains(.queryString) {
            request.queryString = [:]
            request.referrer = referrer.map { String($0.prefix { $0 != "?" }) }
        }
        request.headers = excluded.contains(.headers) ? [:] : headers.filter { !$0.key.tells(anyOf: excluded) }
        return request
    }
}

extension String {
    /// Whether a header of this name tells something of these kinds.
    fileprivate func tells(anyOf excluded: PrivateInformation) -> Bool {
        switch lowercased() {
        case "cookie", "set-cookie", "cookie2", "set-cookie2": excluded.contains(.cookies)
        case "authorization", "proxy-authorization", "x-api-key", "x-csrf-token": excluded.contains(.user)
        case "x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "true-client-ip", "x-client-ip",
            "x-cluster-client-ip", "cf-connecting-ip", "via":
            excluded.contains(.addresses)
        case "referer": excluded.contains(.queryString)
        case _: false
        }
    }
}
