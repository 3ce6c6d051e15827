import Exceptional
import Model
import WireFormat

extension ProjectReader {
    private static let example = "https://errors.example.com"

    /// Unlike the other kind of server it has no usual address: the hosted service has been closed since 2016.
    mutating func exceptional(_ node: YAMLNode) -> Project.Destination? {
        let fields = Fields(node, of: "'exceptional'", Self.publisherKeys, findings: &findings)
        if fields.isMissing("server") {
            findings.append(
                node.error("'server' is missing", help: "there is no usual one; like \(Self.example)"))
        }
        let address = address("server", fields, like: Self.example + ", without the key")
        let key = apiKey(
            fields, help: "copy the key from the application's page",
            missing: "the application's key, as '${file:/etc/stacktail/exceptional-key}'")
        let application = application(fields)
        let version = fields.choice("protocol", Self.protocols, findings: &findings)
        let sendsHash = fields.flag("send_hash", findings: &findings)
        let sendsRaw = fields.flag("send_raw", findings: &findings)
        let namesEncoding = fields.flag("content_encoding", findings: &findings)
        var way = WayToServer(timeout: .seconds(20))
        self.way(fields, into: &way)
        guard let address, let key else { return nil }
        var publisher = Publisher(server: address, key: key, userAgent: "stacktail")
        publisher.application = application
        publisher.version = version ?? publisher.version
        publisher.sendsHash = sendsHash ?? publisher.sendsHash
        publisher.sendsRaw = sendsRaw ?? publisher.sendsRaw
        publisher.namesEncoding = namesEncoding ?? publisher.namesEncoding
        var server = ExceptionalServer(publisher)
        server.way = way
        return .exceptional(server)
    }

    private mutating func application(_ fields: Fields) -> Publisher.Application {
        var application = Publisher.Application()
        application.root = fields.text("application_root", findings: &findings)
        application.stage = fields.text("stage", findings: &findings)
        application.language = fields.text("language", findings: &findings)?.lowercased()
        for entry in fields.pairs("env", findings: &findings) ?? [] {
            guard let text = entry.value.scalar else {
                findings.append(entry.value.error("'env' must be a mapping of texts; this is \(entry.value.kind)"))
                continue
            }
            application.environment.append(Publisher.Application.Variable(entry.name, text))
        }
        return application
    }
}
