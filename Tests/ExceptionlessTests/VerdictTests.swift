import Exceptionless
import Testing
import WireFormat

/// What each answer means for the events that were submitted.
@Suite struct VerdictTable {
    /// 2026-11-20T10:07:13.5Z.
    private let now = Timestamp(nanoseconds: 1_795_169_233_500_000_000)

    @Test(arguments: [200, 202, 204]) func arrived(status: Int) {
        #expect(verdict(status) == .accepted(configVersion: nil, remaining: nil))
    }

    @Test func arrivedAndToldTheSettingsVersion() {
        let headers = [
            HeaderField("x-exceptionless-configversion", "7"), HeaderField("X-RateLimit-Remaining", " 0 "),
        ]
        #expect(verdict(202, headers) == .accepted(configVersion: 7, remaining: 0))
        #expect(verdict(200, headers, #"{"some":"body"}"#) == .accepted(configVersion: 7, remaining: 0))
    }

    @Test(arguments: [408, 425, 500, 502, 503, 504, 409, 426, 418, 100]) func later(status: Int) {
        #expect(verdict(status) == .retryLater(status: status))
    }

    @Test func waitsForTheNextQuarterOfAnHour() {
        #expect(verdict(429) == .throttled(until: Timestamp(seconds: 1_795_169_700)))
        #expect(Timestamp(seconds: 1_795_169_700).iso8601 == "2026-11-20T10:15:00Z")
        let onTheBoundary = Verdict(for: Answer(status: 429), at: Timestamp(seconds: 1_795_169_700))
        #expect(onTheBoundary == .throttled(until: Timestamp(seconds: 1_795_170_600)))
    }

    @Test func waitsForTheNextFiveMinutes() {
        #expect(verdict(402) == .planLimit(until: Timestamp(seconds: 1_795_169_400)))
    }

    @Test(arguments: [401, 403, 404]) func theKeyIsRefused(status: Int) {
        #expect(verdict(status) == .refusedKey(status: status))
    }

    @Test func tooLarge() { #expect(verdict(413) == .tooLarge) }

    @Test(arguments: [400, 411, 415, 422]) func malformed(status: Int) {
        #expect(verdict(status, [], #"{"title":"problem"}"#) == .malformed(status: status))
    }

    @Test(arguments: [301, 302, 307, 308]) func aRedirectIsSomebodyElse(status: Int) {
        let verdict = verdict(status, [HeaderField("Location", "http://portal/")])
        #expect(verdict == .notTheProtocol("status \(status), a redirect to 'http://portal/'"))
    }

    @Test(arguments: [200, 202, 400]) func aWebPageIsSomebodyElse(status: Int) {
        #expect(verdict(status, [], "\n <!doctype html>") == .notTheProtocol("status \(status) with a web page"))
        let typed = verdict(status, [HeaderField("content-type", "Text/HTML; charset=x")], "")
        #expect(typed == .notTheProtocol("status \(status) with a web page"))
    }

    @Test func anUnexpectedBodyIsSomebodyElse() {
        #expect(verdict(200, [], #"{"captive":true}"#) != .accepted(configVersion: nil, remaining: nil))
        #expect(verdict(202, [], " \r\n") == .accepted(configVersion: nil, remaining: nil))
    }

    private func verdict(_ status: Int, _ headers: [HeaderField] = [], _ body: String = "") -> Verdict {
        Verdict(for: Answer(status: status, headers: headers, body: Array(body.utf8)), at: now)
    }
}

@Suite struct SettingsAnswers {
    @Test func settings() {
        let answer = Answer(status: 200, body: Array(#"{"version":7,"settings":{"a":"b"}}"#.utf8))
        #expect(SettingsAnswer(for: answer) == .settings(ProjectSettings(version: 7, values: ["a": "b"])))
    }

    @Test func unchanged() { #expect(SettingsAnswer(for: Answer(status: 304)) == .unchanged) }

    @Test(arguments: [(200, "<html>"), (200, ""), (401, ""), (404, ""), (500, ""), (302, ""), (429, "")])
    func failed(status: Int, body: String) {
        guard case .failed = SettingsAnswer(for: Answer(status: status, body: Array(body.utf8))) else {
            Issue.record("must not count as settings")
            return
        }
    }
}
