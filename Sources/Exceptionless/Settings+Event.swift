import WireFormat

extension ProjectSettings {
    /// Whether the project wants the event; see `verdict(type:source:level:exceptionTypes:defaultMinimum:)`.
    public func verdict(for event: Event, defaultMinimum: LogLevel = .unknown) -> SettingsVerdict {
        verdict(
            type: event.type, source: event.source, level: event.level, exceptionTypes: event.exceptionTypes,
            defaultMinimum: defaultMinimum)
    }

    /// The event without what the project does not want to have: members that `@@DataExclusions` names, and private
    /// information where the settings exclude it.
    public func permitted(_ event: Event) -> Event {
        guard hasDataExclusions || !includesPrivateInformation else { return event }
        var event = event
        if hasDataExclusions { removeExcludedData(from: &event) }
        return includesPrivateInformation ? event : event.withoutPrivateInformation
    }

    private func removeExcludedData(from event: inout Event) {
        event.data = permitted(event.data)
        event.error = event.error?.mapChain { $0.data = permitted($0.data) }
        if let request = event.request {
            event.request?.queryString = permitted(request.queryString)
            event.request?.data = permitted(request.data)
        }
        if let environment = event.environment { event.environment?.data = permitted(environment.data) }
    }

    private func permitted(_ object: JSONObject) -> JSONObject {
        var members = object.members.filter { !excludes(dataNamed: $0.name) }
        for place in members.indices { members[place].value = permitted(members[place].value) }
        return JSONObject(uniqueMembers: members)
    }

    private func permitted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number, .string: value
        case .array(let elements): .array(elements.map { permitted($0) })
        case .object(let object): .object(permitted(object))
        }
    }
}

extension Event {
    /// The full names of the exceptions that it tells of, outermost first.
    public var exceptionTypes: [String] {
        (error?.chain.compactMap(\.type) ?? []) + (simpleError?.type.map { [$0] } ?? [])
    }

    /// Without users, the host's name, addresses and query strings.
    public var withoutPrivateInformation: Event {
        var event = self
        event.user = nil
        event.environment?.machineName = nil
        event.environment?.ipAddress = nil
        event.request?.clientIPAddress = nil
        event.request?.queryString = [:]
        return event
    }
}
