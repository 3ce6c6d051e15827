/// One setting that holds events back.
struct Setting: Sendable {
    /// As the project has it, `@@log:com.acme.*`.
    var key: String
    var pattern: Wildcard
    var value: String
}

/// The settings for one event type. An exact source wins over every pattern, a longer pattern over a shorter one, and
/// of two as long the one whose key comes later in the alphabet, as in the .NET client.
struct SettingFamily: Sendable {
    private var exact: [String: Setting] = [:]
    private var patterns: [Setting] = []

    /// Those whose keys begin with `@@type:`; `type` is in small letters.
    init?(type: String, in values: [String: String]) {
        let prefix = "@@\(type):"
        var found: [(source: String, setting: Setting)] = []
        for (key, value) in values where key.lowercased().hasPrefix(prefix) {
            let source = String(key.lowercased().dropFirst(prefix.count)).trimmed
            found.append((source, Setting(key: key, pattern: Wildcard(source), value: value)))
        }
        guard !found.isEmpty else { return nil }
        found.sort { left, right in
            left.source.count != right.source.count
                ? left.source.count > right.source.count : left.setting.key > right.setting.key
        }
        patterns = found.map(\.setting)
        exact = Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func setting(for source: String?) -> Setting? {
        let source = (source ?? "").trimmed.lowercased()
        if let setting = exact[source] { return setting }
        let bytes = Array(source.utf8)
        return patterns.first { $0.pattern.matches(lowercased: bytes) }
    }

    /// By the part of the key up to its first colon, in small letters.
    static func all(in values: [String: String]) -> [String: SettingFamily] {
        var families: [String: SettingFamily] = [:]
        for key in values.keys where key.hasPrefix("@@") {
            guard let end = key.utf8.firstIndex(of: colon) else { continue }
            let type = key[key.index(key.startIndex, offsetBy: 2)..<end].lowercased()
            if families[type] == nil { families[type] = SettingFamily(type: type, in: values) }
        }
        return families
    }
}

private let colon = UInt8(ascii: ":")
