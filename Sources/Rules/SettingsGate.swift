package import Exceptionless
package import Model

/// The check of an event against its project's settings, which the server itself does not make.
package struct SettingsGate: Sendable {
    package let settings: ProjectSettings
    /// The least level of log events where the settings say nothing; nil lets all pass.
    package let levelWithoutSetting: Level?

    /// Whether names that the settings exclude lose their values in texts, too: `password=…` in a message.
    package let masksTexts: Bool

    package init(settings: ProjectSettings = .none, levelWithoutSetting: Level?, masksTexts: Bool = false) {
        (self.settings, self.levelWithoutSetting) = (settings, levelWithoutSetting)
        self.masksTexts = masksTexts
    }

    /// The same with other settings.
    package func obeying(_ settings: ProjectSettings) -> SettingsGate {
        SettingsGate(settings: settings, levelWithoutSetting: levelWithoutSetting, masksTexts: masksTexts)
    }

    /// Log events are judged by level, also those with an exception; errors by their source and the types of their
    /// exceptions; all others by their source.
    package func verdict(for event: Event) -> SettingsVerdict {
        settings.verdict(for: event, defaultMinimum: fallback)
    }

    /// The same for one that has waited in the journal.
    package func verdict(for event: EncodedEvent) -> SettingsVerdict {
        event.verdict(of: settings, defaultMinimum: fallback)
    }

    /// The event without what the project does not want to have.
    package func permitted(_ event: Event) -> Event {
        let event = settings.permitted(event, masksTexts: masksTexts)
        return settings.includesPrivateInformation ? event : event.withoutAnythingPrivate
    }

    /// Whether a log event of that level can pass at all, whatever its source is.
    package func mayPass(logOf level: Level) -> Bool {
        let minima = settings.values.filter { $0.key.lowercased().hasPrefix("@@log:") }.map { LogLevel($0.value) }
        return LogLevel(level.name) >= ([fallback] + minima).min() ?? .unknown
    }

    private var fallback: LogLevel { LogLevel(levelWithoutSetting?.name) }
}
