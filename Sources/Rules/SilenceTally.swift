package import WireFormat

/// What a rule with `absent` knows: when its record was seen last.
package struct SilenceTally: Hashable, Sendable {
    /// Before the first record, when the rule came into force.
    package private(set) var since: Timestamp
    /// Whether this silence has become an event.
    private(set) var isTold = false

    init(since: Timestamp) { self.since = since }

    /// A record from before is no news.
    mutating func seen(at date: Timestamp) {
        guard date > since else { return }
        (since, isTold) = (date, false)
    }

    mutating func told() { isTold = true }
}

// MARK: - In the journal

extension SilenceTally {
    /// `since` in nanoseconds, `told`.
    var document: JSONValue { ["since": .integer(since.nanoseconds), "told": .bool(isTold)] }

    init?(_ document: JSONValue) {
        guard let since = document["since"]?.integer, case .bool(let told)? = document["told"] else { return nil }
        (self.since, isTold) = (Timestamp(nanoseconds: since), told)
    }
}
