package import Model
package import WireFormat

/// What the page says to a request, before it is on the wire.
package struct PageAnswer: Hashable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: String

    /// `host` is the request's `Host` header, `path` its path without a query; `now` is for ages.
    package init(
        method: String, path: String, host: String?, names: HostNames, snapshot: StatusSnapshot, at now: Timestamp
    ) {
        guard names.contain(host) else {
            self.init(421, "This host does not answer to that name; ask for localhost or the configured address.\n")
            return
        }
        guard method == "GET" || method == "HEAD" else {
            self.init(405, "Only GET is understood here.\n")
            return
        }
        switch path {
        case "/": self.init(200, Self.pointer(snapshot))
        case "/healthz": self.init(200, "ok\n")
        case "/readyz": self = snapshot.isReady ? Self(200, "ready\n") : Self(503, "starting\n")
        case "/metrics":
            self.init(200, Metrics.text(of: snapshot, at: now))
            contentType = "text/plain; version=0.0.4; charset=utf-8"
        case _: self.init(404, "There is no such page. See / for those there are.\n")
        }
    }

    private init(_ status: Int, _ body: String) {
        (self.status, self.body) = (status, body)
        contentType = "text/plain; charset=utf-8"
    }

    private static func pointer(_ snapshot: StatusSnapshot) -> String {
        """
        Stacktail \(snapshot.version)

        /healthz   the process answers
        /readyz    the rules are in force and the files were looked at
        /metrics   all counts, for Prometheus

        """
    }
}
