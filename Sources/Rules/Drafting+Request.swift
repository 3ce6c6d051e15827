import Exceptionless
import WireFormat

extension Drafting {
    /// `@request`, if the template gives any member of it.
    func request(of subject: Subject) -> RequestInfo? {
        guard !template.request.isEmpty else { return nil }
        var request = RequestInfo()
        for (member, value) in template.request {
            if let text = text(value, subject) { request.set(member, text) }
        }
        return request == RequestInfo() ? nil : request
    }
}

extension RequestInfo {
    fileprivate mutating func set(_ member: EventTemplate.RequestMember, _ text: String) {
        switch member {
        case .clientIPAddress: clientIPAddress = text
        case .httpMethod: httpMethod = text
        case .path: setPath(text)
        case .userAgent: userAgent = text
        case .host: host = text
        case .port: port = Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
        case .isSecure: isSecure = ["true": true, "https": true, "false": false, "http": false][text.lowercased()]
        case .referrer: referrer = text
        }
    }

    /// The query goes apart: it would make a stack of each request, and the project may not want to have it.
    private mutating func setPath(_ text: String) {
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "?")) else { return path = text }
        path = String(text[..<mark])
        for pair in text[text.utf8.index(after: mark)...].split(separator: "&").prefix(Self.queryItemsMax) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let name = parts.first, !name.isEmpty {
                queryString[String(name)] = .string(parts.count == 2 ? String(parts[1]) : "")
            }
        }
    }

    private static var queryItemsMax: Int { 50 }
}
