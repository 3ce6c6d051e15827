import WireFormat

extension Collector {
    /// Submits one event as a query, for where nothing but an address can be given. The server answers 200.
    ///
    /// It carries type, source, message, date, reference ID, count, value, place, tags, the user's identity and name,
    /// level, version, submission method, references and plain members of `data`. What is no text in `data` goes as
    /// its JSON text, as the server reads every parameter as text.
    ///
    /// Throws for what a query cannot carry: blocks, tags with a comma (tags are one list), members of `data` that are
    /// named like one of the parameters or like a key, more than `EventLimits.targetMax` bytes.
    public func submitByQuery(_ event: Event) throws(EventFault) -> Request {
        if let block = event.blockBeyondQuery { throw .notInQuery(block) }
        guard !event.tags.contains(where: { $0.utf8.contains(UInt8(ascii: ",")) }) else { throw .tags }
        let fitted = try event.fitted().event
        let taken = fitted.data.members.first { parameters.contains($0.name.lowercased()) }
        if let taken { throw .dataName(taken.name) }
        var request = request(.get, server, projectPath("events/submit", short: "/events/submit"))
        request.query = fitted.queryItems
        guard request.target.utf8.count <= EventLimits.targetMax else { throw .size(request.target.utf8.count) }
        return request
    }
}

/// What the server reads as something else than a member of `data`, in small letters. The public guide calls the
/// user's name `identityname`; the server reads `identity.name`.
private let parameters: Set = [
    "type", "source", "message", "reference", "date", "count", "value", "geo", "tags", "identity", "identity.name",
    "access_token", "api_key", "apikey",
]

extension Event {
    /// The first block that has no place in a query.
    fileprivate var blockBeyondQuery: String? {
        let blocks: [(String, Bool)] = [
            ("@error", error != nil), ("@simple_error", simpleError != nil), ("@stack", stack != nil),
            ("@environment", environment != nil), ("@request", request != nil), ("@trace", !precedingLines.isEmpty),
            ("@user_description", userDescription != nil), ("@user.data", user?.data.isEmpty == false),
        ]
        return blocks.first { $0.1 }?.0
    }

    fileprivate var queryItems: [Request.QueryItem] {
        let own: [(String, String?)] = [
            ("type", type), ("source", source), ("message", message), ("reference", referenceID),
            ("date", date.iso8601), ("count", count.map { String($0) }),
            ("value", value.map { JSONValue.number($0).plainText }), ("geo", geo),
            ("tags", tags.isEmpty ? nil : tags.joined(separator: ",")), ("identity", user?.identity),
            ("identity.name", user?.name), ("@level", level), ("@version", version),
            ("@submission_method", submissionMethod),
        ]
        let links = references.sorted { $0.key < $1.key }.map { ("@ref:" + $0.key, $0.value) }
        let members = data.members.map { ($0.name, $0.value.plainText) }
        return own.compactMap { name, value in value.map { Request.QueryItem(name, $0) } }
            + (links + members).map { Request.QueryItem($0.0, $0.1) }
    }
}
