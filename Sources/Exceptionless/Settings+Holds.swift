/// One of a project's settings that decides about events, put so that people can read it.
public struct SettingsHold: Hashable, Sendable {
    /// Of events, in small letters.
    public var type: String
    /// A source or an exception's type, perhaps with `*`, in small letters; empty for events that have none.
    public var source: String
    /// As the project has it.
    public var key: String
    public var effect: Effect

    /// What it does to the events that it is for.
    public enum Effect: Hashable, Sendable {
        /// All pass; it lets out of a wider setting what it is for.
        case passes
        /// Log events below this level are held back; `off` holds all back.
        case from(LogLevel)
        /// All are held back.
        case off
    }

    /// Whether some events are held back by it.
    public var holdsBack: Bool { effect != .passes }
}

extension ProjectSettings {
    /// The settings that decide about events, by type and source. Where several are for an event, an exact source wins
    /// over every pattern and a longer pattern over a shorter one.
    public var holds: [SettingsHold] {
        values.compactMap { key, value in SettingsHold(key: key, value: value) }
            .sorted { ($0.type, $0.source, $0.key) < ($1.type, $1.source, $1.key) }
    }

    /// The settings that decide nothing about events: the application's own, and the protocol's switches.
    public var others: [String: String] {
        values.filter { SettingsHold(key: $0.key, value: $0.value) == nil }
    }
}

extension SettingsHold {
    /// Nil for a key that is no `@@type:source`.
    fileprivate init?(key: String, value: String) {
        guard key.hasPrefix("@@"), let colon = key.firstIndex(of: ":") else { return nil }
        type = key[key.index(key.startIndex, offsetBy: 2)..<colon].lowercased()
        guard !type.isEmpty else { return nil }
        source = String(key[key.index(after: colon)...]).lowercased().trimmed
        self.key = key
        guard type == "log" else {
            effect = ProjectSettings.isEnabled(value) ? .passes : .off
            return
        }
        switch LogLevel(value) {
        case .unknown, .trace: effect = .passes
        case .off: effect = .off
        case let level: effect = .from(level)
        }
    }
}
