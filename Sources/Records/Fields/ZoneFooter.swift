import WireFormat

/// The end of a TZif file: the rule for all years to come, in the notation of POSIX's `TZ`
/// (`CET-1CEST,M3.5.0,M10.5.0/3`).
struct ZoneFooter: Hashable, Sendable {
    private var standard: ZoneRules.Period
    private var summer: Summer?

    private struct Summer: Hashable, Sendable {
        var period: ZoneRules.Period
        var start: Change
        var end: Change
    }

    /// Nil if there is none or it cannot be read.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.first == UInt8(ascii: "\n"), let end = bytes.dropFirst().firstIndex(of: UInt8(ascii: "\n")),
            end > bytes.startIndex + 1
        else { return nil }
        var cursor = ByteCursor(bytes[(bytes.startIndex + 1)..<end])
        guard let name = cursor.zoneAbbreviation(), let west = cursor.signedClock() else { return nil }
        standard = ZoneRules.Period(offset: Int32(-west), abbreviation: name)
        guard !cursor.isAtEnd else { return }
        guard let summerName = cursor.zoneAbbreviation() else { return nil }
        let isExplicit = cursor.current != UInt8(ascii: ",")
        guard let summerWest = isExplicit ? cursor.signedClock() : west - 3_600,
            cursor.take(UInt8(ascii: ",")), let start = Change(&cursor),
            cursor.take(UInt8(ascii: ",")), let end = Change(&cursor), cursor.isAtEnd
        else { return nil }
        let period = ZoneRules.Period(offset: Int32(-summerWest), abbreviation: summerName)
        summer = Summer(period: period, start: start, end: end)
    }

    /// What holds at a point in time, in seconds since 1970.
    func period(at seconds: Int64) -> ZoneRules.Period {
        guard let summer else { return standard }
        let year = CivilTime(secondsSince1970: seconds + Int64(standard.offset)).year
        let start = summer.start.seconds(inYear: year) - Int64(standard.offset)
        let end = summer.end.seconds(inYear: year) - Int64(summer.period.offset)
        // South of the equator summer spans the turn of the year.
        let isSummer = start < end ? start <= seconds && seconds < end : !(end <= seconds && seconds < start)
        return isSummer ? summer.period : standard
    }
}

/// When in each year the clock changes, by the clock that was in force before.
private struct Change: Hashable, Sendable {
    private enum Day: Hashable, Sendable {
        /// `Mm.w.d`: weekday 0...6 from Sunday; week 5 is the last.
        case weekday(Int, week: Int, month: Int)
        /// `Jn`: 1...365, 29 February never counted.
        case withoutLeapDay(Int)
        /// `n`: 0...365.
        case ofYear(Int)
    }

    private var day: Day
    /// Seconds after midnight; beyond a day, or negative, in some zones.
    private var clock = 7_200

    init?(_ cursor: inout ByteCursor) {
        if cursor.take(UInt8(ascii: "M")) {
            guard let month = cursor.number(most: 2), (1...12).contains(month), cursor.take(UInt8(ascii: ".")),
                let week = cursor.number(most: 1), (1...5).contains(week), cursor.take(UInt8(ascii: ".")),
                let weekday = cursor.number(most: 1), weekday <= 6
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        } else if cursor.take(UInt8(ascii: "J")) {
            guard let number = cursor.number(most: 3), (1...365).contains(number) else { return nil }
            day = .withoutLeapDay(number)
        } else {
            guard let number = cursor.number(most: 3), number <= 365 else { return nil }
            day = .ofYear(number)
        }
        if cursor.take(UInt8(ascii: "/")) {
            guard let clock = cursor.signedClock() else { return nil }
            self.clock = clock
        }
    }

    /// The change's time by the clock on the wall, as if that were in UTC.
    func seconds(inYear year: Int) -> Int64 {
        midnight(inYear: year) + Int64(clock)
    }

    private func midnight(inYear year: Int) -> Int64 {
        let newYear = CivilTime(year: year, month: 1, day: 1).secondsSince1970
        switch day {
        case .ofYear(let number): return newYear + Int64(number) * 86_400
        case .withoutLeapDay(let number):
            let march = CivilTime(year: year, month: 3, day: 1).secondsSince1970
            return number <= 59 ? newYear + Int64(number - 1) * 86_400 : march + Int64(number - 60) * 86_400
        case .weekday(let weekday, let week, let month):
            let first = CivilTime(year: year, month: month, day: 1).secondsSince1970
            let next = CivilTime(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1).secondsSince1970
            // 1 January 1970 was a Thursday.
            let firstWeekday = Int((first.flooredQuotient(86_400) + 4) % 7 + 7) % 7
            var day = first + Int64((weekday - firstWeekday + 7) % 7 + (week - 1) * 7) * 86_400
            while day >= next { day -= 7 * 86_400 }
            return day
        }
    }
}

extension ByteCursor {
    /// Three letters or more, or anything in angle brackets.
    fileprivate mutating func zoneAbbreviation() -> [UInt8]? {
        guard take(UInt8(ascii: "<")) else {
            let name = run(\.isLetter)
            return name.count >= 3 ? Array(name) : nil
        }
        let name = run { $0 != UInt8(ascii: ">") }
        return take(UInt8(ascii: ">")) && !name.isEmpty ? Array(name) : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds; up to 167 hours, which the extension of version 3 allows.
    fileprivate mutating func signedClock() -> Int? {
        let sign = take(anyOf: "+-")
        guard let hours = number(most: 3), hours <= 167 else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(UInt8(ascii: ":")) {
            guard let number = number(most: 2), number <= 59 else { return nil }
            seconds += number * unit
        }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }
}
