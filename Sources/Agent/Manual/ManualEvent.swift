package import Exceptionless
package import Model
import Rules
package import WireFormat

/// An event that a person or a script tells, before redaction and the project's settings: what `send` hands over.
package struct ManualEvent: Hashable, Sendable {
    /// Nil for the standard one.
    package var project: String?
    package var type = "log"
    package var message: String?
    package var source: String?
    package var level: Level?
    package var tags: [String] = []
    package var value: Double?
    package var geo: String?
    package var date: Timestamp
    /// Drawn before anything else happens: whoever is not sure that the event was taken gives the very same again.
    package var referenceID: String
    package var identity: String?
    package var userName: String?
    /// The application's.
    package var version: String?
    /// The reference id of the session that it belongs to.
    package var session: String?
    package var data = JSONObject()
    package var stackTitle: String?
    /// Events with the same texts are one stack; none for the server's own grouping.
    package var stackBy: [String] = []
    /// Sent whatever the project's settings say.
    package var isForced = false

    package init(date: Timestamp, referenceID: String) { (self.date, self.referenceID) = (date, referenceID) }

    /// As the protocol has it, with these facts of the host.
    package func event(environment: EnvironmentInfo?) -> Event {
        var event = Event(type: type, date: date)
        (event.message, event.source, event.level) = (message, source, level?.name)
        (event.tags, event.value, event.geo) = (tags, value, geo)
        (event.referenceID, event.version, event.data) = (referenceID, version, data)
        event.submissionMethod = SubmissionMethod.manual.rawValue
        event.environment = environment
        if identity != nil || userName != nil { event.user = UserInfo(identity: identity, name: userName) }
        if let session { event.references["session"] = session }
        event.stack = stack
        return event
    }

    private var stack: StackInfo? {
        guard stackTitle != nil || !stackBy.isEmpty else { return nil }
        let parts = stackBy.enumerated().map { place, text in
            StackInfo.SignaturePart(place == 0 ? "ManualStackingKey" : "ManualStackingKey\(place + 1)", text)
        }
        return StackInfo(title: stackTitle, signature: parts)
    }

    /// What the server would refuse or misread, and no shortening mends: for whoever gave it to put right.
    package var faults: [EventFault] {
        event(environment: nil).faults.filter { fault in
            switch fault {
            case .tooLong, .size, .nesting: false
            case .type, .tags, .referenceID, .geo, .date, .value, .count, .dataName, .reference, .userDescription: true
            case .notInQuery, .number: true
            }
        }
    }
}
