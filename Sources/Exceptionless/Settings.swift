import WireFormat

/// A project's settings, as the server keeps them for its clients. The server itself applies none of those that hold
/// events back: whoever submits must.
public struct ProjectSettings: Hashable, Sendable {
    /// Grows by one with each change at the server; a lower one than before is possible and is taken too.
    public let version: Int
    /// All settings, those of the application's own included.
    public let values: [String: String]
    private let families: [String: SettingFamily]
    /// What `@@DataExclusions` names.
    public let exclusions: DataExclusions
    private let botPatterns: [Wildcard]

    /// Of a project that says nothing: only the caller's own least level holds log events back.
    public static let none = ProjectSettings(version: 0, values: [:])

    /// Keys as the server has them, `@@log:com.acme.*`; those that no event is judged by are kept too.
    public init(version: Int, values: [String: String]) {
        (self.version, self.values) = (version, values)
        families = SettingFamily.all(in: values)
        exclusions = DataExclusions(list: values["@@DataExclusions"])
        botPatterns = DataExclusions.entries(of: values["@@UserAgentBotPatterns"]).map { Wildcard($0) }
    }

    /// Reads the settings document, `{"version":7,"settings":{"@@log:*":"Warn"}}`; nil if it is none.
    ///
    /// The server leaves `settings` out when there are none.
    public init?(document: [UInt8]) {
        guard let document = try? JSONReader.parse(document), let version = document["version"]?.integer.map(Int.init)
        else { return nil }
        var values: [String: String] = [:]
        switch document["settings"] {
        case nil, .null?: break
        case .object(let settings)?:
            for member in settings.members { values[member.name] = member.value.text }
        case .bool?, .integer?, .number?, .string?, .array?: return nil
        }
        self.init(version: version, values: values)
    }

    /// The document again, for a cache; its members are in the order of their names.
    public var document: [UInt8] {
        var settings = JSONObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { settings[name] = .string(value) }
        var document: JSONObject = ["version": .integer(Int64(version))]
        if !settings.isEmpty { document["settings"] = .object(settings) }
        return JSONValue.object(document).encoded()
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.version == right.version && left.values == right.values
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(version)
        hasher.combine(values)
    }
}

// MARK: - What may be in an event

extension ProjectSettings {
    /// Whether `@@DataExclusions` names the member of `data`, of a request's parameters or of what is nested in them.
    public func excludes(dataNamed name: String) -> Bool { exclusions.excludes(name) }

    /// Whether any name is excluded.
    public var hasDataExclusions: Bool { !exclusions.isEmpty }

    /// False if the project wants no users, host names, addresses and query strings; true unless it says so.
    public var includesPrivateInformation: Bool { Self.isEnabled(values["@@IncludePrivateInformation"]) }

    /// Whether the project takes a client with this name for a robot.
    public func isBot(userAgent: String) -> Bool { botPatterns.contains { $0.matches(userAgent) } }

    /// How a setting that is no level reads: everything but `false`, `no` and `0` switches on.
    public static func isEnabled(_ value: String?) -> Bool {
        guard let value else { return true }
        return !["false", "no", "0"].contains(value.trimmed.lowercased())
    }
}

// MARK: - Which events are wanted

extension ProjectSettings {
    /// The least level of log events from `source` that the project wants: `off` for none, `unknown` for all.
    public func minimumLevel(source: String?, otherwise fallback: LogLevel = .unknown) -> LogLevel {
        setting(type: "log", source: source).map { LogLevel($0.value) } ?? fallback
    }

    /// Whether the project wants an event.
    ///
    /// `exceptionTypes` are the full type names of an error and its causes; only errors are judged by them, and errors
    /// are not judged by level. `defaultMinimum` counts for log events where the settings say nothing.
    public func verdict(
        type: String, source: String?, level: String?, exceptionTypes: [String] = [],
        defaultMinimum: LogLevel = .unknown
    ) -> SettingsVerdict {
        switch type {
        case "log": logVerdict(source: source, level: LogLevel(level), defaultMinimum: defaultMinimum)
        case "error": errorVerdict(source: source, exceptionTypes: exceptionTypes)
        default: switchVerdict(type: type, source: source)
        }
    }

    private func logVerdict(source: String?, level: LogLevel, defaultMinimum: LogLevel) -> SettingsVerdict {
        guard level != .unknown else { return .send }
        guard level != .off else { return .discard(.levelOff) }
        let setting = setting(type: "log", source: source)
        let minimum = setting.map { LogLevel($0.value) } ?? defaultMinimum
        return level < minimum ? .discard(.belowMinimum(level, minimum: minimum, key: setting?.key)) : .send
    }

    private func errorVerdict(source: String?, exceptionTypes: [String]) -> SettingsVerdict {
        let candidates = exceptionTypes + (source.map { $0.isBlank ? [] : [$0] } ?? [])
        for candidate in candidates.isEmpty ? [""] : candidates {
            let verdict = switchVerdict(type: "error", source: candidate)
            if verdict != .send { return verdict }
        }
        return .send
    }

    private func switchVerdict(type: String, source: String?) -> SettingsVerdict {
        guard let setting = setting(type: type, source: source), !Self.isEnabled(setting.value) else { return .send }
        return .discard(.switchedOff(source ?? "", key: setting.key))
    }

    private func setting(type: String, source: String?) -> Setting? {
        guard !families.isEmpty else { return nil }
        let type = type.lowercased()
        // A type may hold a colon itself; a key does not tell where its type ends, so such a type is looked for anew.
        let family = type.utf8.contains(colon) ? SettingFamily(type: type, in: values) : families[type]
        return family?.setting(for: source)
    }
}

/// Whether a project wants an event.
public enum SettingsVerdict: Hashable, Sendable {
    case send
    case discard(SettingsReason)
}

/// Why a project's settings hold an event back.
public enum SettingsReason: Hashable, Sendable, CustomStringConvertible {
    /// The event's own level is `Off`.
    case levelOff
    /// A log event below the least level; `key` is the setting, nil where none matched and the caller's default
    /// counted.
    case belowMinimum(LogLevel, minimum: LogLevel, key: String?)
    /// The setting switches the source or exception type off.
    case switchedOff(String, key: String)
    /// `@@UserAgentBotPatterns` names who made the request; the user agent.
    case robot(String)

    public var description: String {
        switch self {
        case .levelOff: "its level is Off"
        case .belowMinimum(let level, let minimum, let key?): "\(level) is below \(minimum), which '\(key)' asks for"
        case .belowMinimum(let level, let minimum, nil):
            "\(level) is below \(minimum), the least level where the project's settings say nothing"
        case .switchedOff(let source, let key): "'\(key)' switches '\(source)' off"
        case .robot(let userAgent): "'@@UserAgentBotPatterns' takes '\(userAgent.cut(toUTF16: 80))' for a robot"
        }
    }
}

private let colon = UInt8(ascii: ":")
