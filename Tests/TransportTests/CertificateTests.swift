import Delivery
import Exceptionless
import Foundation
import LoopbackServer
import Testing
import Transport

@Suite("Certificates: whom one may tell one's errors to", .timeLimit(.minutes(10)))
struct CertificateTests {
    @Test func anAuthorityOfOnesOwnIsTrustedOnceItIsNamed() async throws {
        try await withStandIn(identity: identity("good")) { server in
            let request = try Collector(server).submit(events: [event("event-0001")])
            try await withTransport { transport in
                let failure = try await failure(of: request, over: transport)
                #expect(failure.reason.contains("by an authority that is not trusted"), "\(failure)")
                #expect(failure.reason.contains("ca_file"))
            }
            #expect(server.ledger.requests.isEmpty, "not a byte of the request went out")
            try await withTransport(trusting("authority.pem")) { transport in
                let answer = try await transport.send(request)
                #expect(answer.status == 202)
            }
        }
    }

    @Test func anotherAuthorityDoesNotDo() async throws {
        try await expectRefusal(of: "good", trusting: "stranger.pem", "not trusted")
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        try await expectRefusal(of: "expired", trusting: "authority.pem", "expired")
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        try await expectRefusal(of: "misnamed", trusting: "authority.pem", "for another name than '127.0.0.1'")
    }

    @Test func aServerWithoutTLSIsNamedSo() async throws {
        try await withStandIn { server in
            try await withTransport { transport in
                let request = try Collector("https://127.0.0.1:\(server.port)").settings(version: nil)
                #expect(try await failure(of: request, over: transport).reason.contains("does not speak TLS"))
            }
        }
    }

    @Test func anAuthorityThatIsReplacedIsTrustedWithoutARestart() async throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "stacktail-\(UUID().uuidString).pem").path
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try Data(contentsOf: fixture("stranger.pem")).write(to: URL(filePath: copy))
        try await withStandIn(identity: identity("good")) { server in
            var options = TransportOptions(version: "1")
            options.authoritiesPath = copy
            try await withTransport(options) { transport in
                let request = try Collector(server).settings(version: nil)
                _ = try await failure(of: request, over: transport)
                try Data(contentsOf: fixture("authority.pem")).write(to: URL(filePath: copy))
                #expect(try await transport.send(request).status == 200)
            }
        }
    }

    @Test(arguments: ["/nowhere/ca.pem", #filePath])
    func aFileWithoutAuthoritiesIsToldAtTheStart(path: String) {
        let fault = AuthoritiesFault(path: path, reason: "no certificate in PEM form can be read from it")
        #expect(throws: fault) { try HTTPTransport(trusting(path: path)) }
    }

    private func expectRefusal(of name: String, trusting file: String, _ words: String) async throws {
        try await withStandIn(identity: identity(name)) { server in
            try await withTransport(trusting(file)) { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let failure = try await failure(of: request, over: transport)
                #expect(failure.kind == .tls)
                #expect(failure.reason.contains(words), "\(failure)")
            }
            #expect(server.ledger.requests.isEmpty)
        }
    }

    private func identity(_ name: String) throws -> TLSIdentity {
        TLSIdentity(
            certificate: Array(try Data(contentsOf: fixture(name + ".pem"))),
            key: Array(try Data(contentsOf: fixture(name + ".key"))))
    }

    private func trusting(_ name: String) -> TransportOptions { trusting(path: fixture(name).path) }

    private func trusting(path: String) -> TransportOptions { TransportOptions(version: "1", authoritiesPath: path) }

    private func fixture(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    }
}
