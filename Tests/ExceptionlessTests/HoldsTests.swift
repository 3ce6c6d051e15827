import Exceptionless
import Testing
import WireFormat

@Suite("A project's settings, put for people")
struct HoldsTests {
    @Test("each setting that decides about events, with what it does")
    func holds() {
        let settings = ProjectSettings(
            version: 7,
            values: [
                "@@log:*": "Warn", "@@LOG:com.Acme.* ": "debug", "@@log:noisy": "Off", "@@log:all": "Trace",
                "@@log:odd": "Loud", "@@error:System.Net.*": "false", "@@error:*": "true", "@@usage:*": "0",
                "@@log:": "Error", "@@DataExclusions": "password", "feature": "on", "@@:x": "y",
            ])
        let holds = settings.holds.map { "\($0.type) '\($0.source)' \($0.effect)" }
        #expect(
            holds == [
                "error '*' passes", "error 'system.net.*' off", "log '' from(Exceptionless.LogLevel.error)",
                "log '*' from(Exceptionless.LogLevel.warn)", "log 'all' passes",
                "log 'com.acme.*' from(Exceptionless.LogLevel.debug)", "log 'noisy' off", "log 'odd' passes",
                "usage '*' off",
            ])
        #expect(settings.holds.first { $0.source == "com.acme.*" }?.key == "@@LOG:com.Acme.* ")
        #expect(settings.holds.count(where: \.holdsBack) == 6)
        #expect(settings.others.keys.sorted() == ["@@:x", "@@DataExclusions", "feature"])
    }

    @Test(
        "what a setting is said to do is what it does",
        arguments: ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"])
    func agree(level: String) {
        let values = ["@@log:a": "Error", "@@log:b": "off", "@@log:c": "all", "@@log:d": "Trace"]
        let settings = ProjectSettings(version: 1, values: values)
        for hold in settings.holds {
            let verdict = settings.verdict(type: "log", source: hold.source, level: level)
            let passes =
                switch hold.effect {
                case .passes: true
                case .from(let minimum): LogLevel(level) >= minimum
                case .off: false
                }
            #expect((verdict == .send) == passes, "\(hold.key)")
        }
    }

    @Test("the server's clock is read from its answer")
    func date() {
        func date(_ text: String) -> Timestamp? {
            Answer(status: 200, headers: [HeaderField("date", text)]).date
        }
        #expect(date("Sat, 21 Nov 2026 20:47:25 GMT") == Timestamp(seconds: 1_795_294_045))
        #expect(date("Thu, 29 Feb 2024 00:00:00 GMT") == Timestamp(seconds: 1_709_164_800))
        for text in [
            "", "now", "Sat, 21 Nov 2026 20:47 GMT", "Sat, 21 Nov 2026 20:47:25 CET", "Sat, 21 Nov 9999 20:47:25 GMT",
            "Sat, 99 Nov 2026 20:47:25 GMT", "Sat, 21 Foo 2026 20:47:25 GMT",
        ] { #expect(date(text) == nil, "\(text)") }
        #expect(Answer(status: 200).date == nil)
    }
}
