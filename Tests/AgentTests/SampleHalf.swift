import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Platform
import WireFormat

/// A sending half with a journal in memory, and events for it.
struct SampleHalf {
    let journal: Journal
    var half: SendingHalf

    struct Unusable: Error {}

    init(faults: (any CommitFaults)? = nil, look: LastLook = .none) throws {
        guard let key = APIKey("simulation-key"), let url = ServerURL("http://127.0.0.1:1") else { throw Unusable() }
        journal = try Journal.open(.memory, maxSize: .mebibytes(64), faults: faults).journal
        half = try SendingHalf(
            project: "default", receiver: Collector(server: url, key: key, userAgent: "stacktail/0"),
            policy: DeliveryPolicy(), journal: journal, look: look)
    }

    /// Commits an event for each number.
    func commit(_ numbers: Range<Int>, at wall: Timestamp) throws {
        let events = numbers.map { number in
            QueuedEvent(
                project: "default", referenceID: "reference-\(number)", type: "log", level: .error, date: wall,
                body: Array(#"{"type":"log"}"#.utf8))
        }
        try journal.commit(Commit(events: events, date: wall))
    }
}
