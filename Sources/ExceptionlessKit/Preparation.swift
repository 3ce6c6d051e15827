import Exceptionless

/// What is done to each event before it may wait for the server; pure, but for what plugins do.
struct Preparation: Sendable {
    private let configuration: ClientConfiguration
    /// By priority; those of the same keep their order.
    private let plugins: [EventPlugin]

    /// An event within the server's limits that the project wants, or why there is none.
    typealias Outcome = Result<FittedEvent, Dropped>

    /// A reason is no error to anybody else.
    struct Dropped: Error {
        var reason: DropReason

        init(_ reason: DropReason) { self.reason = reason }
    }

    init(_ configuration: ClientConfiguration) {
        self.configuration = configuration
        let numbered = configuration.plugins.enumerated()
        plugins = numbered.sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
    }

    /// The event with the client's defaults and through its plugins; nothing is judged by the project's settings yet.
    /// An event without a reference ID gets one: without it a repeat would be a second event.
    func prepared(
        _ event: Event, session: String?, notify: (ClientNotice) -> Void
    ) -> Result<Event, Dropped> {
        var event = withDefaults(event, session: session)
        for plugin in plugins {
            var changed = event
            do {
                if case .drop(let reason) = try plugin.body(&changed) {
                    return .failure(Dropped(.plugin(name: plugin.name, reason: reason)))
                }
                event = changed
            } catch {
                notify(.plugin(name: plugin.name, "\(error)"))
            }
        }
        event.referenceID = event.referenceID ?? .newID
        return .success(event)
    }

    /// The event as the project may have it. Judging it again, by settings that came since, does no harm.
    func admitted(_ event: Event, by settings: ProjectSettings) -> Outcome {
        let verdict = settings.verdict(for: event, defaultMinimum: configuration.levelWithoutSetting)
        if case .discard(let reason) = verdict { return .failure(Dropped(.settings(reason))) }
        let exclusions = configuration.exclusions.union(settings.exclusions)
        var permitted = exclusions.applied(to: event, masksTexts: configuration.masksTexts)
        permitted = permitted.without(PrivateInformation.all.subtracting(configuration.privateInformation))
        if !settings.includesPrivateInformation { permitted = permitted.withoutPrivateInformation }
        do throws(EventFault) {
            return .success(try permitted.fitted())
        } catch {
            return .failure(Dropped(.malformed(error)))
        }
    }

    private func withDefaults(_ event: Event, session: String?) -> Event {
        var event = event
        for tag in configuration.tags where !event.tags.contains(tag) { event.tags.append(tag) }
        for member in configuration.data.members where event.data[member.name] == nil {
            event.data[member.name] = member.value
        }
        event.version = event.version ?? configuration.version
        event.environment = event.environment ?? configuration.environment
        event.submissionMethod = event.submissionMethod ?? configuration.submissionMethod
        if let session, event.references["session"] == nil, event.type != "session" {
            event.references["session"] = session
        }
        return event
    }
}
