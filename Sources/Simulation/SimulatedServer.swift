import Compression
package import Delivery
package import WireFormat

/// A server in memory that keeps what it accepts and, as the real one does, drops an event whose reference id it has.
/// It can be told to fail in the ways that make a client unsure.
package struct SimulatedServer: Sendable {
    package enum Mood: Sendable, CaseIterable {
        case accepts
        /// Keeps the events, and the answer is lost on the way.
        case keepsAndHangsUp
        /// Nothing arrives.
        case unreachable
        case failsWith500
        case throttles
    }

    /// An event that it accepted.
    package struct Kept: Sendable {
        package var referenceID: String
        package var event: JSONValue
        /// The event's bytes as JSON text, canonical.
        package var body: [UInt8]
    }

    package var mood = Mood.accepts
    /// In the order of their first arrival.
    package private(set) var kept: [Kept] = []
    /// Events whose reference id it had already, which is what makes a repeat harmless.
    package private(set) var repeatedCount = 0
    /// Repeats that were not the same event: the same id stood for two.
    package private(set) var conflictCount = 0
    /// The ids of those.
    package private(set) var conflicts: Set<String> = []
    /// Bodies that were no array of events: the real server makes log lines of them.
    package private(set) var malformedCount = 0
    package var settings: (version: Int, document: [UInt8]) = (1, Array(#"{"version":1}"#.utf8))
    private var places: [String: Int] = [:]

    package init() {}

    /// According to its mood; only `accepts` and `keepsAndHangsUp` keep what the request brings.
    package mutating func answer(_ request: Request) -> Result<Answer, TransportFailure> {
        switch mood {
        case .unreachable: return .failure(TransportFailure(.connection, "nobody answers"))
        case .failsWith500: return .success(Answer(status: 500))
        case .throttles: return .success(Answer(status: 429))
        case .accepts, .keepsAndHangsUp: break
        }
        guard request.method == .post else { return .success(configuration(request)) }
        keep(request)
        if mood == .keepsAndHangsUp { return .failure(TransportFailure(.broken, "hung up amid the answer")) }
        return .success(
            Answer(status: 202, headers: [HeaderField("X-Exceptionless-ConfigVersion", String(settings.version))]))
    }

    private func configuration(_ request: Request) -> Answer {
        if request.query.contains(where: { $0.name == "v" && $0.value == String(settings.version) }) {
            return Answer(status: 304)
        }
        return Answer(status: 200, headers: [HeaderField("Content-Type", "application/json")], body: settings.document)
    }

    private mutating func keep(_ request: Request) {
        let isCompressed = request.headers.contains { $0.name == "Content-Encoding" && $0.value == "gzip" }
        let body = isCompressed ? (try? gunzip(request.body, outputMax: 2_000_000)) ?? [] : request.body
        guard let events = (try? JSONReader.parse(body))?.elements else {
            malformedCount += 1
            return
        }
        for event in events {
            guard let id = event["reference_id"]?.text else {
                malformedCount += 1
                continue
            }
            let body = event.encoded()
            if let place = places[id] {
                repeatedCount += 1
                if kept[place].body != body {
                    conflictCount += 1
                    conflicts.insert(id)
                }
            } else {
                places[id] = kept.count
                kept.append(Kept(referenceID: id, event: event, body: body))
            }
        }
    }
}
