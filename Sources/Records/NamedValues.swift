import Model
import WireFormat

/// The named values of an entry, and those that mean something: the members of a JSON object under one level of names,
/// `outer.inner` for nested ones; the pairs of logfmt; the values of columns.
///
/// JSON's arrays stay text, its nulls are left out. Of several values with one name the first counts.
struct NamedValues {
    private(set) var fields: [Record.Field] = []
    /// For each role the indices of its members in `fields`, those with the best names first.
    private var known = [[(rank: Int, index: Int)]](repeating: [], count: ValueRole.allCases.count)
    /// Where each name stands in `fields`, once they are many.
    private var places: [String: Int] = [:]

    /// Members beyond these are left out; no logger writes as many.
    private static let fieldsMax = 256
    private static let listMax = 16

    private let roles: [String: (role: ValueRole, rank: Int)]

    init(_ roles: [String: (role: ValueRole, rank: Int)]) { self.roles = roles }

    init(_ object: JSONObject) {
        roles = ValueRole.names
        fields.reserveCapacity(object.members.count)
        append(object, prefix: "")
    }

    /// The best-named member of that role that is not blank.
    func value(of role: ValueRole) -> ArraySlice<UInt8>? {
        known[role.rawValue].first.map { fields[$0.index].value[...] }
    }

    /// All members of that role that are not blank, the best-named first.
    func values(of role: ValueRole) -> [ArraySlice<UInt8>] { known[role.rawValue].map { fields[$0.index].value[...] } }

    func contains(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The value of that name, if it is not blank.
    subscript(name: String) -> ArraySlice<UInt8>? {
        fields.first { $0.name == name }.flatMap { $0.value.allSatisfy(\.isSpace) ? nil : $0.value[...] }
    }

    mutating func append(_ name: String, _ value: [UInt8]) {
        guard fields.count < Self.fieldsMax, isNew(name) else { return }
        if let (role, rank) = roles[name], !value.allSatisfy(\.isSpace) {
            let place = known[role.rawValue].firstIndex { rank < $0.rank } ?? known[role.rawValue].endIndex
            known[role.rawValue].insert((rank, fields.count), at: place)
        }
        fields.append(Record.Field(name: name, value: value))
    }

    private mutating func isNew(_ name: String) -> Bool {
        guard fields.count >= Self.listMax else { return !contains(name) }
        if places.isEmpty { for (place, field) in fields.enumerated() { places[field.name] = place } }
        return places.updateValue(fields.count, forKey: name) == nil
    }

    private mutating func append(_ object: JSONObject, prefix: String) {
        for member in object.members {
            let name = prefix.isEmpty ? member.name : prefix + member.name
            switch member.value {
            case .null: break
            case .object(let inner): append(inner, prefix: name + ".")
            case .string(let text): append(name, Array(text.utf8))
            case .bool, .integer, .number, .array: append(name, member.value.encoded())
            }
        }
    }
}

/// What a member of a logger's JSON object is for.
enum ValueRole: Int, CaseIterable {
    case time, level, message, source, thread, stack

    /// What the loggers that write JSON call it: Elastic's schema, logstash-encoder, Serilog, zap, logrus, zerolog,
    /// structlog, bunyan, pino, GELF, MongoDB; the first of them counts.
    private var names: [String] {
        switch self {
        case .time: ["@timestamp", "timestamp", "time", "ts", "t", "date", "asctime", "@t", "t.$date", "datetime"]
        case .level: ["level", "log.level", "severity", "lvl", "levelname", "loglevel", "@l"]
        case .message: ["message", "msg", "@m", "short_message", "event", "text", "log", "@mt"]
        case .source:
            [
                "logger", "logger_name", "log.logger", "SourceContext", "Properties.SourceContext", "name", "category",
                "component",
            ]
        case .thread: ["thread", "thread_name", "process.thread.name", "threadName"]
        case .stack:
            [
                "exc_info", "stack_trace", "stack", "error.stack", "error.stack_trace", "exception.stack",
                "exception.stack_trace", "exception.stacktrace", "exception", "throwable", "err.stack", "stacktrace",
                "@x", "full_message",
            ]
        }
    }

    /// The same for logfmt and for columns, with what go-kit, Grafana, Fortinet's firewalls and databases write.
    private static let more: KeyValuePairs<ValueRole, [String]> = [
        .time: ["date_time", "log_time", "creation_time", "event_time", "eventtime"],
        .level: ["log_level", "error_severity", "pri", "crlevel"],
        .message: ["err", "error", "logdesc", "event_message"],
        .source: ["source", "caller", "subsystem", "module"],
    ]

    /// Each name with its role and its rank there, for values that are no JSON.
    static let namesBesideJSON: [String: (role: ValueRole, rank: Int)] = {
        let all = more.flatMap { role, names in names.enumerated().map { ($1, (role: role, rank: 100 + $0)) } }
        return names.merging(all) { known, _ in known }
    }()

    /// Each known name with its role and its rank there.
    static let names: [String: (role: ValueRole, rank: Int)] = {
        let all = allCases.flatMap { role in role.names.enumerated().map { ($1, (role: role, rank: $0)) } }
        return Dictionary(uniqueKeysWithValues: all)
    }()
}
