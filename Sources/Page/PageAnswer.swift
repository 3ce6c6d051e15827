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
        // No reason to restart it: it goes on by itself.
        case "/healthz": self.init(200, snapshot.degradation.map { "degraded: \($0)\n" } ?? "ok\n")
        case "/readyz": self = Self.readiness(snapshot)
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

    private static func readiness(_ snapshot: StatusSnapshot) -> PageAnswer {
        guard snapshot.isReady else { return Self(503, "starting\n") }
        return snapshot.tails.journalTrouble.map { Self(503, "degraded: \($0)\n") } ?? Self(200, "ready\n")
    }

    private static func pointer(_ snapshot: StatusSnapshot) -> String {
        """
        Stacktail \(snapshot.version)

        /healthz   the process answers, and says what keeps it from reading or from its state
        /readyz    the rules are in force, the files were looked at, and the journal takes events
        /metrics   all counts, for Prometheus

        """
    }
}
