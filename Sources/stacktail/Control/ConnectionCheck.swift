import Delivery
import Exceptionless
import Model
import Platform
import Setup
import WireFormat

/// Goes the way to a project's server once: name, connection, TLS, key, settings, clock. Nothing is submitted.
struct ConnectionCheck {
    let access: ServerAccess

    /// One line of what was found.
    struct Finding {
        var project: String
        var check: Check
        var isGood: Bool
        /// What is the matter and what helps, or that all is well.
        var text: String

        /// Its raw value is what `--json` says.
        enum Check: String {
            case connection, tls, key, settings, clock
        }

        var json: JSONValue {
            [
                "project": .string(project), "check": .string(check.rawValue), "ok": .bool(isGood),
                "text": .string(text),
            ]
        }
    }

    /// Beyond this a late event may seem to come from the future, or be dropped for its age sooner.
    private static let skewMax: Int64 = 60

    /// The server that takes the events, and those that give the settings and keep sessions where they are others.
    func findings() async -> [Finding] {
        let collector = access.collector
        var findings: [Finding] = []
        for server in [collector.server, collector.configServer] where findings.isEmpty || server != collector.server {
            var asking = collector
            asking.configServer = server
            let clock = SystemClock()
            let start = clock.now()
            let result = await access.answer(to: asking.settings(version: nil))
            let end = clock.now()
            switch result {
            case .failure(let failure):
                findings.append(finding(failure.kind == .tls ? .tls : .connection, false, failure.reason))
            case .success(let answer):
                let time = start.instant.duration(to: end.instant).nanoseconds / 1_000_000
                findings.append(finding(.connection, true, "\(server) answers in \(time) ms"))
                findings.append(tls(server))
                findings += judged(answer, server)
                findings += skew(answer, start.wall, end.wall)
            }
        }
        if ![collector.server, collector.configServer].contains(collector.heartbeatServer) {
            findings += await heartbeat(collector)
        }
        return findings
    }

    /// Without a session's id nothing comes of it.
    private func heartbeat(_ collector: Collector) async -> [Finding] {
        let server = collector.heartbeatServer
        switch await access.answer(to: collector.heartbeat(session: "", closes: false)) {
        case .failure(let failure):
            return [finding(failure.kind == .tls ? .tls : .connection, false, failure.reason)]
        case .success(let answer) where answer.status == 200:
            return [finding(.connection, true, "\(server) answers, for sessions"), tls(server)]
        case .success(let answer):
            let text = "\(server) has status \(answer.status) for a heartbeat: check heartbeat_server"
            return [finding(.connection, false, text), tls(server)]
        }
    }

    private func tls(_ server: ServerURL) -> Finding {
        if server.isSecure { return finding(.tls, true, "the certificate is valid") }
        return Scalars.isLoopback(server.host)
            ? finding(.tls, true, "none, on this very host")
            : finding(.tls, false, "\(server) is not encrypted, and the key goes over it: use https")
    }

    private func judged(_ answer: Answer, _ server: ServerURL) -> [Finding] {
        switch SettingsAnswer(for: answer) {
        case .settings(let settings):
            return [
                finding(.key, true, "the server knows it"),
                finding(.settings, true, "version \(settings.version), of which \(holding(settings))"),
            ]
        case .unchanged: return [finding(.settings, false, "\(server) says that nothing changed, unasked (status 304)")]
        case .failed(let reason):
            switch answer.status {
            case 401:
                return [
                    finding(
                        .key, false,
                        "the server does not know it, or the organization is suspended (status 401): check api_key")
                ]
            case 403: return [finding(.key, false, "it needs the client role (status 403)")]
            case 404:
                let text =
                    "\(server) does not know the project (status 404): check server, and project_id if there is one"
                return [finding(.settings, false, text)]
            case _: return [finding(.settings, false, "\(server) gives \(reason): is that an Exceptionless server?")]
            }
        }
    }

    private func holding(_ settings: ProjectSettings) -> String {
        let count = settings.holds.count(where: \.holdsBack)
        return count == 0 ? "none holds events back" : "\(count) hold\(count == 1 ? "s" : "") events back"
    }

    private func skew(_ answer: Answer, _ start: Timestamp, _ end: Timestamp) -> [Finding] {
        guard let theirs = answer.date?.seconds else { return [] }
        let ours = (start.seconds + end.seconds) / 2
        let difference = ours - theirs
        guard abs(difference) > Self.skewMax else { return [finding(.clock, true, "agrees with the server's")] }
        let way = difference > 0 ? "ahead of" : "behind"
        let text =
            "this host's is \(abs(difference)) s \(way) the server's: set it, such as with timedatectl set-ntp true"
        return [finding(.clock, false, text)]
    }

    private func finding(_ check: Finding.Check, _ isGood: Bool, _ text: String) -> Finding {
        Finding(project: access.project, check: check, isGood: isGood, text: text)
    }
}
