import Model
import Rules

/// Turns the text of `stacktail.yaml` into a `Configuration`, section by section.
struct ConfigurationReader {
    /// A proxy's address may hold a password.
    private static let secretKeys: Set = ["api_key", "proxy"]

    private let surroundings: Surroundings
    private var findings: [Diagnostic] = []

    init(in surroundings: Surroundings) { self.surroundings = surroundings }

    /// Only where things are, whatever is wrong with the rest; nil if there is no telling.
    mutating func places(_ bytes: [UInt8], name: String) -> Configuration? {
        guard let root = YAMLText(bytes, name: name, secretKeys: Self.secretKeys).root else { return nil }
        let substituted = Substitution(surroundings: surroundings, secretKeys: Self.secretKeys).applied(
            to: root, findings: &findings)
        let fields = Fields(substituted, of: "the configuration", Self.keys, findings: &findings)
        var configuration = Configuration(
            projects: [Project(name: RuleFile.standardProject, destination: .local(LocalStore()))])
        paths(fields, into: &configuration)
        status(fields, into: &configuration)
        return configuration
    }

    mutating func read(_ bytes: [UInt8], name: String) -> Checked<Configuration> {
        let text = YAMLText(bytes, name: name, secretKeys: Self.secretKeys)
        findings = text.diagnostics
        guard let root = text.root else { return Checked(nil, findings) }
        let substituted = Substitution(surroundings: surroundings, secretKeys: Self.secretKeys).applied(
            to: root, findings: &findings)
        let fields = Fields(substituted, of: "the configuration", Self.keys, findings: &findings)
        let projects = projects(fields)
        guard !projects.isEmpty else { return Checked(nil, findings) }
        var configuration = Configuration(projects: projects)
        paths(fields, into: &configuration)
        attach(fields, into: &configuration)
        configuration.redactions = redactions(fields)
        duplicates(fields, into: &configuration)
        journal(fields, into: &configuration)
        delivery(fields, into: &configuration)
        limits(fields, into: &configuration)
        status(fields, into: &configuration)
        log(fields, into: &configuration)
        return Checked(configuration, findings)
    }

    /// Those of the file; without any, what the environment says.
    private mutating func projects(_ fields: Fields) -> [Project] {
        guard fields["projects"] != nil else {
            let standard = Configuration.standardProject(in: surroundings, file: fields.node.source.name)
            findings += standard.diagnostics
            return standard.value.map { [$0] } ?? []
        }
        guard let entries = fields.pairs("projects", findings: &findings) else { return [] }
        if entries.isEmpty { findings.append(fields.key("projects").error("there must be at least one project")) }
        var reader = ProjectReader()
        let projects = reader.projects(entries)
        findings += reader.findings
        return projects
    }

    private mutating func paths(_ fields: Fields, into configuration: inout Configuration) {
        if let state = fields.text("state", findings: &findings) {
            if state.isEmpty {
                findings.append(fields.key("state").error("'state' must name a directory"))
            } else {
                configuration.state = Path(state)
            }
        }
        if let rules = fields.texts("rules", findings: &findings) {
            configuration.ruleDirectories = rules.map { Path($0.text) }
            configuration.ruleDirectoryNodes = rules.map(\.node)
        }
    }

    private mutating func attach(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["attach"] else { return }
        let attach = Fields(node, of: "'attach'", Self.attachKeys, findings: &findings)
        configuration.attach.host = attach.flag("host", findings: &findings) ?? configuration.attach.host
        configuration.attach.isPrivateAllowed =
            attach.flag("private", findings: &findings) ?? configuration.attach.isPrivateAllowed
    }

    private mutating func redactions(_ fields: Fields) -> [Redaction] {
        guard let nodes = fields.elements("redact", of: "redactions", findings: &findings) else { return [] }
        return nodes.compactMap { node in
            let fields = Fields(node, of: "a redaction", Self.redactionKeys, findings: &findings)
            let name = fields.text("name", findings: &findings)
            let replacement = fields.text("with", findings: &findings)
            if fields.isMissing("match") {
                findings.append(node.error("a redaction needs 'match', a regular expression"))
            }
            guard let pattern = fields.pattern("match", findings: &findings) else { return nil }
            return Redaction(name: name ?? "redacted", pattern: pattern, replacement: replacement ?? "[redacted]")
        }
    }

    private mutating func duplicates(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["duplicates"] else { return }
        let duplicates = Fields(node, of: "'duplicates'", Self.duplicatesKeys, findings: &findings)
        configuration.duplicateWindow =
            duplicates.duration("window", findings: &findings)
            ?? configuration.duplicateWindow
    }

    private mutating func journal(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["journal"] else { return }
        let journal = Fields(node, of: "'journal'", Self.journalKeys, findings: &findings)
        configuration.journal.sizeMax =
            journal.size("max_size", findings: &findings)
            ?? configuration.journal.sizeMax
        configuration.journal.whenFull =
            journal.choice("when_full", Self.whenFull, findings: &findings) ?? configuration.journal.whenFull
    }

    private mutating func delivery(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["delivery"] else { return }
        let delivery = Fields(node, of: "'delivery'", Self.deliveryKeys, findings: &findings)
        var pace = configuration.delivery
        pace.linger = delivery.duration("linger", findings: &findings) ?? pace.linger
        pace.batchEventsMax = delivery.count("batch_events", findings: &findings) ?? pace.batchEventsMax
        if let node = delivery["retry"] {
            let retry = Fields(node, of: "'retry'", Self.retryKeys, findings: &findings)
            pace.retryInitial = retry.duration("initial", findings: &findings) ?? pace.retryInitial
            pace.retryMax = retry.duration("max", findings: &findings) ?? pace.retryMax
            if pace.retryMax < pace.retryInitial {
                findings.append(retry.key("max").error("'max' is less than 'initial'"))
            }
        }
        configuration.delivery = pace
    }

    private mutating func limits(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["limits"] else { return }
        let fields = Fields(node, of: "'limits'", Self.limitsKeys, findings: &findings)
        var limits = configuration.limits
        if let line = fields.size("line", findings: &findings) { limits.lineBytesMax = Int(line.value) }
        if let record = fields.size("record", findings: &findings) { limits.recordBytesMax = Int(record.value) }
        limits.recordLinesMax = fields.count("record_lines", findings: &findings) ?? limits.recordLinesMax
        limits.openFilesMax = fields.count("open_files", findings: &findings) ?? limits.openFilesMax
        configuration.limits = limits
    }

    private mutating func status(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["status"] else { return }
        let status = Fields(node, of: "'status'", Self.statusKeys, findings: &findings)
        configuration.status.socket = status.value(
            "socket", "the whole path of a socket, of at most 100 bytes", findings: &findings
        ) { text in text.hasPrefix("/") && text.utf8.count <= 100 ? Path(text) : nil }
        guard let page = status["page"], page.scalar != "off" else { return }
        configuration.status.page = status.value(
            "page", "a place like 127.0.0.1:7420, or off", findings: &findings, read: Scalars.endpoint)
        if let endpoint = configuration.status.page, !Scalars.isLoopback(endpoint.host) {
            findings.append(
                page.error(
                    "the page would listen on \(page.shown), where other hosts reach it",
                    help: "use 127.0.0.1:\(endpoint.port); for others put a reverse proxy in front, or use ssh -L"))
        }
    }

    private mutating func log(_ fields: Fields, into configuration: inout Configuration) {
        guard let node = fields["log"] else { return }
        let log = Fields(node, of: "'log'", Self.logKeys, findings: &findings)
        configuration.log.level = log.level("level", findings: &findings) ?? configuration.log.level
        configuration.log.format =
            log.choice("format", Self.logFormats, findings: &findings) ?? configuration.log.format
    }
}
