import Exceptionless
import Model

/// Reads the entries of `projects`.
struct ProjectReader {
    private static let keys = Keys(
        ["exceptionless", "local", "level_without_setting", "late"],
        notYet: ["exceptional": .changesBehaviour],
        elsewhere: ["api_key": "exceptionless", "server": "exceptionless", "keep": "local", "max_size": "local"])
    private static let serverKeys = Keys(
        [
            "server", "api_key", "config_server", "settings_poll", "project_id", "ca_file", "timeout",
        ],
        notYet: ["proxy": .changesBehaviour, "heartbeat_server": .harmless],
        elsewhere: ["level_without_setting": "the project itself", "late": "the project itself"])
    private static let localKeys = Keys(["keep", "max_size"])

    var findings: [Diagnostic] = []

    mutating func projects(_ entries: [YAMLEntry]) -> [Project] {
        entries.compactMap { entry in
            guard isName(entry) else { return nil }
            return project(entry)
        }
    }

    private mutating func isName(_ entry: YAMLEntry) -> Bool {
        let isGood = (1...64).contains(entry.name.utf8.count) && entry.name.utf8.allSatisfy(isNameByte)
        if !isGood {
            findings.append(
                entry.key.error("\(entry.key.shown) is no project's name", help: "letters, digits, - and _"))
        }
        return isGood
    }

    private mutating func project(_ entry: YAMLEntry) -> Project? {
        let fields = Fields(entry.value, of: "a project", Self.keys, findings: &findings)
        let destination: Project.Destination?
        switch (fields["exceptionless"], fields["local"] ?? emptyLocal(entry.value)) {
        case (let server?, nil): destination = exceptionless(server)
        case (nil, let store?): destination = .local(local(store))
        case (.some, .some):
            findings.append(fields.key("local").error("a project is either 'exceptionless' or 'local'"))
            return nil
        case (nil, nil):
            if !hasUnsupportedDestination(entry.value) {
                findings.append(
                    entry.key.error(
                        "project '\(entry.name)' says nothing about where events go",
                        help: "give it 'exceptionless:' or 'local: {}'"))
            }
            return nil
        }
        guard let destination else { return nil }
        var project = Project(name: entry.name, destination: destination)
        project.levelWithoutSetting =
            fields.level("level_without_setting", findings: &findings) ?? project.levelWithoutSetting
        let policies: KeyValuePairs<String, Project.Late> = ["redate": .redate, "drop": .drop, "send": .send]
        project.late = fields.choice("late", policies, findings: &findings) ?? project.late
        if case .local = destination, fields["late"] != nil {
            findings.append(
                fields.key("late").diagnostic(
                    .warning, "'late' has no effect here: a local project takes events of any age"))
        }
        return project
    }

    /// `local:` with nothing behind it means all defaults, unlike other keys without a value.
    private func emptyLocal(_ project: YAMLNode) -> YAMLNode? {
        guard case .mapping(let entries) = project.content else { return nil }
        return entries.first { $0.name == "local" }?.value
    }

    private func hasUnsupportedDestination(_ project: YAMLNode) -> Bool {
        guard case .mapping(let entries) = project.content else { return true }
        return entries.contains { $0.name == "exceptional" }
    }

    private mutating func exceptionless(_ node: YAMLNode) -> Project.Destination? {
        let fields = Fields(node, of: "'exceptionless'", Self.serverKeys, findings: &findings)
        let address = self.address("server", fields)
        guard let key = apiKey(fields) else { return nil }
        var server = ExceptionlessServer(apiKey: key)
        server.server = address ?? server.server
        server.configServer = self.address("config_server", fields)
        server.projectID = projectID(fields)
        server.settingsPoll =
            fields.duration("settings_poll", .seconds(120) ... .seconds(86_400), findings: &findings)
            ?? server.settingsPoll
        server.caFile = fields.text("ca_file", findings: &findings).map { Path($0) }
        server.timeout =
            fields.duration("timeout", .seconds(1) ... .seconds(600), findings: &findings) ?? server.timeout
        return .exceptionless(server)
    }

    private mutating func local(_ node: YAMLNode) -> LocalStore {
        let fields = Fields(node, of: "'local'", Self.localKeys, findings: &findings)
        var store = LocalStore()
        store.keep =
            fields.duration("keep", .seconds(60) ... .seconds(3_650 * 86_400), findings: &findings) ?? store.keep
        store.sizeMax =
            fields.size("max_size", .mebibytes(1) ... .mebibytes(1 << 20), findings: &findings) ?? store.sizeMax
        return store
    }

    private mutating func address(_ name: String, _ fields: Fields) -> ServerURL? {
        guard let node = fields[name], let text = fields.text(name, findings: &findings) else { return nil }
        guard let address = ServerURL(text) else {
            findings.append(node.error("\(node.shown) is no server's address", help: "like \(ServerURL.hosted)"))
            return nil
        }
        if !address.isSecure, !Scalars.isLoopback(address.host) {
            findings.append(
                node.diagnostic(.warning, "the key and the events travel unencrypted", help: "use https:// if you can"))
        }
        return address
    }

    /// It becomes a part of paths.
    private mutating func projectID(_ fields: Fields) -> String? {
        fields.value("project_id", "a project's id, letters and digits", findings: &findings) { text in
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte) ? text : nil
        }
    }

    private mutating func apiKey(_ fields: Fields) -> APIKey? {
        if fields.isMissing("api_key") {
            let help = "a client key of the project, as '${EXCEPTIONLESS_API_KEY}'"
            findings.append(fields.node.error("'api_key' is missing", help: help))
        }
        guard let text = fields.text("api_key", findings: &findings), let node = fields["api_key"] else {
            // What could not be substituted was told; a file or variable with nothing in it was not.
            if !fields.isMissing("api_key"), !findings.hasErrors {
                let help = "put the key into the file or the variable that it names"
                findings.append(fields.node.error("'api_key' is empty", help: help))
            }
            return nil
        }
        if let key = APIKey(text) { return key }
        findings.append(node.error(APIKeyAdvice.message(for: text), help: APIKeyAdvice.help))
        return nil
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
    default: false
    }
}

/// Why a text cannot be a client key. The messages never hold the text.
enum APIKeyAdvice {
    static let help = "copy a client key from the project's page, API Keys"

    static func message(for text: String) -> String {
        if text == "API_KEY_HERE" { return "'API_KEY_HERE' is a placeholder, not a key" }
        if text.contains(where: \.isWhitespace) { return "a key has no blanks or line breaks" }
        if !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return "a key has only ASCII characters" }
        return "a key has at least 10 characters"
    }
}
