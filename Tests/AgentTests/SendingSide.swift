import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Platform
import Simulation
import WireFormat

/// The sending half, a server that answers at once, and when the half wants to wake.
struct SendingSide {
    private var half: SendingHalf
    private var timer: Instant?
    private let clock: SimulatedClock
    /// Settings that hold from now on; the reading half is to hear of them.
    private(set) var settings: ProjectSettings?

    struct Unusable: Error {}

    static let project = "default"

    /// Begins with what the journal remembers.
    init(
        _ journal: Journal, look: LastLook = .none, clock: SimulatedClock, server: inout SimulatedServer
    ) throws {
        guard let key = APIKey("simulation-key"), let url = ServerURL("http://127.0.0.1:1") else { throw Unusable() }
        self.clock = clock
        half = try SendingHalf(
            project: Self.project, receiver: Collector(server: url, key: key, userAgent: "stacktail/0"),
            policy: DeliveryPolicy(), journal: journal, look: look)
        try tell(.started, to: &server)
        try committed(to: &server)
    }

    /// The reading half has committed events.
    mutating func committed(to server: inout SimulatedServer) throws {
        try perform(try half.committed(at: clock.now(), jitter: 0.5), over: &server)
    }

    /// Does what is due.
    mutating func turn(over server: inout SimulatedServer) throws {
        if let timer, timer <= clock.now().instant { try tell(.timer, to: &server) }
    }

    mutating func takeSettings() -> ProjectSettings? {
        defer { settings = nil }
        return settings
    }

    private mutating func tell(_ wake: CourierWake, to server: inout SimulatedServer) throws {
        try perform(try half.handle(wake, at: clock.now(), jitter: 0.5), over: &server)
    }

    private mutating func perform(_ outgoing: [SendingHalf.Outgoing], over server: inout SimulatedServer) throws {
        // An answer is here at once, and what it makes the half wait for counts, not what was said before.
        for case .wait(let until) in outgoing { timer = until }
        for effect in outgoing {
            switch effect {
            case .post(let request, let batch): try tell(.answered(server.answer(request), batch: batch), to: &server)
            case .fetchSettings(let request): try tell(.settingsAnswered(server.answer(request)), to: &server)
            case .settings(let settings): self.settings = settings
            case .wait, .say: break
            }
        }
    }
}
