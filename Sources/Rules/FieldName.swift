/// What a condition searches and a template shows: a part of every record, or a capture by its name.
package enum FieldName: Hashable, Sendable {
    /// The text of the entry without its head's captures and without its trace.
    case message
    /// The entry's first line as it stands in the file.
    case line
    /// The file's path, unless a capture is called `path`, as in an access log.
    case path
    /// The class of the exception that was reported.
    case exception
    /// The whole text of the trace.
    case trace
    /// The level's standard name.
    case level
    /// The logger, else the rule file's name.
    case source
    /// The host that wrote the log.
    case host
    case capture(String)

    /// Any name but the fixed ones is a capture's.
    package init(_ name: String) {
        self = Self.fixed[name] ?? .capture(name)
    }

    private static let fixed: [String: FieldName] = [
        "message": .message, "line": .line, "path": .path, "exception": .exception, "trace": .trace, "level": .level,
        "source": .source, "host": .host,
    ]

    /// As rule files write it.
    package var name: String {
        switch self {
        case .message: "message"
        case .line: "line"
        case .path: "path"
        case .exception: "exception"
        case .trace: "trace"
        case .level: "level"
        case .source: "source"
        case .host: "host"
        case .capture(let name): name
        }
    }
}
