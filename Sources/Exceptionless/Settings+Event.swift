import WireFormat

extension ProjectSettings {
    /// Whether the project wants the event; see `verdict(type:source:level:exceptionTypes:defaultMinimum:)`. An event
    /// whose `@request` was made by a robot is not wanted, as in the .NET client.
    public func verdict(for event: Event, defaultMinimum: LogLevel = .unknown) -> SettingsVerdict {
        if let userAgent = event.request?.userAgent, isBot(userAgent: userAgent) {
            return .discard(.robot(userAgent))
        }
        return verdict(
            type: event.type, source: event.source, level: event.level, exceptionTypes: event.exceptionTypes,
            defaultMinimum: defaultMinimum)
    }

    /// The event without what the project does not want to have: members that `@@DataExclusions` names, and private
    /// information where the settings exclude it. With `masksTexts` excluded names in texts lose their values as well.
    public func permitted(_ event: Event, masksTexts: Bool = false) -> Event {
        let permitted = exclusions.applied(to: event, masksTexts: masksTexts)
        return includesPrivateInformation ? permitted : permitted.withoutPrivateInformation
    }
}

extension Event {
    /// The full names of the exceptions that it tells of, outermost first.
    public var exceptionTypes: [String] {
        (error?.chain.compactMap(\.type) ?? []) + (simpleError?.chain.compactMap(\.type) ?? [])
    }
}
