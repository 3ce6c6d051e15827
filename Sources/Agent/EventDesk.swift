import Exceptional
package import Exceptionless
import Model
package import Rules
package import Setup

/// What all events of this agent have in common: per project the redactions and the gate, and the facts of the host.
package struct EventDesk: Sendable {
    private var makers: [String: EventMaker] = [:]
    private let host: LogHost
    private let method: SubmissionMethod
    /// Identical events of a project within it become one with a count; zero for none.
    package let duplicateWindow: Duration
    /// The projects without a server, and how much they keep.
    package let localStores: [String: LocalStore]

    /// `settings`: each project's, as far as they are known.
    package init(
        configuration: Configuration, settings: [String: ProjectSettings] = [:], host: String?,
        environment: EnvironmentInfo?, method: SubmissionMethod
    ) {
        (self.host, self.method) = (LogHost(name: host, environment: environment), method)
        duplicateWindow = configuration.duplicateWindow
        var stores: [String: LocalStore] = [:]
        for project in configuration.projects {
            if case .local(let store) = project.destination { stores[project.name] = store }
            let gate = SettingsGate(
                settings: settings[project.name] ?? .none, levelWithoutSetting: project.levelWithoutSetting,
                masksTexts: project.masksTexts)
            var maker = EventMaker(of: project, configuration, gate: gate)
            maker.marksSameness = duplicateWindow > .zero
            makers[project.name] = maker
        }
        localStores = stores
    }

    /// Only Exceptionless drops events for their age.
    package static func late(_ project: Project) -> LatePolicy? {
        guard case .exceptionless = project.destination else { return nil }
        return switch project.late {
        case .redate: .redate
        case .drop: .drop
        case .send: nil
        }
    }

    /// From now on.
    mutating func obey(_ settings: ProjectSettings, project: String) {
        guard let gate = makers[project]?.gate else { return }
        makers[project]?.gate = gate.obeying(settings)
    }

    /// A rule file names a project that is configured: `Setup` checks it.
    func maker(for rules: RuleFile) -> EventMaker { makers[rules.project] ?? EventMaker() }

    /// What events from this file tell of it.
    func origin(path: Path, file: FileID, generation: Int, rules: RuleFile) -> Origin {
        Origin(
            path: path, file: file, generation: generation, ruleFile: rules.name, project: rules.project, host: host,
            method: method)
    }
}

extension EventMaker {
    /// For a project's events, from a log or by hand; `gate` is the project's.
    package init(of project: Project, _ configuration: Configuration, gate: SettingsGate?) {
        self.init(
            redactions: configuration.redactions, gate: gate, late: EventDesk.late(project),
            isPrivateAllowed: configuration.attach.isPrivateAllowed)
        if case .exceptional = project.destination { typesNotTaken = Publisher.typesNotTaken }
    }
}
