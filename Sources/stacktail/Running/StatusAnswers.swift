import Agent
import Journaling
import Model
import Page
import Platform
import Setup
import Synchronization
import Tailing
import WireFormat

/// What the running agent says over the control socket.
final class StatusAnswers: Sendable {
    private let configuration: Configuration
    private let station: Station
    private let shell = Mutex<Shell?>(nil)
    private let files = PatientFiles(LinuxFiles())
    private let intake: IntakeDesk

    init(_ configuration: Configuration, _ station: Station) throws(SystemError) {
        (self.configuration, self.station) = (configuration, station)
        intake = try IntakeDesk(configuration, station)
    }

    /// The files were looked at for the first time. What came in before is sent from now on.
    func begin(asking shell: Shell) async {
        self.shell.withLock { $0 = shell }
        for project in configuration.projects { await shell.committed(project.name) }
    }

    /// From now on only what was published is told.
    func end() { shell.withLock { $0 = nil } }

    func answer(_ request: ControlRequest) async -> JSONValue {
        switch request {
        case .status(nil): StatusDocument.document(of: await report(), at: SystemClock().now().wall)
        case .status(let file?): await document(of: file)
        case .send(let event): await send(event)
        case .whereabouts(let project, let referenceID): await whereabouts(project, referenceID)
        case .queue(let action, let selection): await change(action, selection)
        }
    }

    // MARK: - The agent as a whole

    private func report() async -> AgentReport {
        let (now, usage) = (SystemClock().now().wall, ProcessUsage.now())
        var report = AgentReport(snapshot: station.board.snapshot, state: configuration.state)
        report.snapshot.residentMemory = usage.resident
        report.process = .init(
            id: ProcessUsage.processID, user: Ownership.user, uptime: report.snapshot.startedAt.duration(to: now),
            cpu: usage.cpu, descriptors: usage.openDescriptors)
        report.limits = limits
        report.fill(from: station.journal, projects: configuration.projects.map(\.name))
        guard let shell = shell.withLock({ $0 }) else { return report }
        report.snapshot.isReady = true
        guard let reading = await shell.report(on: StatusQuestion()) else {
            report.snapshot.tails.troubles.append(Self.silence)
            return report
        }
        report.take(reading)
        return report
    }

    private static let silence = "reading has not answered for 3 s: a disk or a network file system keeps it waiting"

    private var limits: [AgentReport.Limit] {
        let (limits, journal) = (configuration.limits, configuration.journal)
        let whenFull =
            switch journal.whenFull {
            case .wait: "wait"
            case .dropLowLevels: "drop_low_levels"
            }
        return [
            .init("line", ByteCount(limits.lineBytesMax).description),
            .init("record_lines", String(limits.recordLinesMax)),
            .init("record", ByteCount(limits.recordBytesMax).description),
            .init("open_files", String(limits.openFilesMax)),
            .init("journal.max_size", Self.size(journal.sizeMax)), .init("journal.when_full", whenFull),
        ]
    }

    /// As people write it in the configuration.
    private static func size(_ size: ByteCount) -> String {
        size.value % 1_000_000 == 0 ? "\(size.value / 1_000_000)MB" : size.description
    }

    // MARK: - Events by hand

    private func send(_ event: JSONObject) async -> JSONValue {
        guard let manual = ManualEvent(event) else { return StatusDocument.refusal("that is no event") }
        let outcome = await intake.take(manual)
        if case .queued(let receipt) = outcome { await shell.withLock({ $0 })?.committed(receipt.project) }
        return StatusDocument.answer(outcome.json)
    }

    private func change(_ action: QueueAction, _ selection: QueueSelection) async -> JSONValue {
        do throws(JournalError) {
            let change = try await intake.change(action, selection)
            if let shell = shell.withLock({ $0 }) {
                for project in selection.projects { await shell.queueChanged(project) }
            }
            return StatusDocument.answer([
                "waiting": .integer(Int64(change.waiting)), "quarantined": .integer(Int64(change.quarantined)),
            ])
        } catch { return StatusDocument.refusal(error.description) }
    }

    private func whereabouts(_ project: String, _ referenceID: String) async -> JSONValue {
        do throws(JournalError) {
            var json = try await intake.whereabouts(project, referenceID).json
            json["trouble"] = station.board.snapshot.projects[project]?.trouble.map { .string($0) }
            return StatusDocument.answer(json)
        } catch { return StatusDocument.refusal(error.description) }
    }

    // MARK: - One file

    private func document(of path: Path) async -> JSONValue {
        var facts = FileFacts(path: path)
        facts.user = Ownership.user
        guard let shell = shell.withLock({ $0 }) else {
            (facts.agent, facts.presence) = (.starting, .there(.regular))
            facts.naming = .tailed(by: [])
            return StatusDocument.document(of: nil, Untailed(facts), at: path)
        }
        guard let reading = await shell.report(on: StatusQuestion(path: path, filesMax: 0)) else {
            return StatusDocument.refusal(Self.silence)
        }
        if let file = reading.asked?.file, file.isRead {
            return StatusDocument.document(of: file, nil, at: path)
        }
        facts = FileInquiry(files, rules: reading.rules).facts(of: path)
        facts.user = Ownership.user
        facts.take(reading, openFilesMax: configuration.limits.openFilesMax)
        facts.findIdleRules(configuration, projects: configuration.projects.map(\.name))
        return StatusDocument.document(of: reading.asked?.file, Untailed(facts), at: path)
    }
}

extension FileFacts {
    /// Only where no rule file in force names the path. Without `projects` any will do.
    mutating func findIdleRules(_ configuration: Configuration, projects: [String]?) {
        guard case .notNamed = naming else { return }
        var context = RuleContext(configuration, surroundings: .ofThisProcess)
        context.projects = projects
        idleRules = RuleBook.idle(naming: path, in: configuration.ruleDirectories, context)
    }
}

extension AgentReport {
    /// What the journal knows; what it does not give is left at zero.
    mutating func fill(from journal: some JournalReading, projects: [String]) {
        for project in projects {
            guard let queued = try? journal.queued(project) else { continue }
            var status = snapshot.projects[project] ?? ProjectStatus()
            (status.queuedEvents, status.queuedBytes) = (queued.count, queued.size)
            status.oldestQueuedAt = queued.oldest
            snapshot.projects[project] = status
        }
        losses = (try? journal.lossTotals()) ?? [:]
        filesRemembered = (try? journal.files().count) ?? 0
    }

    fileprivate mutating func take(_ reading: PipelineReport) {
        (snapshot.tails, snapshot.events) = (reading.tails, reading.events)
        snapshot.losses.merge(reading.losses) { $1 }
        losses.merge(reading.unsavedLosses, uniquingKeysWith: +)
        rules = reading.rules.filter { !$0.files.include.isEmpty }.map { file in
            Rules(
                name: file.name, path: file.path, project: file.project, patterns: file.files.include.map(\.text),
                fileCount: reading.filesByRules[file.name] ?? 0)
        }
        (files, walkLimit) = (reading.files, reading.walkLimit)
    }
}
