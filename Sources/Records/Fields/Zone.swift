/// Where a log's clock stands when its times do not say.
package enum Zone: Hashable, Sendable {
    case utc
    /// Seconds east of UTC.
    case fixed(offset: Int32)
    case rules(ZoneRules)

    /// The offset in force at a point in time, in seconds since 1970.
    package func offset(at seconds: Int64) -> Int32 {
        switch self {
        case .utc: 0
        case .fixed(let offset): offset
        case .rules(let rules): rules.period(at: seconds).offset
        }
    }

    /// The offset that a clock on the wall showing `local` (seconds since 1970, as if it were in UTC) goes by.
    ///
    /// An hour that occurs twice, when the clock goes back, is read as its first occurrence, and an hour that the clock
    /// skips as if it had not: both with the offset that was in force before the change. So a time has always the
    /// same reading, and only an abbreviation in the text (`name`, such as `CET`) can choose the second occurrence.
    func offset(atLocal local: Int64, named name: [UInt8] = []) -> Int32 {
        switch self {
        case .utc: 0
        case .fixed(let offset): offset
        case .rules(let rules): rules.offset(atLocal: local, named: name)
        }
    }
}

extension ZoneRules {
    fileprivate func offset(atLocal local: Int64, named name: [UInt8]) -> Int32 {
        // No zone is a day away from UTC, so a change near `local` lies between these two.
        let (before, after) = (period(at: local - 86_400), period(at: local + 86_400))
        guard before != after else { return before.offset }
        let candidates = [before, after].filter { period(at: local - Int64($0.offset)).offset == $0.offset }
        return (candidates.first { $0.abbreviation == name } ?? candidates.first ?? before).offset
    }
}
