import Records
import Testing
import WireFormat

private func parse(
    _ text: String, _ form: String, zone: Zone = .utc, near: Timestamp = noon, modified: Timestamp? = nil
) -> String? {
    TimeForm(form)?.parse(bytes(text), zone: zone, near: TimeAnchor(read: near, fileModified: modified))?.iso8601
}

/// A point in time, for `near`.
private func at(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0) -> Timestamp {
    Timestamp(seconds: CivilTime(year: year, month: month, day: day, hour: hour).secondsSince1970)
}

@Suite struct TimeForms {
    @Test(arguments: [
        ("2026-11-20T10:00:00.123Z", "2026-11-20T10:00:00.123Z"),
        ("2026-11-20 10:00:00,123", "2026-11-20T10:00:00.123Z"),
        ("2026-11-20T10:00:00+01:00", "2026-11-20T10:00:00+01:00"),
        ("2026-11-20T10:00-0330", "2026-11-20T10:00:00-03:30"),
        ("2026-11-20 10:00:00 +02", "2026-11-20T10:00:00+02:00"), (" 2026/11/20 10:00:00 ", "2026-11-20T10:00:00Z"),
        ("2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.1234567Z"),
        ("2024-02-29 00:00:00", "2024-02-29T00:00:00Z"),
        ("2000-02-29T23:59:60z", "2000-03-01T00:00:00Z"),
        ("2026-11-20T10:00:00.1234567891234Z", "2026-11-20T10:00:00.1234567Z"),
    ])
    func iso8601(text: String, time: String) {
        #expect(parse(text, "iso8601") == time)
    }

    @Test(arguments: [
        "", "2026", "2026-11-20", "2026-11-20T", "2026-11-20T10", "2026-13-01T00:00:00", "2023-02-29T00:00:00",
        "1900-02-29T00:00:00", "2026-04-31T00:00:00", "2026-00-10T00:00:00", "2026-11-20T24:00:00",
        "2026-11-20T10:60:00",
        "2026-11-20T10:00:61", "2026-11-20T10:00:00.", "2026-11-20T10:00:00x", "2026-11-20T10:00:00+15:00",
        "2026-11-20T10:00:00+1", "9999-11-20T10:00:00Z", "0000-01-01T00:00:00", "2026-11/20T10:00:00",
        "²026-11-20T10:00:00",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(parse(text, "iso8601") == nil)
    }

    @Test(arguments: [
        ("20/Nov/2026:10:00:00 +0100", "clf", "2026-11-20T10:00:00+01:00"),
        ("20/Nov/2026:10:00:00", "clf", "2026-11-20T10:00:00Z"),
        ("1795168800", "unix", "2026-11-20T10:00:00Z"), ("1795168800.25", "unix", "2026-11-20T10:00:00.25Z"),
        ("1795168800123", "unix_ms", "2026-11-20T10:00:00.123Z"),
        ("1795168800123.5", "unix_ms", "2026-11-20T10:00:00.1235Z"),
        ("Nov 20 10:00:00", "syslog", "2026-11-20T10:00:00Z"),
        ("Nov  2 10:00:00.5", "syslog", "2026-11-02T10:00:00.5Z"),
        ("2026-11-20T10:00:00.711959+00:00", "syslog", "2026-11-20T10:00:00.711959Z"),
    ])
    func named(text: String, form: String, time: String) {
        #expect(parse(text, form) == time)
    }

    @Test(
        arguments: [
            ("2026-11-20 10:00:00,123", "%Y-%m-%d %H:%M:%S,%L", "2026-11-20T10:00:00.123Z"),
            ("2026-11-20 10:00:00.123456", "%F %T%f", "2026-11-20T10:00:00.123456Z"),
            ("20-NOV-2026 10:00:00.5", "%d-%b-%Y %H:%M:%S.%L", "2026-11-20T10:00:00.5Z"),
            ("November 5, 2026 1:02:03 PM", "%B %e, %Y %I:%M:%S %p", "2026-11-05T13:02:03Z"),
            ("Nov 20, 2026 12:00:00 am", "%b %d, %Y %I:%M:%S %p", "2026-11-20T00:00:00Z"),
            ("Fri Nov 20 10:00:00.123456 2026", "%a %b %d %H:%M:%S.%f %Y", "2026-11-20T10:00:00.123456Z"),
            ("261120  9:00:00", "%y%m%d %k:%M:%S", "2026-11-20T09:00:00Z"),
            ("1120 10:00:00.5", "%m%d %H:%M:%S.%f", "2026-11-20T10:00:00.5Z"),
            ("11/20/26 10:00", "%D %R", "2026-11-20T10:00:00Z"), ("11/20/69 10:00", "%D %R", "1969-11-20T10:00:00Z"),
            ("[1795168800] x%", "[%s] x%%", "2026-11-20T10:00:00Z"), ("2026-366", "%Y-%j", nil),
            ("2024-366", "%Y-%j", "2024-12-31T00:00:00Z"),
            ("20-Nov-2026 10:00:00 UTC", "%d-%b-%Y %H:%M:%S %Z", "2026-11-20T10:00:00Z"),
            ("20-Nov-2026 10:00:00 Europe/Berlin", "%d-%b-%Y %H:%M:%S %Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20 10:00:00 +0530", "%F %T %z", "2026-11-20T10:00:00+05:30"), ("13:00:00 PM", "%I:%M:%S %p", nil),
            ("2026-11-20", "%F", "2026-11-20T00:00:00Z"), ("2026-11-20x", "%F", nil), ("Noon 20", "%b %d", nil),
        ] as [(String, String, String?)])
    func directives(text: String, form: String, time: String?) {
        #expect(parse(text, form) == time)
    }

    @Test func unknownFormsAreRefused() {
        for form in ["", "iso", "%Q", "%Y-%", "ISO8601"] { #expect(TimeForm(form) == nil) }
    }

    @Test func numbersBeyondAllYearsAreNoTimes() {
        for form in ["unix", "unix_ms"] {
            #expect(parse("9999999999999999999", form) == nil && parse(String(repeating: "9", count: 90), form) == nil)
        }
        #expect(parse("99999999999", "unix") == nil)
    }

    @Test func aWritersClockBeyondAllYearsIsNoTime() {
        // The instant itself can be counted, what the writer's clock showed cannot.
        #expect(parse("2262-04-12 10:00:00 +14:00", "iso8601") == nil)
        #expect(parse("1677-09-21 00:10:00 -01:00", "iso8601") == nil)
        #expect(parse("2262-04-11 23:47:16 +14:00", "iso8601") == "2262-04-11T23:47:16+14:00")
        #expect(parse("9223372036", "unix") == "2262-04-11T23:47:16Z" && parse("9223372037", "unix") == nil)
    }

    @Test func hostileLengthEndsAtOnce() {
        #expect(parse(String(repeating: "1", count: 100_000), "unix") == nil)
    }
}

@Suite struct MissingYear {
    @Test(arguments: [
        (at(2027, 1, 1, 1), "Dec 31 23:59:59", "2026-12-31T23:59:59Z"),
        // The writer's clock may be a little ahead of ours.
        (at(2026, 12, 31, 23), "Jan  1 00:00:01", "2027-01-01T00:00:01Z"),
        (at(2026, 11, 21), "Nov 22 00:00:00", "2026-11-22T00:00:00Z"),
        (at(2026, 11, 21), "Nov 22 00:00:01", "2025-11-22T00:00:01Z"),
        (at(2026, 11, 21), "Feb 29 00:00:00", "2024-02-29T00:00:00Z"),
        (at(2103, 1, 1), "Feb 29 00:00:00", "2096-02-29T00:00:00Z"),
    ])
    func isTheOneThatFits(near: Timestamp, text: String, time: String) {
        #expect(parse(text, "syslog", near: near) == time)
    }

    @Test func theTurnOfTheYearIsTheZones() {
        // In Tokyo it is already next year.
        let near = at(2026, 12, 31, 18)
        #expect(
            parse("Jan  1 03:00:00", "syslog", zone: .fixed(offset: 32_400), near: near) == "2027-01-01T03:00:00+09:00")
    }

    @Test("F10: a bare clock is of the last day on which it showed that, over midnight and hours later")
    func bareClock() {
        #expect(parse("23:59:00", "%T", near: at(2026, 11, 21, 0)) == "2026-11-20T23:59:00Z")
        // The writer's clock may be a little ahead of ours, by less than an hour.
        #expect(parse("00:00:00", "%T", near: at(2026, 11, 21, 23)) == "2026-11-22T00:00:00Z")
        #expect(parse("00:00:01", "%T", near: at(2026, 11, 21, 23)) == "2026-11-21T00:00:01Z")
        #expect(parse("11:00:00", "%T", near: at(2026, 11, 21, 12)) == "2026-11-21T11:00:00Z")
        #expect(parse("02:00:00", "%T", near: at(2026, 11, 21, 18)) == "2026-11-21T02:00:00Z")
    }

    @Test(
        "F10: in an old file it is the file's own, not today's",
        arguments: [
            // Its last entries, its first ones, and the turn of a year in between.
            ("Jan  1 00:00:10", "syslog", "2023-01-01T00:00:10Z"),
            ("Dec 31 23:59:59", "syslog", "2022-12-31T23:59:59Z"),
            ("Nov 21 10:00:00", "syslog", "2022-11-21T10:00:00Z"),
            ("Jan  2 10:00:01", "syslog", "2022-01-02T10:00:01Z"),
            ("09:59:59", "%T", "2023-01-01T09:59:59Z"), ("10:01:01", "%T", "2022-12-31T10:01:01Z"),
            ("00:00:01", "%T", "2023-01-01T00:00:01Z"), ("23:59:59", "%T", "2022-12-31T23:59:59Z"),
        ])
    func oldFile(text: String, form: String, time: String) {
        #expect(parse(text, form, near: at(2026, 11, 21), modified: at(2023, 1, 1, 10)) == time)
    }

    @Test(
        "F11: a file's date that cannot be true, or is not kept up, says nothing",
        arguments: [at(1970, 1, 1), at(2031, 1, 1), at(2026, 11, 10), at(1901, 1, 1)])
    func untrueDate(modified: Timestamp) {
        let near = at(2026, 11, 21, 12)
        #expect(parse("Nov 20 10:00:00", "syslog", near: near, modified: modified) == "2026-11-20T10:00:00Z")
    }
}
