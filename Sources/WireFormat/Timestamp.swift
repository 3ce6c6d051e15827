/// A point in time with the offset from UTC it was written with.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds; negative before it.
    public var nanoseconds: Int64
    /// East of UTC is positive; -50,400...50,400 (14 hours).
    public var offsetSeconds: Int32

    public init(nanoseconds: Int64, offsetSeconds: Int32 = 0) {
        (self.nanoseconds, self.offsetSeconds) = (nanoseconds, offsetSeconds)
    }

    /// Traps beyond the years 1677 and 2262, which nanoseconds do not reach: check what a log says before.
    public init(seconds: Int64, offsetSeconds: Int32 = 0) {
        self.init(nanoseconds: seconds * 1_000_000_000, offsetSeconds: offsetSeconds)
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { nanoseconds.flooredQuotient(1_000_000_000) }

    /// Order in time; the offset does not matter.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    public func advanced(by duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: nanoseconds + duration.nanoseconds, offsetSeconds: offsetSeconds)
    }

    public func duration(to other: Timestamp) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

    /// `2026-11-20T10:00:00.123Z`, or with `+01:00`; up to nine digits of fraction, trailing zeros left out.
    ///
    /// It is within the grammar that the Exceptionless server reads if the fraction is cut to seven digits, as here.
    public var iso8601: String {
        let local = nanoseconds + Int64(offsetSeconds) * 1_000_000_000
        let civil = CivilTime(secondsSince1970: local.flooredQuotient(1_000_000_000))
        var text = "\(civil.date)T\(civil.clock)"
        // Not by multiplying: the first second that can be counted begins before the first nanosecond.
        let rest = local % 1_000_000_000
        let ticks = (rest < 0 ? rest + 1_000_000_000 : rest) / 100
        if ticks > 0 {
            var fraction = String(ticks)
            fraction = String(repeating: "0", count: 7 - fraction.count) + fraction
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        guard offsetSeconds != 0 else { return text + "Z" }
        let minutes = abs(offsetSeconds) / 60
        return text + (offsetSeconds < 0 ? "-" : "+") + twoDigits(Int(minutes / 60)) + ":"
            + twoDigits(Int(minutes % 60))
    }
}

/// A date and a time of day in the proleptic Gregorian calendar, without a zone.
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    /// 1...12.
    public var month: Int
    /// 1...31.
    public var day: Int
    public var hour = 0
    public var minute = 0
    public var second = 0

    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// Reads the number of seconds as a clock in UTC would.
    public init(secondsSince1970 seconds: Int64) {
        let days = seconds.flooredQuotient(86_400)
        let rest = Int(seconds - days * 86_400)
        // Counting from 1 March makes the leap day the last of its year; an era is 400 years, 146,097 days.
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        self.init(
            year: Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month: month,
            day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1),
            hour: rest / 3_600, minute: rest / 60 % 60, second: rest % 60)
    }

    /// Seconds since 1970-01-01T00:00:00 as a clock in UTC would count them.
    public var secondsSince1970: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// `2026-11-20`.
    public var date: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + twoDigits(month) + "-"
            + twoDigits(day)
    }

    /// `10:00:00`.
    public var clock: String { twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second) }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

extension Int64 {
    /// Division that rounds down, also for negative numbers.
    package func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}

extension Duration {
    /// The whole duration in nanoseconds, cut; spans of up to 292 years fit.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
