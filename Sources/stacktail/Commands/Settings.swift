import Agent
import ArgumentParser
import Delivery
import Exceptionless
import Journaling
import Model
import Platform
import Setup
import WireFormat

/// `settings`: what a project's settings hold back.
struct Settings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows each project's settings as they were fetched, and what they hold back.",
        discussion: """
            Read from the journal, also while the agent runs, which fetches them when they change. Exit status: 1 a \
            project's settings are not known, or the server did not give them.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "Only this project's.")
    var project: String?

    @Flag(help: "Ask the server now; without an agent the journal remembers the answer.")
    var fetch = false

    @Flag(help: "One JSON object a project, a line each.")
    var json = false

    func run() async throws {
        let configuration = try common.configuration()
        let projects = try project.map { [try configuration.project(option: $0)] } ?? configuration.projects
        var isComplete = true
        for project in projects {
            guard case .exceptionless(let server) = project.destination else {
                if self.project != nil || projects.count == 1 {
                    Tell.note("project \(project.name) has no settings: it has no Exceptionless server")
                }
                continue
            }
            let report = try await report(project, server, configuration)
            isComplete = isComplete && report != nil
            if let report { try show(report) }
        }
        if !isComplete { throw ExitCode.problemsFound }
    }

    private func show(_ report: SettingsReport) throws {
        let text = SettingsText(ansi: common.ansi)
        try StandardStream.output.write(
            json ? report.json.encoded() + [UInt8(ascii: "\n")] : Array(text.text(of: report).utf8))
    }

    /// Nil after telling why there is none.
    private func report(
        _ project: Project, _ server: ExceptionlessServer, _ configuration: Configuration
    ) async throws -> SettingsReport? {
        let access = try ServerAccess(project.name, server)
        let journal = try? JournalReader(directory: configuration.state)
        let stored: StoredSettings?
        if fetch {
            stored = await fetched(access, configuration)
        } else {
            stored = try journal.flatMap {
                try SendingHalf.rememberedSettings(project.name, receiver: access.collector, in: $0)
            }
            if stored == nil {
                Tell.error("project \(project.name): no settings were fetched yet; --fetch asks the server now")
            }
        }
        await access.close()
        guard let stored, let settings = ProjectSettings(document: stored.document) else { return nil }
        let held = try journal?.losses(LossFilter(reason: .gated, project: project.name)) ?? []
        return SettingsReport(
            project: project.name, server: server.server, settings: settings, fetched: stored.fetched,
            levelWithoutSetting: project.levelWithoutSetting, heldBack: held.reduce(0) { $0 + $1.loss.count },
            lastHeldBack: held.map(\.latest).max())
    }

    private func fetched(_ access: ServerAccess, _ configuration: Configuration) async -> StoredSettings? {
        let answer: SettingsAnswer =
            switch await access.answer(to: access.collector.settings(version: nil)) {
            case .success(let answer): SettingsAnswer(for: answer)
            case .failure(let failure): .failed(failure.reason)
            }
        switch answer {
        case .settings(let settings):
            let stored = StoredSettings(
                version: settings.version, document: settings.document, fetched: SystemClock().now().wall)
            remember(stored, access, configuration)
            return stored
        case .unchanged:
            Tell.error("project \(access.project): the server says that nothing changed, unasked (status 304)")
        case .failed(let reason):
            Tell.error("project \(access.project): the settings cannot be fetched: \(reason)")
        }
        return nil
    }

    /// For the next `send`. A running agent fetches them itself, and whoever may not write the state only looks.
    private func remember(_ settings: StoredSettings, _ access: ServerAccess, _ configuration: Configuration) {
        guard let lock = try? StateLock(directory: configuration.state, isBrief: true) else { return }
        defer { withExtendedLifetime(lock) {} }
        let journal = try? Journal.open(.directory(configuration.state), maxSize: configuration.journal.sizeMax).journal
        guard let journal else { return }
        try? SendingHalf.remember(settings, of: access.project, receiver: access.collector, in: journal)
    }
}

/// A project's settings, and what came of them here.
struct SettingsReport {
    var project: String
    var server: ServerURL
    var settings: ProjectSettings
    var fetched: Timestamp
    var levelWithoutSetting: Level
    /// Events that were not even stored.
    var heldBack: Int
    var lastHeldBack: Timestamp?

    var json: JSONValue {
        var values = JSONObject()
        for (key, value) in settings.values.sorted(by: { $0.key < $1.key }) { values[key] = .string(value) }
        var json: JSONObject = [
            "project": .string(project), "server": .string(server.description),
            "version": .integer(Int64(settings.version)), "fetched": .string(fetched.iso8601),
            "settings": .object(values), "holds": .array(settings.holds.map(\.json)),
            "level_without_setting": .string(levelWithoutSetting.name),
            "private_information": .bool(settings.includesPrivateInformation),
            "held_back_events": .integer(Int64(heldBack)),
        ]
        json["last_held_back"] = lastHeldBack.map { .string($0.iso8601) }
        return .object(json)
    }
}

extension SettingsHold {
    fileprivate var json: JSONValue {
        var json: JSONObject = ["type": .string(type), "source": .string(source), "key": .string(key)]
        switch effect {
        case .passes: json["effect"] = "passes"
        case .from(let level):
            json["effect"] = "from"
            json["level"] = level.name.map { .string($0) }
        case .off: json["effect"] = "off"
        }
        return .object(json)
    }
}
