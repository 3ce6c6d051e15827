import Testing
import WireFormat

@Suite("Dates are read as they are written") struct TimestampReadingTests {
    @Test(arguments: [
        Timestamp(nanoseconds: 0), Timestamp(nanoseconds: 1_795_169_233_500_000_000),
        Timestamp(nanoseconds: -1_500_000_000), Timestamp(nanoseconds: 123_456_700, offsetSeconds: -12_600),
        Timestamp(seconds: 951_782_400, offsetSeconds: 50_400),
    ])
    func roundTrip(date: Timestamp) { #expect(Timestamp(iso8601: date.iso8601) == date) }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T10:00:00", "2026-11-20 10:00:00Z", "2026-11-20T10:00Z", "2026-11-20T24:00:00Z",
        "2026-00-20T10:00:00Z", "2026-11-32T10:00:00Z", "2026-11-20T10:00:00.Z", "2026-11-20T10:00:00.1234567890Z",
        "2026-11-20T10:00:00+15:00", "2026-11-20T10:00:00+0100", "2026-11-20T10:00:00Z ", "9999-11-20T10:00:00Z",
        "０026-11-20T10:00:00Z",
    ])
    func noDates(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test func ofHTTP() {
        let date = Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(date?.iso8601 == "1994-11-06T08:49:37Z")
        for text in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37", "60"] {
            #expect(Timestamp(httpDate: text) == nil)
        }
    }
}
