import WireFormat

/// What a rule with `over` has counted: the records of the last ten slices of its time.
///
/// The slices lie where the calendar puts them, so that what is counted together does not depend on when counting
/// began.
package struct RateTally: Hashable, Sendable {
    /// As the rule had it; a change begins anew.
    let per: Duration
    /// The number of the newest slice.
    private var head: Int64
    /// Of that slice and those in front of it, the newest last.
    private var counts: [Int]
    /// When it was told; until `per` later nothing is counted.
    private var toldAt: Timestamp?

    static let sliceCount: Int64 = 10

    init(per: Duration, at date: Timestamp) {
        self.per = per
        (head, counts) = (date.nanoseconds.flooredQuotient(per.nanoseconds / Self.sliceCount), [])
    }

    /// The number within the time if that is more than `most` now; then it is told, and counting ends for a while.
    mutating func count(_ added: Int, at date: Timestamp, most: Int) -> Int? {
        if let told = toldAt {
            if told.advanced(by: .zero - per) <= date, date < told.advanced(by: per) { return nil }
            self = RateTally(per: per, at: date)
        }
        let slice = date.nanoseconds.flooredQuotient(per.nanoseconds / Self.sliceCount)
        move(to: slice)
        let place = counts.count - 1 - Int(head - slice)
        counts[place] += added
        let sum = counts.reduce(0, +)
        guard sum > most else { return nil }
        (toldAt, counts) = (date, [])
        return sum
    }

    /// Afterwards there is a count for the slice; one from before all that are kept begins anew.
    private mutating func move(to slice: Int64) {
        if slice >= head + Self.sliceCount || slice <= head - Self.sliceCount || counts.isEmpty {
            (head, counts) = (slice, [0])
            return
        }
        if slice > head {
            counts += [Int](repeating: 0, count: Int(slice - head))
            head = slice
        }
        let missing = Int(head - slice) + 1 - counts.count
        if missing > 0 { counts = [Int](repeating: 0, count: missing) + counts }
        counts = counts.suffix(Int(Self.sliceCount))
    }

    /// Behind what it counts.
    var end: Timestamp {
        toldAt?.advanced(by: per) ?? Timestamp(nanoseconds: (head + 1) * (per.nanoseconds / Self.sliceCount))
    }
}

// MARK: - In the journal

extension RateTally {
    /// `per` and `told` in nanoseconds; `head`; `counts`.
    var document: JSONValue {
        var object: JSONObject = [
            "per": .integer(per.nanoseconds), "head": .integer(head),
            "counts": .array(counts.map { .integer(Int64($0)) }),
        ]
        object["told"] = toldAt.map { .integer($0.nanoseconds) }
        return .object(object)
    }

    init?(_ document: JSONValue) {
        guard let per = document["per"]?.integer, per >= Self.sliceCount, let head = document["head"]?.integer,
            let counts = document["counts"]?.elements?.compactMap(\.integer)
        else { return nil }
        (self.per, self.head) = (.nanoseconds(per), head)
        self.counts = counts.suffix(Int(Self.sliceCount)).map { Int($0) }
        toldAt = document["told"]?.integer.map { Timestamp(nanoseconds: $0) }
    }
}
