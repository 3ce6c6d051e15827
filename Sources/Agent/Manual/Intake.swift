package import Exceptionless
package import Journaling
import Model
import Rules
package import Setup
package import WireFormat

/// The door for events that come from no log: redaction, the project's settings and the server's limits as for any
/// other event, then the journal. Synchronous; whoever holds the state runs it, the agent or the command itself.
///
/// Of the settings only what the project itself says counts. `level_without_setting` is for logs, of which nobody chose
/// a line; this event somebody chose.
package struct Intake: Sendable {
    private let configuration: Configuration
    private let journal: Journal
    private let environment: EnvironmentInfo?
    private let collectors: [String: Collector]

    /// `collectors`: of the projects whose settings the journal remembers.
    package init(
        _ configuration: Configuration, journal: Journal, environment: EnvironmentInfo?,
        collectors: [String: Collector]
    ) {
        (self.configuration, self.journal) = (configuration, journal)
        self.environment = configuration.attach.host ? environment : nil
        self.collectors = collectors
    }

    /// What became of an event.
    package enum Outcome: Hashable, Sendable {
        case queued(Receipt)
        case refused(Refusal)
    }

    /// It is durable.
    package struct Receipt: Hashable, Sendable {
        package var project: String
        package var referenceID: String
        /// The journal is where it was to go.
        package var isLocal: Bool
        /// One with that id waited already; it was not stored again.
        package var isRepeated: Bool
        /// The members that were shortened.
        package var cutMembers: [String]

        package init(
            project: String, referenceID: String, isLocal: Bool, isRepeated: Bool = false, cutMembers: [String] = []
        ) {
            (self.project, self.referenceID, self.isLocal) = (project, referenceID, isLocal)
            (self.isRepeated, self.cutMembers) = (isRepeated, cutMembers)
        }
    }

    /// It was not taken.
    package struct Refusal: Error, Hashable, Sendable {
        package var kind: Kind
        /// For people.
        package var text: String

        package init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
    }

    /// Whose business a refusal is.
    package enum Kind: String, CaseIterable, Sendable {
        /// The event must be told otherwise.
        case invalid
        /// The project does not want it.
        case unwanted
        /// The journal did not take it.
        case journal
    }

    /// Durable when it returns `queued`. The same event again is stored once as long as it waits.
    package func take(_ manual: ManualEvent, at now: Timestamp) -> Outcome {
        do throws(Refusal) { return .queued(try store(manual, at: now)) } catch { return .refused(error) }
    }

    private func store(_ manual: ManualEvent, at now: Timestamp) throws(Refusal) -> Receipt {
        let project: Project
        do throws(NoSuchProject) { project = try configuration.chosenProject(manual.project) } catch {
            throw Refusal(.invalid, error.description)
        }
        if let fault = manual.faults.first { throw Refusal(.invalid, fault.description) }
        let settings = try asked { () throws(JournalError) -> ProjectSettings? in
            try self.settings(of: project)
        }
        let fitted = try fit(manual, for: project, settings, at: now)
        let queued = QueuedEvent(
            project: project.name, referenceID: fitted.event.referenceID ?? manual.referenceID,
            type: fitted.event.type, level: manual.level, date: fitted.event.date, body: fitted.body)
        let receipt = try asked { () throws(JournalError) -> CommitReceipt in
            try journal.commit(Commit(events: [queued], date: now))
        }
        return Receipt(
            project: project.name, referenceID: queued.referenceID, isLocal: project.isLocal,
            isRepeated: receipt.repeated > 0, cutMembers: fitted.cutMembers)
    }

    /// As the journal has them, which the agent keeps current; nil for a project that has none.
    private func settings(of project: Project) throws(JournalError) -> ProjectSettings? {
        guard let collector = collectors[project.name] else { return nil }
        return try SendingHalf.storedSettings(project.name, receiver: collector, in: journal) ?? ProjectSettings.none
    }

    private func fit(
        _ manual: ManualEvent, for project: Project, _ settings: ProjectSettings?, at now: Timestamp
    ) throws(Refusal) -> FittedEvent {
        let gate = settings.map {
            SettingsGate(settings: $0, levelWithoutSetting: nil, masksTexts: project.masksTexts)
        }
        let maker = EventMaker(of: project, configuration, gate: gate)
        var hash = StableHash()
        hash.combine(manual.referenceID)
        do throws(EventMaker.Refusal) {
            return try maker.fit(
                manual.event(environment: environment), placeID: hash.hex, isForced: manual.isForced, at: now)
        } catch {
            let isInvalid = error.reason == .invalid
            throw Refusal(
                isInvalid ? .invalid : .unwanted,
                isInvalid ? error.why : "project \(project.name) does not take it: \(error.why)")
        }
    }

    private func asked<Value>(_ body: () throws(JournalError) -> Value) throws(Refusal) -> Value {
        do throws(JournalError) { return try body() } catch { throw Refusal(.journal, error.description) }
    }
}
