public import WireFormat

/// `@request`: the HTTP request that an event is about. The server makes browser, device and system of `userAgent`.
public struct RequestInfo: Hashable, Sendable {
    public var userAgent: String?
    public var httpMethod: String?
    public var isSecure: Bool?
    public var host: String?
    /// 32 bits.
    public var port: Int?
    /// Without a query.
    public var path: String?
    public var referrer: String?
    /// A comma list is allowed.
    public var clientIPAddress: String?
    /// Values by name; written in the order of names. The server replaces values of more than 1,000 characters, here
    /// and in the next three.
    public var headers: [String: [String]] = [:]
    public var cookies: [String: String] = [:]
    /// A form's members as an object, anything else as a text.
    public var postData: JSONValue?
    /// Texts; anything else is written as its JSON text, as the server reads nothing else here.
    public var queryString = JSONObject()
    public var data = JSONObject()

    public init() {}
}
