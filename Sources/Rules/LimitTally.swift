import Exceptionless
package import Model
package import WireFormat

/// A window of a rule with `limit`: what passed, and what was held back and not told yet.
///
/// Whether an event passes depends on the dates of the events alone, never on when they were read or on when the
/// window's summary was made: so no crash and no slow disk changes it.
package struct LimitTally: Hashable, Sendable {
    package let project: String
    /// What `by` gave; redacted.
    package let by: [String]
    /// As the rule had it when the window began.
    package let most: Int
    package let per: Duration
    let start: Timestamp
    private(set) var passedCount = 0
    /// What the summary is to tell; nil for nothing.
    package private(set) var held: Held?

    /// Events that were held back since the window began, or since they were told.
    package struct Held: Hashable, Sendable {
        package var count: Int
        package var first: Timestamp
        package var last: Timestamp
        /// The id that the first of them would have had.
        package var id: String
        /// The gravest of theirs.
        package var level: Level?
        package var source: String?
    }

    init(start: Timestamp, of draft: Draft, by: [String], project: String, rate: Measure.Rate) {
        (self.start, self.by, self.project, most, per) = (start, by, project, rate.count, rate.per)
    }

    /// A date from as far in front of the window as it is long: clocks are set back.
    func includes(_ date: Timestamp) -> Bool {
        start.advanced(by: .zero - per) <= date && date < start.advanced(by: per)
    }

    /// Behind its last moment.
    package var end: Timestamp { start.advanced(by: per) }

    /// Whether the event passes; else it is counted.
    mutating func admits(_ draft: Draft, at date: Timestamp) -> Bool {
        guard passedCount >= most else {
            passedCount += 1
            return true
        }
        var held = held ?? Held(count: 0, first: date, last: date, id: draft.placeID, source: draft.event.source)
        held.count += 1
        (held.first, held.last) = (min(held.first, date), max(held.last, date))
        held.level = [held.level, draft.summaryLevel].compactMap(\.self).max()
        self.held = held
        return false
    }

    /// What was held back is told of.
    mutating func told() { held = nil }
}

extension Draft {
    /// An `error` goes whatever its entry's level is, so what tells of it must be as grave.
    fileprivate var summaryLevel: Level {
        event.type == "error" ? max(level ?? .error, .error) : level ?? .warn
    }
}

// MARK: - In the journal

extension LimitTally {
    /// `most`, `per` and `start` in nanoseconds, `passed`; `held` with its members by name, levels by their numbers.
    var document: JSONValue {
        var object: JSONObject = [
            "project": .string(project), "by": .array(by.map { .string($0) }), "most": .integer(Int64(most)),
            "per": .integer(per.nanoseconds), "start": .integer(start.nanoseconds),
            "passed": .integer(Int64(passedCount)),
        ]
        if let held {
            object["held"] = .object([
                "count": .integer(Int64(held.count)), "first": .integer(held.first.nanoseconds),
                "last": .integer(held.last.nanoseconds), "zone": .integer(Int64(held.last.offsetSeconds)),
                "id": .string(held.id),
            ])
            var members = object["held"]?.object ?? JSONObject()
            members["level"] = held.level.map { .integer(Int64($0.rawValue)) }
            members["source"] = held.source.map { .string($0) }
            object["held"] = .object(members)
        }
        return .object(object)
    }

    init?(_ document: JSONValue) {
        guard let project = document["project"]?.text, let most = document["most"]?.integer,
            let per = document["per"]?.integer, let start = document["start"]?.integer,
            let passed = document["passed"]?.integer
        else { return nil }
        (self.project, self.most, self.per) = (project, Int(most), .nanoseconds(per))
        by = document["by"]?.elements?.compactMap(\.text) ?? []
        self.start = Timestamp(nanoseconds: start)
        passedCount = Int(passed)
        held = document["held"].flatMap { Held($0) }
    }
}

extension LimitTally.Held {
    fileprivate init?(_ document: JSONValue) {
        guard let count = document["count"]?.integer, let first = document["first"]?.integer,
            let last = document["last"]?.integer, let id = document["id"]?.text
        else { return nil }
        let zone = Int32(truncatingIfNeeded: document["zone"]?.integer ?? 0)
        self.init(
            count: Int(count), first: Timestamp(nanoseconds: first, offsetSeconds: zone),
            last: Timestamp(nanoseconds: last, offsetSeconds: zone), id: id,
            level: document["level"]?.integer.flatMap { Level(rawValue: Int($0)) }, source: document["source"]?.text)
    }
}
