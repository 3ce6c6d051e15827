package import Exceptionless
import Model
package import Rules
package import Setup

/// What all events of this agent have in common: per project the redactions and the gate, and the facts of the host.
package struct EventDesk: Sendable {
    private var makers: [String: EventMaker] = [:]
    private let levels: [String: Level]
    private let host: String?
    private let environment: EnvironmentInfo?
    private let method: SubmissionMethod
    /// The projects without a server, and how much they keep.
    package let localStores: [String: LocalStore]

    /// `settings`: each project's, as far as they are known.
    package init(
        configuration: Configuration, settings: [String: ProjectSettings] = [:], host: String?,
        environment: EnvironmentInfo?, method: SubmissionMethod
    ) {
        levels = Dictionary(
            configuration.projects.map { ($0.name, $0.levelWithoutSetting) }, uniquingKeysWith: { first, _ in first })
        (self.host, self.environment, self.method) = (host, environment, method)
        var stores: [String: LocalStore] = [:]
        for project in configuration.projects {
            if case .local(let store) = project.destination { stores[project.name] = store }
            let gate = SettingsGate(
                settings: settings[project.name] ?? .none, levelWithoutSetting: project.levelWithoutSetting)
            makers[project.name] = EventMaker(
                redactions: configuration.redactions, gate: gate, late: Self.late(project),
                isPrivateAllowed: configuration.attach.isPrivateAllowed)
        }
        localStores = stores
    }

    /// Nobody drops the events of a local project for their age.
    static func late(_ project: Project) -> LatePolicy? {
        guard case .exceptionless = project.destination else { return nil }
        return switch project.late {
        case .redate: .redate
        case .drop: .drop
        case .send: nil
        }
    }

    /// From now on.
    mutating func obey(_ settings: ProjectSettings, project: String) {
        makers[project]?.gate = SettingsGate(settings: settings, levelWithoutSetting: levels[project])
    }

    /// A rule file names a project that is configured: `Setup` checks it.
    func maker(for rules: RuleFile) -> EventMaker { makers[rules.project] ?? EventMaker() }

    /// What events from this file tell of it.
    func origin(path: Path, file: FileID, generation: Int, rules: RuleFile) -> Origin {
        Origin(
            path: path, file: file, generation: generation, ruleFile: rules.name, project: rules.project, host: host,
            method: method, environment: environment)
    }
}
