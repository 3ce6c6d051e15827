import Testing
import WireFormat

@Suite struct CivilTimes {
    @Test(
        arguments: [
            (0, CivilTime(year: 1970, month: 1, day: 1)),
            (-1, CivilTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59)),
            (951_782_400, CivilTime(year: 2000, month: 2, day: 29)),
            (4_107_542_400, CivilTime(year: 2100, month: 3, day: 1)),
            (-2_203_891_200, CivilTime(year: 1900, month: 3, day: 1)),
            (1_795_168_800, CivilTime(year: 2026, month: 11, day: 20, hour: 10)),
            (253_402_300_799, CivilTime(year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59)),
        ] as [(Int64, CivilTime)])
    func knownDays(seconds: Int64, civil: CivilTime) {
        #expect(CivilTime(secondsSince1970: seconds) == civil)
        #expect(civil.secondsSince1970 == seconds)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        var previous = CivilTime(secondsSince1970: -86_400 * 141_428)
        for day in Int64(-141_427)...4_670 {
            let civil = CivilTime(secondsSince1970: day * 86_400)
            #expect(civil.secondsSince1970 == day * 86_400)
            let isNext = civil.day == previous.day + 1 && civil.month == previous.month
            #expect(isNext || civil.day == 1 && (civil.month == previous.month % 12 + 1))
            previous = civil
        }
    }
}

@Suite struct Timestamps {
    @Test(
        arguments: [
            (0, 0, "1970-01-01T00:00:00Z"),
            (1_795_168_800_123_000_000, 0, "2026-11-20T10:00:00.123Z"),
            (1_795_168_800_123_456_789, 3_600, "2026-11-20T11:00:00.1234567+01:00"),
            (1_795_168_800_000_000_099, -12_600, "2026-11-20T06:30:00-03:30"),
            (-1, 0, "1969-12-31T23:59:59.9999999Z"),
        ] as [(Int64, Int32, String)])
    func inISO8601(nanoseconds: Int64, offset: Int32, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds, offsetSeconds: offset).iso8601 == text)
    }

    @Test func orderIsByTime() {
        #expect(Timestamp(seconds: 1, offsetSeconds: -3_600) < Timestamp(seconds: 2, offsetSeconds: 3_600))
        #expect(Timestamp(nanoseconds: -1).seconds == -1)
        #expect(Timestamp(seconds: 5).duration(to: Timestamp(seconds: 7)) == .seconds(2))
        #expect(Timestamp(seconds: 5).advanced(by: .milliseconds(-5_500)) == Timestamp(nanoseconds: -500_000_000))
    }
}
