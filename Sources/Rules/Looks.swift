package import WireFormat

/// When everything that there was had been read, lately: what is read after such a look was written after it, whatever
/// its own time says.
package struct Looks: Sendable {
    /// In their order, a second apart at least; enough for an entry that is complete only when it was quiet for long.
    private var times: [Timestamp]
    private static let kept = 32

    /// `last`: the last look of an earlier run, if there was one.
    package init(last: Timestamp? = nil) { times = last.map { [$0] } ?? [] }

    /// Everything is read.
    package mutating func note(_ now: Timestamp) {
        // A clock that was set back knows nothing of later looks.
        times.removeAll { $0 > now }
        guard times.last.map({ $0.advanced(by: .seconds(1)) <= now }) ?? true else { return }
        times.append(now)
        if times.count > Self.kept { times.removeFirst() }
    }

    /// The last one in front of that time; nil if none is known.
    package func last(before date: Timestamp) -> Timestamp? { times.last { $0 < date } }
}
