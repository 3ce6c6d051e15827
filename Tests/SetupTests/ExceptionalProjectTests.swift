import Exceptional
import Model
import Setup
import Testing
import WireFormat

@Suite("A project at an Exceptional server") struct ExceptionalProjectTests {
    private func read(_ keys: String) -> Checked<Configuration> {
        let text = "projects: { legacy: { exceptional: { \(keys) }, level_without_setting: error } }"
        let surroundings = Surroundings(["KEY": "0123456789abcdef"])
        return Configuration.read(Array(text.utf8), name: "c.yaml", in: surroundings)
    }

    private func server(_ keys: String) throws -> ExceptionalServer {
        let checked = read(keys)
        #expect(checked.diagnostics.isEmpty, "\(checked.diagnostics.map(\.message))")
        let project = try #require(checked.value?.projects.first)
        #expect(project.levelWithoutSetting == .error)
        guard case .exceptional(let server) = project.destination else { throw NotExceptional() }
        return server
    }

    private struct NotExceptional: Error {}

    @Test func itsServerAndKeyAreEnough() throws {
        let server = try server("server: https://errors.example.com, api_key: '${KEY}'")
        let publisher = server.publisher(userAgent: "stacktail/1")
        #expect(publisher.server.description == "https://errors.example.com" && "\(publisher.key)" == "****")
        #expect(publisher.version == .six && publisher.sendsHash && !publisher.namesEncoding)
        #expect(publisher.application == Publisher.Application() && publisher.userAgent == "stacktail/1")
        #expect(server.way.timeout == .seconds(20) && server.way.caFile == nil && server.way.proxy == nil)
        #expect(server.summary == "https://errors.example.com (Exceptional, protocol 6)")
    }

    @Test func allElseMayBeTold() throws {
        let server = try server(
            """
            server: https://h/base/api/errors, api_key: '${KEY}', protocol: 5, application_root: /srv/legacy, \
            stage: production, language: Java, env: { B: 2, A: one }, send_hash: false, content_encoding: true, \
            ca_file: /ca.pem, timeout: 5s, proxy: 'socks5://s'
            """)
        let publisher = server.publisher(userAgent: "x")
        #expect(publisher.server.description == "https://h/base")
        #expect(publisher.version == .five && !publisher.sendsHash && publisher.namesEncoding)
        let application = publisher.application
        #expect(application.root == "/srv/legacy" && application.stage == "production")
        #expect(application.language == "java" && application.environment == [.init("B", "2"), .init("A", "one")])
        #expect(server.way.caFile == Path("/ca.pem") && server.way.timeout == .seconds(5))
        #expect(server.way.proxy?.description == "socks5://s:1080")
    }

    @Test(arguments: [("", false), (", send_raw: false", false), (", send_raw: true", true)])
    func theStacksOwnTextGoesOnlyWhereThatIsWanted(key: String, isSent: Bool) throws {
        let server = try server("server: https://h, api_key: '${KEY}'\(key)")
        #expect(server.publisher(userAgent: "x").sendsRaw == isSent)
    }

    @Test(arguments: [
        ("api_key: '${KEY}'", ["'server' is missing"]), ("server: https://h", ["'api_key' is missing"]),
        ("server: https://h, api_key: short", ["a key has at least 10 characters"]),
        (
            "server: 'https://h/?api_key=ann:word', api_key: '${KEY}'",
            ["an address with a query is no server's address"]
        ),
        ("server: https://h, api_key: '${KEY}', protocol: 4", ["'4' is no value of 'protocol'"]),
        ("server: https://h, api_key: '${KEY}', settings_poll: 5m", ["unknown field 'settings_poll'"]),
        ("server: https://h, api_key: '${KEY}', proxy: 'ftp://ann:word@p'", ["this is no proxy's address"]),
    ])
    func whatIsWrongIsTold(keys: String, messages: [String]) {
        let checked = read(keys)
        #expect(checked.value == nil)
        #expect(checked.diagnostics.map(\.message) == messages)
        for diagnostic in checked.diagnostics { #expect(!diagnostic.rendered().contains("ann:word")) }
    }
}
