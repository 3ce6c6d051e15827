import Exceptionless
import Testing
import WireFormat

@Suite("What lay in a journal is looked at as the server will")
struct WireCheckTests {
    @Test("what was fitted has no fault")
    func fitted() throws {
        var event = Event(type: "error", date: Timestamp(nanoseconds: 1_795_000_000_123_456_789, offsetSeconds: -5_400))
        event.message = String(repeating: "ä\n", count: 4_000)
        (event.source, event.tags, event.value, event.count) = ("a", ["b"], 2.5, 3)
        (event.referenceID, event.geo, event.data) = ("0123-4567", "1,2", ["a": [.null]])
        #expect(WireCheck.faults(in: try event.fitted().body) == [])
        #expect(WireCheck.faults(in: Array(#"{"date":"2026-11-20T10:00:00Z"}"#.utf8)) == [])
    }

    @Test(
        "each kind of fault is told",
        arguments: [
            ("[]", "it is no JSON object"), ("{", "it is no JSON object"), ("{\n}", "it is not on one line"),
            (#"{"type":7}"#, "'type' must be a text"), (#"{"value":"7"}"#, "'value' must be a number"),
            (#"{"count":1.5}"#, "'count' must be a whole number"),
            (#"{"tags":"a"}"#, "'tags' must be an array of texts"),
            (#"{"tags":[1]}"#, "'tags' must be an array of texts"), (#"{"data":null}"#, "'data' must be an object"),
            (#"{"date":"2026-11-20 10:00:00Z"}"#, "'2026-11-20 10:00:00Z' is no date that the server reads"),
            (#"{"date":"2026-11-20T10:00:00+0000"}"#, "'2026-11-20T10:00:00+0000' is no date that the server reads"),
            (
                #"{"date":"2026-11-20T10:00:00.12345678Z"}"#,
                "'2026-11-20T10:00:00.12345678Z' is no date that the server reads"
            ),
            (#"{"reference_id":"short"}"#, "reference_id 'short' must be 8 to 100 letters, digits and '-'"),
            (#"{"geo":"there"}"#, "geo must be 'latitude,longitude' in decimal degrees"),
            (#"{"typ":"log"}"#, "'typ' must be left out: the server has no such member"),
        ])
    func faults(body: String, fault: String) {
        #expect(WireCheck.faults(in: Array(body.utf8)) == [fault])
    }

    @Test("texts and bodies beyond the limits are told")
    func limits() {
        let long = String(repeating: "x", count: 2_001)
        let cut = WireCheck.faults(in: Array(#"{"source":"\#(long)"}"#.utf8))
        #expect(cut == ["'source' has more than 2000 characters"])
        let huge = String(repeating: "x", count: 150_000)
        let faults = WireCheck.faults(in: Array(#"{"data":{"a":"\#(huge)"}}"#.utf8))
        #expect(faults == ["the event takes 150017 bytes, more than 150000"])
    }
}
