public import Exceptionless

extension Event {
    /// A log event. `source` is the logger: log events stack by it, and the project's settings name it.
    public static func log(
        _ message: String, source: String?, level: LogLevel, date: Timestamp = .now
    ) -> Event {
        var event = Event(type: "log", date: date)
        (event.message, event.source, event.level) = (message, source, level.name)
        return event
    }

    /// An error that was caught. It stacks by its type and the function that reports it; `message` is said before it.
    public static func error(
        _ error: any Error, message: String? = nil, source: String? = nil, date: Timestamp = .now,
        fileID: String = #fileID, function: String = #function, line: Int = #line
    ) -> Event {
        var frame = StackFrame(name: function)
        let place = fileID.split(separator: "/", maxSplits: 1)
        frame.declaringNamespace = place.count == 2 ? String(place[0]) : nil
        (frame.fileName, frame.lineNumber) = (place.last.map(String.init), line)
        var event = Event(type: "error", date: date)
        event.error = ErrorInfo(type: String(reflecting: Swift.type(of: error)).withoutContexts, message: "\(error)")
        event.error?.frames = [frame]
        (event.message, event.source) = (message ?? "\(error)", source)
        return event
    }

    /// A feature was used; the server counts how often.
    public static func usage(_ feature: String, date: Timestamp = .now) -> Event {
        var event = Event(type: "usage", date: date)
        event.source = feature
        return event
    }

    /// A page was asked for that there is none of.
    public static func notFound(_ path: String, request: RequestInfo? = nil, date: Timestamp = .now) -> Event {
        var event = Event(type: "404", date: date)
        (event.source, event.request) = (path, request)
        return event
    }
}

extension String {
    /// A private type's full name has an address in it, `App.(unknown context at $10f3c).Fault`, which changes from
    /// build to build and would make a stack of each.
    fileprivate var withoutContexts: String {
        guard contains("(unknown context at ") else { return self }
        return split(separator: ".").filter { !$0.hasPrefix("(unknown context at ") }.joined(separator: ".")
    }
}
