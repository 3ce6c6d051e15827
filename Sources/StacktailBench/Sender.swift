import Delivery
import Exceptionless
import Journaling
import Model

/// The sending half before a server that takes everything at once: batches leave the journal as they do in the agent,
/// compressed and acknowledged.
struct Sender {
    /// Of all bodies so far.
    private(set) var wireBytes = 0
    private let project: String
    private let journal: Journal
    private var courier: Courier

    init(of project: String, in journal: Journal, at moment: Moment) throws {
        guard let key = APIKey("stacktail-bench-key") else { throw BenchFault("the key is none") }
        (self.project, self.journal) = (project, journal)
        courier = Courier(Collector(key: key, userAgent: "stacktail-bench/0"))
        try wake(.started, at: moment)
    }

    /// What is worth a request.
    mutating func send(at moment: Moment) throws {
        try wake(.queued(count: journal.queued(project).count), at: moment)
    }

    /// All, without waiting for more.
    mutating func drain(at moment: Moment) throws {
        var later = moment
        while try journal.queued(project).count > 0 {
            later.instant = later.instant.advanced(by: .seconds(2))
            try wake(.timer, at: later)
        }
    }

    private mutating func wake(_ first: CourierWake, at moment: Moment) throws {
        var wakes = [first]
        while !wakes.isEmpty {
            for effect in courier.handle(wakes.removeFirst(), at: moment, jitter: 0.5) {
                if let next = try answer(to: effect) { wakes.append(next) }
            }
        }
    }

    private mutating func answer(to effect: CourierEffect) throws -> CourierWake? {
        switch effect {
        case .load(let maxEvents, let maxBytes):
            return .loaded(try journal.nextBatch(project: project, maxEvents: maxEvents, maxBytes: maxBytes))
        case .post(let request, let batch):
            wireBytes += request.body.count
            return .answered(.success(Answer(status: 202)), batch: batch)
        case .fetchSettings: return .settingsAnswered(.success(Answer(status: 304)))
        case .acknowledge(let seqs): try journal.acknowledge(seqs)
        case .storeState(let state): try journal.store(state, project: project)
        case .quarantine(_, let reason): throw BenchFault("an event is not good: \(reason)")
        case .alarm, .storeSettings, .wait, .idle: break
        }
        return nil
    }
}
