import WireFormat

/// What one rule has counted for one text of its `by`.
package enum Tally: Hashable, Sendable {
    case limit(LimitTally)
    case over(RateTally)
    case absent(SilenceTally)

    /// An object with one member, `limit`, `over` or `absent`; what is in it, each says itself.
    var document: [UInt8] {
        let document: JSONValue =
            switch self {
            case .limit(let tally): ["limit": tally.document]
            case .over(let tally): ["over": tally.document]
            case .absent(let tally): ["absent": tally.document]
            }
        return document.encoded()
    }

    /// Nil for what no release wrote.
    init?(_ document: [UInt8]) {
        guard let value = try? JSONReader.parse(document) else { return nil }
        if let tally = value["limit"].flatMap({ LimitTally($0) }) {
            self = .limit(tally)
        } else if let tally = value["over"].flatMap({ RateTally($0) }) {
            self = .over(tally)
        } else if let tally = value["absent"].flatMap({ SilenceTally($0) }) {
            self = .absent(tally)
        } else {
            return nil
        }
    }

    /// Behind what it is about; which of several is given up.
    var end: Timestamp {
        switch self {
        case .limit(let tally): tally.end
        case .over(let tally): tally.end
        case .absent(let tally): tally.since
        }
    }
}
