import Agent
import Delivery
import Exceptionless
import Journaling
import Model
import Platform
import Rules
import Setup
import Simulation
import WireFormat

/// A host that goes on logging, rotating and deleting for hours of a clock that a test turns, while its project's server
/// may be away. The halves of the agent are those that ship, with what they do by default.
struct Outage {
    let clock = SimulatedClock()
    let files: SimulatedFiles
    let journal: Journal
    var server = SimulatedServer()
    /// Numbers of the errors that were logged, from 1.
    private(set) var written = 0
    private(set) var rotations = 0
    private let desk: EventDesk
    private let look: LastLook
    private var pipeline: Pipeline<SimulatedFiles>
    private var sending: SendingSide

    static let log = World.log
    /// Rotated files that are kept.
    private static let kept = 3

    init(
        late: Project.Late = .redate, journalSize: ByteCount = .mebibytes(1 << 10)
    ) throws {
        files = SimulatedFiles(clock: clock)
        try files.makeDirectories(Path("/log"))
        journal = try Journal.open(.memory, maxSize: journalSize).journal
        guard let key = APIKey("simulation-key") else { throw SendingSide.Unusable() }
        var project = Project(name: SendingSide.project, destination: .exceptionless(ExceptionlessServer(apiKey: key)))
        project.late = late
        look = LastLook(levelWithoutSetting: project.levelWithoutSetting, late: EventDesk.late(project))
        let configuration = Configuration(projects: [project])
        desk = EventDesk(configuration: configuration, host: nil, environment: nil, method: .tail)
        pipeline = try Pipeline(files: files, journal: journal, desk: desk, limits: Limits())
        sending = try SendingSide(journal, look: look, clock: clock, server: &server)
        try begin()
    }

    /// Dies, and is started again.
    mutating func restart() throws {
        pipeline = try Pipeline(files: files, journal: journal, desk: desk, limits: Limits())
        sending = try SendingSide(journal, look: look, clock: clock, server: &server)
        try begin()
    }

    private mutating func begin() throws {
        _ = pipeline.handle(.rules([try World.rules()]), at: clock.now())
        try turn()
    }

    /// An error of that many bytes at least, and lines that nobody wants until there are `bytes` of both.
    mutating func write(bytes: Int = 0, errorBytes: Int = 0) throws {
        written += 1
        let date = clock.now().wall.iso8601.prefix(19).replacing("T", with: " ") + ",000"
        var text = "\(date) ERROR [main] com.acme.Billing - order \(written) failed"
        text += String(repeating: " again", count: errorBytes / 6) + "\n"
        let idle = "\(date) INFO [main] com.acme.Billing - all is well, and this is said again and again\n"
        while text.utf8.count < bytes { text += idle }
        try files.append(text, to: Self.log)
    }

    /// As logrotate does it, without the oldest.
    mutating func rotate() throws {
        rotations += 1
        clock.advance(by: .milliseconds(1))
        for number in stride(from: Self.kept, through: 1, by: -1) {
            let name = Path("/log/app.log.\(number)")
            guard files.bytes(of: name) != nil else { continue }
            if number == Self.kept { try files.remove(name) } else { try rename(name, to: number + 1) }
        }
        try rename(Self.log, to: 1)
    }

    private func rename(_ old: Path, to number: Int) throws {
        try files.rename(old, to: Path("/log/app.log.\(number)"))
    }

    /// Time passes, and what is due is done.
    mutating func wait(_ duration: Duration) throws {
        clock.advance(by: duration)
        try turn()
    }

    /// Until nothing has waited for a minute, or for a day.
    mutating func settle() throws {
        server.mood = .accepts
        var quiet = 0
        for _ in 0..<8_640 where quiet < 6 {
            try wait(.seconds(10))
            let waits = try journal.queued(SendingSide.project).count > 0 || pipeline.status.bytesBehind > .zero
            quiet = waits ? 0 : quiet + 1
        }
    }

    private mutating func turn() throws {
        var events = WatchEvents()
        events.overflowed = true
        // One look finds what there is; a backlog and a record's end are read by those that follow.
        for _ in 0..<500 {
            let now = clock.now()
            for case .committed in pipeline.handle(.files(events), at: now) {
                try sending.committed(to: &server)
            }
            guard let next = pipeline.nextWake(after: now), next <= now.instant else { break }
            events = WatchEvents()
        }
        try sending.turn(over: &server)
        if let settings = sending.takeSettings() {
            _ = pipeline.handle(.settings(settings, project: SendingSide.project), at: clock.now())
        }
    }

    /// The numbers of the errors that the server has, as they came.
    var arrived: [Int] {
        server.kept.compactMap { kept in kept.event["message"]?.text.flatMap { Int($0.filter(\.isNumber)) } }
    }

    /// What the ledger counts, by reason.
    func losses() throws -> [Loss.Reason: Int] {
        try journal.losses().reduce(into: [:]) { $0[$1.loss.reason, default: 0] += $1.loss.count }
    }
}
