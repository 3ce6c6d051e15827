import Exceptionless
import Model
import WireFormat

/// Reads the entries of `projects`.
struct ProjectReader {
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
        guard let destination = destination(entry, fields) else { return nil }
        var project = Project(name: entry.name, destination: destination)
        project.levelWithoutSetting =
            fields.level("level_without_setting", findings: &findings) ?? project.levelWithoutSetting
        project.late = fields.choice("late", Self.lates, findings: &findings) ?? project.late
        if let taker = Self.takerOfAnyAge(destination), fields["late"] != nil {
            findings.append(
                fields.key("late").diagnostic(
                    .warning, "'late' has no effect here: \(taker) takes events of any age"))
        }
        project.masksTexts = fields.flag("mask_texts", findings: &findings) ?? false
        if project.masksTexts, !destination.hasSettings {
            let text = "'mask_texts' has no effect here: only an Exceptionless project's settings name what is masked"
            findings.append(fields.key("mask_texts").diagnostic(.warning, text, help: "'redact' is for all projects"))
        }
        return project
    }

    private static func takerOfAnyAge(_ destination: Project.Destination) -> String? {
        switch destination {
        case .exceptionless: nil
        case .exceptional: "an Exceptional server"
        case .local: "a local project"
        }
    }

    /// Exactly one of the three.
    private mutating func destination(_ entry: YAMLEntry, _ fields: Fields) -> Project.Destination? {
        let store = fields["local"] ?? emptyLocal(entry.value)
        switch (fields["exceptionless"], fields["exceptional"], store) {
        case (let server?, nil, nil): return exceptionless(server)
        case (nil, let server?, nil): return exceptional(server)
        case (nil, nil, let store?): return .local(local(store))
        case (nil, nil, nil):
            guard entry.value.isNull || isMapping(entry.value) else { return nil }
            findings.append(
                entry.key.error(
                    "project '\(entry.name)' says nothing about where events go",
                    help: "give it 'exceptionless:', 'exceptional:' or 'local: {}'"))
        case (_, _, _):
            let second = store == nil ? "exceptional" : "local"
            findings.append(
                fields.key(second).error(
                    "a project goes to one of 'exceptionless', 'exceptional' and 'local'", help: "keep one of them"))
        }
        return nil
    }

    /// `local:` with nothing behind it means all defaults, unlike other keys without a value.
    private func emptyLocal(_ project: YAMLNode) -> YAMLNode? {
        guard case .mapping(let entries) = project.content else { return nil }
        return entries.first { $0.name == "local" }?.value
    }

    private func isMapping(_ node: YAMLNode) -> Bool {
        if case .mapping = node.content { true } else { false }
    }

    private mutating func exceptionless(_ node: YAMLNode) -> Project.Destination? {
        let fields = Fields(node, of: "'exceptionless'", Self.serverKeys, findings: &findings)
        let address = self.address("server", fields)
        let key = apiKey(
            fields, help: APIKeyAdvice.help, missing: "a client key of the project, as '${EXCEPTIONLESS_API_KEY}'")
        var way = WayToServer()
        self.way(fields, into: &way)
        guard let key else { return nil }
        var server = ExceptionlessServer(apiKey: key)
        server.way = way
        server.server = address ?? server.server
        server.configServer = self.address("config_server", fields)
        server.heartbeatServer = self.address("heartbeat_server", fields)
        server.projectID = projectID(fields)
        server.settingsPoll =
            fields.duration("settings_poll", findings: &findings)
            ?? server.settingsPoll
        return .exceptionless(server)
    }

    mutating func way(_ fields: Fields, into way: inout WayToServer) {
        way.caFile = fields.text("ca_file", findings: &findings).map { Path($0) }
        way.timeout = fields.duration("timeout", findings: &findings) ?? way.timeout
        guard let node = fields["proxy"], let text = fields.text("proxy", findings: &findings) else { return }
        way.proxy = Proxy(text)
        if way.proxy == nil {
            // It is not quoted: there may be a password in it.
            findings.append(
                node.error(
                    "this is no proxy's address", help: "like http://proxy.example.com:3128 or socks5://…"))
        }
    }

    private mutating func local(_ node: YAMLNode) -> LocalStore {
        let fields = Fields(node, of: "'local'", Self.localKeys, findings: &findings)
        var store = LocalStore()
        store.keep =
            fields.duration("keep", findings: &findings) ?? store.keep
        store.sizeMax =
            fields.size("max_size", findings: &findings) ?? store.sizeMax
        return store
    }

    mutating func address(
        _ name: String, _ fields: Fields, like example: String = "\(ServerURL.hosted)"
    ) -> ServerURL? {
        guard let node = fields[name], let text = fields.text(name, findings: &findings) else { return nil }
        guard let address = ServerURL(text) else {
            // A query may hold a key.
            let shown = text.contains("?") ? "an address with a query" : node.shown
            findings.append(node.error("\(shown) is no server's address", help: "like \(example)"))
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

    mutating func apiKey(_ fields: Fields, help: String, missing: String) -> APIKey? {
        if fields.isMissing("api_key") {
            findings.append(fields.node.error("'api_key' is missing", help: missing))
        }
        guard let text = fields.text("api_key", findings: &findings), let node = fields["api_key"] else {
            // What could not be substituted was told; a file or variable with nothing in it was not.
            if !fields.isMissing("api_key"), !fields.isUnresolved("api_key") {
                let help = "put the key into the file or the variable that it names"
                findings.append(fields.node.error("'api_key' is empty", help: help))
            }
            return nil
        }
        if let key = APIKey(text) { return key }
        findings.append(node.error(APIKeyAdvice.message(for: text), help: help))
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

extension Project.Destination {
    /// Only those of Exceptionless have.
    fileprivate var hasSettings: Bool {
        if case .exceptionless = self { true } else { false }
    }
}
