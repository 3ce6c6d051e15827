import Agent
import Exceptionless
import Journaling
import Model
import Platform
import Setup
import WireFormat

/// The running agent's door for what people and scripts do to the journal. Its work waits for the disk, so it runs on a
/// thread of its own.
actor IntakeDesk {
    private let intake: Intake
    private let journal: Journal
    private let executor: SerialThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ configuration: Configuration, _ station: Station) throws(SystemError) {
        (intake, journal) = (Intake(configuration, station), station.journal)
        executor = try SerialThread(name: "intake")
    }

    func take(_ manual: ManualEvent) -> Intake.Outcome { intake.take(manual, at: SystemClock().now().wall) }

    func change(_ action: QueueAction, _ selection: QueueSelection) throws(JournalError) -> QueueChange {
        try journal.changeAll(action, selection)
    }

    func whereabouts(_ project: String, _ referenceID: String) throws(JournalError) -> Whereabouts {
        try journal.whereabouts(project, referenceID: referenceID)
    }
}

extension Journal {
    /// Not in one transaction if it is many: commits of others come in between.
    func changeAll(_ action: QueueAction, _ selection: QueueSelection) throws(JournalError) -> QueueChange {
        var total = QueueChange()
        while true {
            let change = try change(action, selection, date: SystemClock().now().wall)
            total = total + change
            guard action == .drop, change.waiting == queueChangeMax else { return total }
        }
    }
}

extension Intake {
    /// With the settings of the projects that have a server, and the host's facts.
    init(_ configuration: Configuration, _ station: Station) {
        var collectors: [String: Collector] = [:]
        for project in configuration.projects {
            guard case .exceptionless(let server) = project.destination else { continue }
            collectors[project.name] = server.collector(userAgent: "stacktail/\(Stacktail.version)")
        }
        let environment = configuration.attach.host ? EnvironmentInfo(HostFacts.read()) : nil
        self.init(configuration, journal: station.journal, environment: environment, collectors: collectors)
    }
}
