import Agent
import ArgumentParser
import Delivery
import Exceptionless
import Journaling
import Logging
import Model
import Page
import Platform
import Rules
import Setup
import Synchronization
import Transport

/// What an agent works with: its journal, its outlets to servers, the facts of the host, what it tells of itself.
struct Station: Sendable {
    let journal: Journal
    let outlets: [Shell.Outlet]
    let desk: EventDesk
    let board: StatusBoard
    let transports: [HTTPTransport]

    /// Opens the journal and prepares the outlets. Faults were told when it throws.
    static func open(_ configuration: Configuration, log: OwnLogger) throws -> Station {
        do throws(JournalError) {
            let opened = try Journal.open(
                .directory(configuration.state), maxSize: Self.journalSize(configuration, log: log))
            for finding in opened.findings { log.say(Notice(.error, finding.description)) }
            return try Station(configuration, journal: opened.journal)
        } catch {
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
    }

    /// Less than what its disk has for it: a journal that fills its disk could not even forget what was sent, since
    /// that takes room, too. The write-ahead log of SQLite needs some MiB beside the journal itself.
    private static func journalSize(_ configuration: Configuration, log: OwnLogger) -> ByteCount {
        let (state, wanted) = (configuration.state, configuration.journal.sizeMax)
        try? OwnFiles.makeDirectories(state)
        guard let free = OwnFiles.freeSpace(at: state) else { return wanted }
        let names = ["journal.db", "journal.db-wal"]
        let held = names.compactMap { try? LinuxFiles().status(of: state.appending($0)).size }
        let room = held.reduce(free.value) { $0.addingReportingOverflow($1.value).partialValue }
        let allowed = ByteCount(max(room >= 64 << 20 ? room - (32 << 20) : room / 2, 1 << 20))
        guard allowed < wanted else { return wanted }
        log.say(
            Notice(
                .warn,
                "journal.max_size is \(wanted), but the disk of \(state) has \(ByteCount(room)) for it: the journal "
                    + "takes at most \(allowed); make room, or lower journal.max_size"))
        return allowed
    }

    init(_ configuration: Configuration, journal: Journal) throws(JournalError) {
        self.journal = journal
        var outlets: [Shell.Outlet] = []
        var transports: [HTTPTransport] = []
        var settings: [String: ProjectSettings] = [:]
        for project in configuration.projects {
            guard let destination = Self.receiver(of: project) else { continue }
            let (receiver, way) = destination
            settings[project.name] = try SendingHalf.storedSettings(project.name, receiver: receiver, in: journal)
            guard let transport = Self.transport(way) else { throw .disk(reason: "see above") }
            transports.append(transport)
            let half = try SendingHalf(
                project: project.name, receiver: receiver, policy: Self.policy(configuration, project),
                journal: journal,
                look: LastLook(levelWithoutSetting: project.levelWithoutSetting, late: EventDesk.late(project)))
            outlets.append(Shell.Outlet(half: half, transport: transport))
        }
        (self.outlets, self.transports) = (outlets, transports)
        let facts = HostFacts.read()
        let shown = configuration.attach.host
        desk = EventDesk(
            configuration: configuration, settings: settings, host: shown ? facts.machineName : nil,
            environment: shown ? EnvironmentInfo(facts) : nil, method: .tail)
        board = StatusBoard(StatusSnapshot(version: Stacktail.version, startedAt: SystemClock().now().wall))
    }

    /// Nil for a project without a server.
    private static func receiver(of project: Project) -> (any Receiver, WayToServer)? {
        let userAgent = "stacktail/\(Stacktail.version)"
        return switch project.destination {
        case .exceptionless(let server): (server.collector(userAgent: userAgent), server.way)
        case .exceptional(let server): (server.publisher(userAgent: userAgent), server.way)
        case .local: nil
        }
    }

    private static func policy(_ configuration: Configuration, _ project: Project) -> DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.linger = configuration.delivery.linger
        policy.batchEventsMax = configuration.delivery.batchEventsMax
        policy.retry = Backoff(initial: configuration.delivery.retryInitial, max: configuration.delivery.retryMax)
        if case .exceptionless(let server) = project.destination { policy.settingsPoll = server.settingsPoll }
        return policy
    }

    /// Nil after its fault was told.
    static func transport(_ way: WayToServer) -> HTTPTransport? {
        let names = [
            "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy",
        ]
        let environment = names.reduce(into: [String: String]()) { $0[$1] = HostEnvironment.value($1) }
        do {
            let proxies = try way.proxy.map { ProxySettings(proxy: $0) } ?? ProxySettings(environment: environment)
            return try HTTPTransport(
                TransportOptions(
                    version: Stacktail.version, timeouts: TransportTimeouts(way.timeout), proxies: proxies,
                    authoritiesPath: way.caFile?.description))
        } catch {
            Tell.error("\(error)")
            return nil
        }
    }

    /// The page's service.
    func page(at endpoint: Endpoint, log: OwnLogger) -> StatusPage {
        StatusPage(
            at: PageAddress(host: endpoint.host, port: endpoint.port), showing: board,
            now: { SystemClock().now().wall }, logger: log.logger)
    }

    /// What the page shows, after a turn of reading.
    func publish(_ update: Shell.StatusUpdate) {
        let memory = ProcessUsage.now().resident
        board.update { snapshot in
            snapshot.isReady = true
            (snapshot.tails, snapshot.events, snapshot.losses) = (update.tails, update.events, update.losses)
            // The sending half's part of the losses.
            snapshot.losses[.quarantined] = snapshot.projects.values.reduce(0) { $0 + $1.quarantinedEvents }
            snapshot.residentMemory = memory
        }
        for outlet in outlets { publishQueue(of: outlet.half.project) }
    }

    /// Likewise, after a request of a project.
    func publish(_ project: String, _ counts: SendingCounts) {
        board.update { $0.projects[project, default: ProjectStatus()].take(counts) }
        publishQueue(of: project)
    }

    /// Why the state directory is out of reach; nil once it is not.
    func publish(stateTrouble: String?) { board.update { $0.stateTrouble = stateTrouble } }

    /// The rule files that have faults.
    func publish(ruleTroubles: [String]) { board.update { $0.ruleTroubles = ruleTroubles } }

    private func publishQueue(of project: String) {
        guard let queued = try? journal.queued(project) else { return }
        board.update { snapshot in
            var status = snapshot.projects[project] ?? ProjectStatus()
            (status.queuedEvents, status.queuedBytes) = (queued.count, queued.size)
            status.oldestQueuedAt = queued.oldest
            snapshot.projects[project] = status
        }
    }
}

extension EnvironmentInfo {
    init(_ facts: HostFacts) {
        self.init()
        machineName = facts.machineName
        (osName, osVersion, architecture) = (facts.osName, facts.osVersion, facts.architecture)
        processorCount = facts.processorCount
        totalPhysicalMemory = facts.totalMemory.value
        ipAddress = facts.addresses.isEmpty ? nil : facts.addresses.joined(separator: ",")
    }
}
