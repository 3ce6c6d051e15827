import WireFormat

/// The parts of a date and a time that a text gave; what it did not give is supplied from when it was read.
struct CivilFields {
    var year: Int?
    var month: Int?
    var day: Int?
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var nanoseconds = 0
    /// From `%p`; the hour is then one of 1...12.
    var isAfternoon: Bool?
    /// Seconds east of UTC, if the text has them.
    var offset: Int32?
    /// From `%s`: all but the fraction and the offset is then known.
    var epochSeconds: Int64?
    /// An abbreviation such as `CET`, which can tell the two hours of a fold apart.
    var zoneName: [UInt8] = []

    /// Nil if the parts make no date, or one beyond what nanoseconds since 1970 can count (1677...2262).
    ///
    /// Without a year it is the latest one, without any date the latest day, that the anchor allows.
    func timestamp(zone: Zone, near anchor: TimeAnchor) -> Timestamp? {
        if let epochSeconds { return .checked(seconds: epochSeconds, nanoseconds: nanoseconds, offset: offset ?? 0) }
        guard let hour = hourOfDay, minute <= 59, second <= 60 else { return nil }
        if let year { return timestamp(year: year, hour: hour, zone: zone) }
        let near = anchor.reference.seconds
        let nearLocal = CivilTime(secondsSince1970: near + Int64(offset ?? zone.offset(at: near)))
        guard month != nil || day != nil || dayOfYear != nil else {
            return timestamp(onDayNear: nearLocal, upTo: anchor.latestOfDay, hour: hour, zone: zone)
        }
        // The year after next to 29 February may be eight years off, as around 1900 and 2100.
        let candidates = (-9...1).reversed().lazy.compactMap {
            timestamp(year: nearLocal.year + $0, hour: hour, zone: zone)
        }
        return candidates.first { $0 <= anchor.latestOfYear }
    }

    private var hourOfDay: Int? {
        guard let isAfternoon else { return hour <= 23 ? hour : nil }
        guard (1...12).contains(hour) else { return nil }
        return hour % 12 + (isAfternoon ? 12 : 0)
    }

    private func timestamp(year: Int, hour: Int, zone: Zone) -> Timestamp? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        if let dayOfYear {
            guard (1...(isLeap ? 366 : 365)).contains(dayOfYear) else { return nil }
            let first = CivilTime(year: year, month: 1, day: 1, hour: hour, minute: minute, second: second)
            return timestamp(local: first.secondsSince1970 + Int64(dayOfYear - 1) * 86_400, zone: zone)
        }
        let (month, day) = (month ?? 1, day ?? 1)
        guard (1...12).contains(month), day >= 1 else { return nil }
        guard day <= (month == 2 && isLeap ? 29 : daysInMonth[month - 1]) else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return timestamp(local: civil.secondsSince1970, zone: zone)
    }

    private func timestamp(onDayNear near: CivilTime, upTo latest: Timestamp, hour: Int, zone: Zone) -> Timestamp? {
        let midnight = CivilTime(year: near.year, month: near.month, day: near.day).secondsSince1970
        let clock = Int64(hour * 3_600 + minute * 60 + second)
        let candidates = [86_400, 0, -86_400].lazy.compactMap { timestamp(local: midnight + $0 + clock, zone: zone) }
        return candidates.first { $0 <= latest }
    }

    private func timestamp(local: Int64, zone: Zone) -> Timestamp? {
        let offset = offset ?? zone.offset(atLocal: local, named: zoneName)
        return .checked(seconds: local - Int64(offset), nanoseconds: nanoseconds, offset: offset)
    }
}

private let daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

extension Timestamp {
    /// Nil beyond what it can count, about 292 years around 1970, be it in UTC or on the writer's clock.
    static func checked(seconds: Int64, nanoseconds: Int = 0, offset: Int32 = 0) -> Timestamp? {
        let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (all, isTooLargeStill) = whole.addingReportingOverflow(Int64(nanoseconds))
        let isTooLargeLocally = all.addingReportingOverflow(Int64(offset) * 1_000_000_000).overflow
        guard !isTooLarge, !isTooLargeStill, !isTooLargeLocally else { return nil }
        return Timestamp(nanoseconds: all, offsetSeconds: offset)
    }
}
