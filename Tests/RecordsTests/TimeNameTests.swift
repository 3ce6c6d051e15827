import Records
import Testing
import WireFormat

/// Names within times: months in four languages, zones by abbreviation and by place.
@Suite struct TimeNameTests {
    private func parse(_ text: String, _ form: String, zone: Zone = .utc) -> String? {
        TimeForm(form)?
            .parse(bytes(text), zone: zone, near: TimeAnchor(read: noon)) {
                $0 == "Asia/Kathmandu" ? .fixed(offset: 20_700) : nil
            }?.iso8601
    }

    @Test(arguments: [
        ("20 März 2026", 3), ("20 mär. 2026", 3), ("20 MÄRZ 2026", 3), ("20 mars 2026", 3), ("20 marzo 2026", 3),
        ("20 Mrz 2026", 3), ("20 févr. 2026", 2), ("20 FÉVRIER 2026", 2), ("20 août 2026", 8), ("20 aout 2026", 8),
        ("20 Dez 2026", 12), ("20 dic 2026", 12), ("20 déc. 2026", 12), ("20 December 2026", 12), ("20 ene 2026", 1),
        ("20 Mai 2026", 5), ("20 may 2026", 5), ("20 juil. 2026", 7), ("20 juin 2026", 6), ("20 Okt 2026", 10),
        ("20 septiembre 2026", 9), ("20 Sept. 2026", 9), ("20 Jänner 2026", 1),
    ])
    func months(_ text: String, _ month: Int) {
        let expected = Timestamp(seconds: CivilTime(year: 2026, month: month, day: 20).secondsSince1970)
        #expect(parse(text, "%d %b %Y") == expected.iso8601)
    }

    @Test(
        "What is no month, or two",
        arguments: ["20 jui 2026", "20 foo 2026", "20 ma 2026", "20 Januarys 2026", "20  2026"])
    func noMonths(_ text: String) { #expect(parse(text, "%d %b %Y") == nil) }

    @Test(arguments: [
        ("Fr., 20. Nov. 2026 10:00:00", "%a, %d. %b %Y %H:%M:%S"),
        ("vendredi 20 novembre 2026 10:00:00", "%A %d %B %Y %H:%M:%S"),
        ("vie 20/11/2026 10:00:00", "%a %d/%m/%Y %H:%M:%S"), ("Fri 11/20/26 10:00:00 AM", "%a %m/%d/%y %I:%M:%S %p"),
    ])
    func daysAndOrders(_ text: String, _ form: String) { #expect(parse(text, form) == "2026-11-20T10:00:00Z") }

    @Test(arguments: [
        ("2026-11-20 10:00:00 CET", "+01:00"), ("2026-11-20 10:00:00.123 PST", "-08:00"),
        ("2026-11-20 10:00:00 MESZ", "+02:00"), ("2026-11-20 10:00:00 Asia/Kathmandu", "+05:45"),
        ("2026-11-20 10:00:00+060", "+01:00"), ("2026-11-20 10:00:00-330", "-05:30"), ("2026-11-20 10:00:00 UTC", "Z"),
        ("2026-11-20 10:00:00 Nowhere/There", "Z"), ("2026-11-20 10:00:00 IST", "+05:30"),
    ])
    func zones(_ text: String, _ offset: String) {
        #expect(parse(text, "iso8601")?.hasSuffix(offset) == true)
        #expect(parse(text, "iso8601")?.hasPrefix("2026-11-20T10:00:00") == true)
    }

    @Test("Words behind a time that are no zone", arguments: ["ERROR", "main", "CETA", "+841", "+0160"])
    func noZones(_ word: String) { #expect(parse("2026-11-20 10:00:00 \(word)", "iso8601") == nil) }

    @Test func theTimesOfDB2() {
        #expect(parse("2026-11-20-10.00.00.123456+060", "%Y-%m-%d-%H.%M.%S%L%z") == "2026-11-20T10:00:00.123456+01:00")
    }
}
