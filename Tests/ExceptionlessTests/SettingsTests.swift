import Exceptionless
import Testing
import WireFormat

@Suite struct TheSettingsDocument {
    @Test func givesVersionAndValues() {
        let settings = ProjectSettings(document: Array(#"{"version":7,"settings":{"@@log:*":"Warn","mine":"1"}}"#.utf8))
        #expect(settings == ProjectSettings(version: 7, values: ["@@log:*": "Warn", "mine": "1"]))
    }

    @Test(arguments: [#"{"version":3}"#, #"{"version":3,"settings":null}"#, #"{"version":3,"settings":{}}"#])
    func mayHaveNoSettings(text: String) {
        #expect(ProjectSettings(document: Array(text.utf8)) == ProjectSettings(version: 3, values: [:]))
    }

    @Test(arguments: ["", "<html>", "[]", #"{"settings":{}}"#, #"{"version":"3"}"#, #"{"version":3,"settings":[]}"#])
    func isNotJustAnyText(text: String) {
        #expect(ProjectSettings(document: Array(text.utf8)) == nil)
    }

    @Test func readsBackFromTheCache() {
        let settings = ProjectSettings(version: 7, values: ["@@log:*": "Warn", "a": "ä\"", "@@error:X": "false"])
        #expect(ProjectSettings(document: settings.document) == settings)
        #expect(String(decoding: ProjectSettings.none.document, as: UTF8.self) == #"{"version":0}"#)
    }
}

@Suite struct TheReasonNamesTheSetting {
    private let settings = ProjectSettings(
        version: 1, values: ["@@log:com.acme.*": "Error", "@@error:*Timeout": "false"])

    @Test func ofALogEvent() {
        let verdict = settings.verdict(type: "log", source: "com.acme.Orders", level: "Warn")
        #expect(verdict == .discard(.belowMinimum(.warn, minimum: .error, key: "@@log:com.acme.*")))
        #expect(reason(verdict) == "warn is below error, which '@@log:com.acme.*' asks for")
    }

    @Test func ofALogEventWhereNothingMatches() {
        let verdict = settings.verdict(type: "log", source: "other", level: "Info", defaultMinimum: .warn)
        #expect(verdict == .discard(.belowMinimum(.info, minimum: .warn, key: nil)))
    }

    @Test func ofAnErrorByAnyExceptionOfItsChain() {
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        event.error = ErrorInfo(type: "com.acme.CallFailed")
        event.error?.inner = ErrorInfo(type: "net.ReadTimeout")
        #expect(reason(settings.verdict(for: event)) == "'@@error:*Timeout' switches 'net.ReadTimeout' off")
    }

    @Test func ofATypeWithAColon() {
        let settings = ProjectSettings(version: 1, values: ["@@deploy:web:*": "false"])
        #expect(settings.verdict(type: "deploy:web", source: "x", level: nil) != .send)
        #expect(settings.verdict(type: "deploy", source: "web:x", level: nil) != .send)
        #expect(settings.verdict(type: "deploy", source: "db", level: nil) == .send)
    }

    private func reason(_ verdict: SettingsVerdict) -> String? {
        if case .discard(let reason) = verdict { reason.description } else { nil }
    }
}

@Suite struct WhatTheProjectDoesNotWantToHave {
    private var event: Event {
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        event.data = ["Password_hash": "x", "kept": ["card_number": "y", "list": [["my_password": "z", "w": 1]]]]
        event.error = ErrorInfo(type: "E")
        event.error?.inner = ErrorInfo(type: "F")
        event.error?.inner?.data = ["card_number": "1", "other": "2"]
        event.user = UserInfo(identity: "ann")
        event.environment = EnvironmentInfo()
        event.environment?.machineName = "app01"
        event.environment?.osName = "Linux"
        event.request = RequestInfo()
        event.request?.clientIPAddress = "10.0.0.7"
        event.request?.path = "/x"
        event.request?.queryString = ["password": "1", "page": "2"]
        return event
    }

    @Test func excludedDataGoesAtEveryDepth() {
        let settings = ProjectSettings(version: 1, values: ["@@DataExclusions": "*password*;\n card_number ,"])
        let permitted = settings.permitted(event)
        #expect(permitted.data == ["kept": ["list": [["w": 1]]]])
        #expect(permitted.error?.inner?.data == ["other": "2"])
        #expect(permitted.request?.queryString == ["page": "2"])
        #expect(permitted.user != nil)
    }

    @Test func privateInformationGoesWhereTheProjectSaysSo() {
        let settings = ProjectSettings(version: 1, values: ["@@IncludePrivateInformation": "False"])
        let permitted = settings.permitted(event)
        #expect(permitted.user == nil)
        #expect(permitted.environment?.machineName == nil)
        #expect(permitted.environment?.osName == "Linux")
        #expect(permitted.request?.clientIPAddress == nil)
        #expect(permitted.request?.queryString.isEmpty == true)
        #expect(permitted.request?.path == "/x")
    }

    @Test func nothingGoesOtherwise() {
        #expect(ProjectSettings.none.permitted(event) == event)
    }
}
