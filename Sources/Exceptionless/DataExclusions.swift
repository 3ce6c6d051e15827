public import WireFormat

/// Names of members that must not leave the process, as `@@DataExclusions` lists them: wildcards between commas,
/// semicolons and line breaks, matched without case at every depth.
public struct DataExclusions: Hashable, Sendable {
    private var patterns: [Wildcard]

    /// Nothing is excluded.
    public static let none = DataExclusions([])

    /// Each pattern may begin or end in `*`; anywhere else a star stands for itself.
    public init(_ patterns: [String]) { self.patterns = patterns.map { Wildcard($0) } }

    /// Reads a setting's value, split as the server splits it.
    public init(list: String?) { self.init(Self.entries(of: list)) }

    public var isEmpty: Bool { patterns.isEmpty }

    public func excludes(_ name: String) -> Bool { patterns.contains { $0.matches(name) } }

    /// What either of them excludes.
    public func union(_ other: DataExclusions) -> DataExclusions {
        var union = self
        union.patterns += other.patterns.filter { !patterns.contains($0) }
        return union
    }

    /// A list setting's entries: between commas, semicolons and line breaks.
    static func entries(of list: String?) -> [String] {
        (list ?? "").split { ",;\n\r\r\n".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

// MARK: - Applied

extension DataExclusions {
    /// The event without excluded members of `data` (its own and that of errors, of the environment and of users), of
    /// the request's headers, cookies, query and post data. Post data that is a text has the values of excluded names
    /// masked.
    ///
    /// With `masksTexts` the same happens to messages, stack texts, titles, preceding lines and texts in `data`; what
    /// stacks are made by stays as it is.
    public func applied(to event: Event, masksTexts: Bool = false) -> Event {
        guard !isEmpty else { return event }
        var event = event
        event.data = applied(to: event.data)
        event.error = event.error?.mapChain { $0.data = applied(to: $0.data) }
        event.simpleError = event.simpleError?.mapChain { $0.data = applied(to: $0.data) }
        if let request = event.request { event.request = applied(to: request) }
        if let environment = event.environment { event.environment?.data = applied(to: environment.data) }
        if let user = event.user { event.user?.data = applied(to: user.data) }
        if let description = event.userDescription { event.userDescription?.data = applied(to: description.data) }
        return masksTexts ? masked(event) : event
    }

    /// The object without excluded members, at every depth.
    public func applied(to object: JSONObject) -> JSONObject {
        guard !object.isEmpty else { return object }
        var members = object.members.filter { !excludes($0.name) }
        for place in members.indices { members[place].value = applied(to: members[place].value) }
        return JSONObject(uniqueMembers: members)
    }

    private func applied(to value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number, .string: value
        case .array(let elements): .array(elements.map { applied(to: $0) })
        case .object(let object): .object(applied(to: object))
        }
    }

    private func applied(to request: RequestInfo) -> RequestInfo {
        var request = request
        request.headers = request.headers.filter { !excludes($0.key) }
        request.cookies = request.cookies.filter { !excludes($0.key) }
        request.queryString = applied(to: request.queryString)
        request.data = applied(to: request.data)
        request.postData = request.postData.map { body in
            if case .string(let text) = body { .string(masked(text)) } else { applied(to: body) }
        }
        return request
    }

    private func masked(_ event: Event) -> Event {
        var event = event
        event.message = event.message.map { masked($0) }
        event.precedingLines = event.precedingLines.map { masked($0) }
        event.error = event.error?.mapChain { $0.message = $0.message.map { masked($0) } }
        event.simpleError = event.simpleError?.mapChain {
            ($0.message, $0.stackTrace) = ($0.message.map { masked($0) }, $0.stackTrace.map { masked($0) })
        }
        if var stack = event.stack {
            (stack.title, stack.stackTrace) = (stack.title.map { masked($0) }, stack.stackTrace.map { masked($0) })
            event.stack = stack
        }
        event.data = event.data.mapValues { masked($0) }
        return event
    }

    private func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .string(let text): .string(masked(text))
        case .array(let elements): .array(elements.map { masked($0) })
        case .object(let object): .object(object.mapValues { masked($0) })
        }
    }
}
