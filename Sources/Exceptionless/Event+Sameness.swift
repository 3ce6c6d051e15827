import WireFormat

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
