package import WireFormat

extension Event {
    /// The event without what tells one occurrence from the next: its date, its id, how often it was, the lines before
    /// it, the state of the host, and these members of `data`. Two events are the same if these are.
    package func bare(without members: Set<String> = []) -> Event {
        var bare = self
        (bare.date, bare.referenceID, bare.count) = (Timestamp(seconds: 0), nil, nil)
        (bare.precedingLines, bare.environment) = ([], nil)
        for name in members { bare.data[name] = nil }
        return bare
    }

    /// Sessions are kept by their own events: none of these stands for another.
    package var isOfSession: Bool { ["session", "sessionend", "heartbeat"].contains(type) }
}

/// An encoded event that stands for `count` occurrences from `first` to `last`: it bears the date of the last, and
/// those of both in its data. Nil if `body` is no event.
package func counted(_ body: [UInt8], count: Int, first: Timestamp, last: Timestamp) -> [UInt8]? {
    guard count > 1 else { return body }
    guard var event = (try? JSONReader.parse(body))?.object else { return nil }
    var data = event["data"]?.object ?? JSONObject()
    data["first_date"] = .string(first.iso8601)
    data["last_date"] = .string(last.iso8601)
    event["date"] = .string(last.iso8601)
    event["count"] = .integer(Int64(count))
    event["data"] = .object(data)
    return JSONValue.object(event).encoded()
}
