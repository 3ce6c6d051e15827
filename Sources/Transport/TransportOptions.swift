import NIOSSL

/// How to reach servers; one value for all requests of a project.
package struct TransportOptions: Sendable {
    package var timeouts: TransportTimeouts
    package var proxies: ProxySettings
    /// A PEM file of authorities that are trusted besides the system's. Read anew after a refused certificate.
    package var authoritiesPath: String?
    /// Goes out as `stacktail/VERSION` with requests that have no `User-Agent` of their own.
    package var version: String
    /// Bytes of an answer's body beyond these are not read; no answer that means anything is longer.
    package var answerBytesMax = 64 << 10

    package init(
        version: String, timeouts: TransportTimeouts = TransportTimeouts(), proxies: ProxySettings = .none,
        authoritiesPath: String? = nil
    ) {
        (self.version, self.timeouts) = (version, timeouts)
        (self.proxies, self.authoritiesPath) = (proxies, authoritiesPath)
    }
}

/// How long to wait for what.
package struct TransportTimeouts: Hashable, Sendable {
    /// For the name, the connection, the proxy's consent and TLS together.
    package var connect: Duration
    /// From the request's last byte to the answer's first, and between any two pieces of the answer.
    package var firstByte: Duration
    /// For all of it, so that a server that sends a byte at a time cannot hold a batch for ever.
    package var total: Duration

    /// From the configuration's one `timeout`, which is for all of it. A connection that takes 10 seconds will not come
    /// at all; a server that says nothing for two thirds of the time is told apart from one that is slow to finish.
    package init(_ timeout: Duration = .seconds(30)) {
        (connect, firstByte, total) = (min(.seconds(10), timeout / 2), timeout * 2 / 3, timeout)
    }
}

/// A file of authorities cannot be used.
package struct AuthoritiesFault: Error, Hashable, CustomStringConvertible {
    package var path: String
    /// Short, without a full stop.
    package var reason: String

    package init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

    package var description: String { "the authorities in '\(path)' cannot be used: \(reason)" }
}

extension TransportOptions {
    /// TLS as it is used for every server: 1.2 or later, certificate and name verified.
    func tlsConfiguration() throws(AuthoritiesFault) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        guard let authoritiesPath else { return configuration }
        do {
            let authorities = try NIOSSLCertificate.fromPEMFile(authoritiesPath)
            guard !authorities.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            configuration.additionalTrustRoots = [.certificates(authorities)]
        } catch NIOSSLError.failedToLoadCertificate {
            // The library says the same of a file that is not there.
            throw AuthoritiesFault(path: authoritiesPath, reason: "no certificate in PEM form can be read from it")
        } catch {
            throw AuthoritiesFault(path: authoritiesPath, reason: "\(error)")
        }
        return configuration
    }
}
