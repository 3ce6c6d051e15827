/// A request to make, as a value. Whoever sends it sets `Content-Length` and `Host`, follows no redirect, and hands the
/// answer's status, headers and body on as they came.
public struct Request: Hashable, Sendable {
    /// The protocol needs no others.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var server: ServerURL
    public var method: Method
    /// From the root, the server's base path included: `/api/v2/events`.
    public var path: String
    public var query: [QueryItem] = []
    /// In the order in which they should go out. A key in `Authorization` never prints.
    public var headers: [HeaderField]
    public var body: [UInt8] = []

    public init(server: ServerURL, method: Method, path: String, headers: [HeaderField]) {
        (self.server, self.method, self.path, self.headers) = (server, method, path, headers)
    }

    /// As it is meant; `target` escapes it. A key in `api_key` never prints.
    public struct QueryItem: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
        CustomReflectable
    {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

        public var description: String {
            name.percentEncoded + "=" + (name.lowercased() == "api_key" ? "****" : value.percentEncoded)
        }
        public var debugDescription: String { description }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// Path and query as they stand in the request line, with any key in them: not for people.
    public var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { $0.name.percentEncoded + "=" + $0.value.percentEncoded }.joined(separator: "&")
    }

    /// The whole address, with any key in it: not for people, whom `description` is for.
    public var url: String { origin + target }

    private var origin: String {
        var root = server
        root.basePath = ""
        return root.description
    }

    /// The same request with a body that was compressed with gzip (RFC 1952).
    ///
    /// The server looks at the name only after its 202, and throws a body with any other spelling away.
    public func gzipped(_ compressed: [UInt8]) -> Request {
        var request = self
        request.body = compressed
        request.headers.append(HeaderField("Content-Encoding", "gzip"))
        return request
    }
}

extension Request: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and address, without a key.
    public var description: String {
        let items = query.map(\.description).joined(separator: "&")
        return "\(method.rawValue) \(origin)\(path)\(items.isEmpty ? "" : "?")\(items)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["headers": headers, "bodyBytes": body.count]) }
}

/// One header of a request or an answer. Names compare without case.
public struct HeaderField: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// A key never prints, in whatever the header is shown with.
    public var description: String { "\(name): \(name.lowercased() == "authorization" ? "****" : value)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// What RFC 3986 does not reserve stands, all else is escaped.
    package var percentEncoded: String {
        let hexDigits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
