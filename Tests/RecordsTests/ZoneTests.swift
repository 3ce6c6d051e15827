import Records
import Testing
import WireFormat

/// Berlin from 1996 on: one change each way in the table, all later ones by the rule.
private let berlin = tzif(
    changes: [(828_234_000, 1), (846_378_000, 0)], periods: [(3_600, false, 0), (7_200, true, 4)], names: "CET\0CEST\0",
    footer: "CET-1CEST,M3.5.0,M10.5.0/3")

/// The bytes of a zone's file: an empty block for old readers, then the one that counts.
private func tzif(
    changes: [(Int64, UInt8)], periods: [(Int32, Bool, UInt8)], names: String, footer: String
) -> [UInt8] {
    func header(_ counts: [Int]) -> [UInt8] {
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { bigEndian(Int32($0)) }
    }
    func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
    return header([0, 0, 0, 0, 1, 1]) + [0, 0, 0, 0, 0, 0, 0]
        + header([0, 0, 0, changes.count, periods.count, names.utf8.count])
        + changes.flatMap { bigEndian($0.0) } + changes.map(\.1)
        + periods.flatMap { bigEndian($0.0) + [$0.1 ? 1 : 0, $0.2] } + Array(names.utf8)
        + Array("\n\(footer)\n".utf8)
}

private func rules(_ footer: String) throws -> Zone {
    .rules(try #require(ZoneRules(tzif: tzif(changes: [], periods: [(0, false, 0)], names: "X\0", footer: footer))))
}

private func read(_ text: String, _ zone: Zone, form: String = "iso8601") -> String? {
    TimeForm(form)?.parse(bytes(text), zone: zone, near: TimeAnchor(read: noon))?.iso8601
}

@Suite struct Zones {
    @Test(arguments: [
        ("1990-07-01 12:00:00", "+01:00"),  // before the first change: the first period
        ("1996-03-31 01:59:59", "+01:00"), ("1996-03-31 03:00:00", "+02:00"), ("1996-10-28 12:00:00", "+01:00"),
        ("2026-03-29 01:59:59", "+01:00"), ("2026-03-29 03:00:00", "+02:00"), ("2026-10-25 01:59:59", "+02:00"),
        ("2026-10-25 03:00:00", "+01:00"), ("2026-12-31 23:59:59", "+01:00"), ("2100-07-01 00:00:00", "+02:00"),
    ])
    func summerAndWinter(text: String, offset: String) throws {
        let zone = Zone.rules(try #require(ZoneRules(tzif: berlin)))
        #expect(read(text, zone)?.hasSuffix(offset) == true)
    }

    @Test func anHourThatOccursTwiceIsTheFirst() throws {
        let zone = Zone.rules(try #require(ZoneRules(tzif: berlin)))
        #expect(read("2026-10-25 02:30:00", zone) == "2026-10-25T02:30:00+02:00")
        #expect(read("1996-10-27 02:30:00", zone) == "1996-10-27T02:30:00+02:00")
        #expect(read("2026-10-25 02:30:00 CET", zone, form: "%F %T %Z") == "2026-10-25T02:30:00+01:00")
        #expect(read("2026-10-25 02:30:00 CEST", zone, form: "%F %T %Z") == "2026-10-25T02:30:00+02:00")
    }

    @Test func anHourThatDoesNotOccurIsReadAsIfItDid() throws {
        let zone = Zone.rules(try #require(ZoneRules(tzif: berlin)))
        #expect(read("2026-03-29 02:30:00", zone) == "2026-03-29T02:30:00+01:00")
    }

    @Test func anOffsetInTheTextCountsMore() throws {
        let zone = Zone.rules(try #require(ZoneRules(tzif: berlin)))
        #expect(read("2026-07-01 12:00:00Z", zone) == "2026-07-01T12:00:00Z")
    }

    @Test(arguments: [
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01 00:00:00", "+11:00"),  // summer over the turn of the year
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-05 01:59:59", "+11:00"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-05 03:00:00", "+10:00"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-12-31 23:59:59", "+11:00"),
        ("<-03>3", "2026-07-01 00:00:00", "-03:00"), ("IST-5:30", "2026-07-01 00:00:00", "+05:30"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08 01:59:59", "-05:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08 03:00:00", "-04:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01 01:30:00", "-04:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01 02:00:00", "-05:00"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-28 22:59:59", "-02:00"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29 00:00:00", "-01:00"),
        ("AAA0BBB,J60,J300", "2024-02-29 12:00:00", "Z"), ("AAA0BBB,J60,J300", "2024-03-01 12:00:00", "+01:00"),
        ("AAA0BBB,59,300", "2024-02-29 12:00:00", "+01:00"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01 00:00:00", "Z"),  // Dublin: its winter is the exception
    ])
    func rulesForYearsToCome(footer: String, text: String, offset: String) throws {
        #expect(read(text, try rules(footer))?.hasSuffix(offset) == true)
    }

    @Test func whatIsNoZoneFileIsRefused() {
        #expect(ZoneRules(tzif: []) == nil && ZoneRules(tzif: Array("TZif".utf8)) == nil)
        for end in 0..<berlin.count - 29 { #expect(ZoneRules(tzif: Array(berlin[..<end])) == nil) }
        for place in 0..<berlin.count {
            for byte: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var broken = berlin
                broken[place] = byte
                // Whatever it says, it must be safe to ask.
                if let rules = ZoneRules(tzif: broken) { _ = read("2026-10-25 02:30:00", .rules(rules)) }
            }
        }
    }

    @Test func withoutARuleTheLastPeriodHolds() throws {
        let bytes = tzif(changes: [(0, 1)], periods: [(0, false, 0), (3_600, false, 0)], names: "X\0", footer: "")
        #expect(
            read("2026-07-01 00:00:00", .rules(try #require(ZoneRules(tzif: bytes)))) == "2026-07-01T00:00:00+01:00")
    }
}
