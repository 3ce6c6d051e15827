import WireFormat

/// What the stand-in knows and decides; it touches no socket.
struct StandInState: Sendable {
    let key: String
    var ledger = Ledger()
    private(set) var settingsVersion = 1
    private(set) var settings: [String: String] = [:]
    /// What its answers give as their `Date`; nil for none.
    var date: String?
    private var scripts: [Endpoint: [Script]] = [:]
    private var firstBytes: [String: [UInt8]] = [:]

    init(key: String) { self.key = key }

    /// What to do on a connection.
    enum Reaction {
        case send(StandInAnswer)
        /// Nothing before a release; then the request is taken as if it had just come.
        case hold
        /// The head and one byte; the rest upon a release.
        case sendFirstByte(StandInAnswer)
        case close
        /// The head and half the body, then the end.
        case cut(StandInAnswer)
    }

    private struct Script {
        var behaviour: Behaviour
        /// Nil for ever.
        var requestsLeft: Int?
    }

    /// Later ones wait until those before are used up; a script without an end makes the ones before it void.
    mutating func script(_ behaviour: Behaviour, for endpoint: Endpoint, requests: Int?) {
        if requests == nil { scripts[endpoint] = [] }
        scripts[endpoint, default: []].append(Script(behaviour: behaviour, requestsLeft: requests))
    }

    /// As the server counts: one up with every change.
    mutating func change(settings: [String: String]) {
        self.settings = settings
        settingsVersion += 1
    }

    mutating func take(_ request: SeenRequest) -> Reaction {
        ledger.requests.append(request)
        guard let endpoint = request.endpoint else { return .send(StandInAnswer(status: 404)) }
        return react(to: request, endpoint: endpoint, as: nextBehaviour(for: endpoint))
    }

    /// What a held request gets in the end; it has been counted already.
    mutating func takeReleased(_ request: SeenRequest) -> StandInAnswer {
        guard let endpoint = request.endpoint else { return StandInAnswer(status: 404) }
        return accept(request, endpoint: endpoint)
    }

    private mutating func nextBehaviour(for endpoint: Endpoint) -> Behaviour {
        guard var script = scripts[endpoint]?.first else { return .accept }
        guard let left = script.requestsLeft else { return script.behaviour }
        script.requestsLeft = left - 1
        if left > 1 { scripts[endpoint]?[0] = script } else { scripts[endpoint]?.removeFirst() }
        return script.behaviour
    }

    private mutating func react(to request: SeenRequest, endpoint: Endpoint, as behaviour: Behaviour) -> Reaction {
        switch behaviour {
        case .accept: return .send(accept(request, endpoint: endpoint))
        case .refuse(let status): return .send(StandInAnswer(status: status))
        case .refuseThose(let id, let status):
            let posted = try? EventPost.events(in: request.body, encoding: request.header("Content-Encoding"))
            let isRefused = posted?.contains { $0.referenceID == id } ?? false
            return .send(isRefused ? StandInAnswer(status: status) : accept(request, endpoint: endpoint))
        case .redirect(let status, let location):
            return .send(StandInAnswer(status: status, headers: [("Location", location)]))
        case .page:
            let page = "<!doctype html><title>Welcome</title><p>Please sign in to use this network."
            return .send(StandInAnswer(status: 200, headers: [("Content-Type", "text/html")], body: Array(page.utf8)))
        case .flood(let bytes):
            return .send(StandInAnswer(status: 200, body: Array(repeating: UInt8(ascii: "x"), count: bytes)))
        case .stall: return .hold
        case .dribble: return .sendFirstByte(accept(request, endpoint: endpoint).padded())
        case .hangUp: return .close
        case .keepAndHangUp:
            _ = accept(request, endpoint: endpoint)
            return .close
        case .keepAndCut: return .cut(accept(request, endpoint: endpoint).padded())
        }
    }
}

// MARK: - What the real server does

extension StandInState {
    private mutating func accept(_ request: SeenRequest, endpoint: Endpoint) -> StandInAnswer {
        // The other protocol has its key in the query.
        guard endpoint == .errors || request.header("Authorization") == "Bearer " + key else {
            return StandInAnswer(status: 401)
        }
        if let project = request.project, project != StandInServer.usualProject { return StandInAnswer(status: 404) }
        switch endpoint {
        case .events: return acceptEvents(request)
        case .settings: return settingsAnswer(request)
        case .query: return acceptQuery(request)
        case .description: return acceptDescription(request)
        case .heartbeat: return acceptHeartbeat(request)
        case .errors: return acceptDocument(request)
        }
    }

    private mutating func acceptEvents(_ request: SeenRequest) -> StandInAnswer {
        if request.header("Content-Length") == "0" { return StandInAnswer(status: 411) }
        if request.body.count > EventPost.wireBytesMax { return StandInAnswer(status: 413) }
        let mediaType = request.header("Content-Type")?.prefix { $0 != ";" }.lowercased()
        guard mediaType == "application/json" || mediaType == "text/plain" else { return StandInAnswer(status: 415) }
        do {
            keep(try EventPost.events(in: request.body, encoding: request.header("Content-Encoding")))
        } catch {
            ledger.discardedPosts.append(error.reason)
        }
        return taken(status: 202)
    }

    /// A success of an endpoint that tells the version of the settings.
    func taken(status: Int) -> StandInAnswer {
        StandInAnswer(
            status: status,
            headers: [
                ("X-Exceptionless-ConfigVersion", String(settingsVersion)),
                ("X-RateLimit-Limit", "3500"), ("X-RateLimit-Remaining", "3499"),
            ])
    }

    mutating func keep(_ events: [ReceivedEvent]) {
        for event in events {
            guard let id = event.referenceID else {
                ledger.events.append(event)
                continue
            }
            guard let first = firstBytes[id] else {
                firstBytes[id] = event.bytes
                ledger.events.append(event)
                continue
            }
            ledger.duplicates.append(event)
            if first != event.bytes { ledger.changedRepeats.append(event) }
        }
    }

    private func settingsAnswer(_ request: SeenRequest) -> StandInAnswer {
        let known = request.query("v").map { Int($0) }
        if known == settingsVersion { return StandInAnswer(status: 304) }
        if known == .some(nil), request.project != nil { return StandInAnswer(status: 400) }
        var document: JSONObject = ["version": .integer(Int64(settingsVersion))]
        if !settings.isEmpty {
            var members = JSONObject()
            for (name, value) in settings.sorted(by: { $0.key < $1.key }) { members[name] = .string(value) }
            document["settings"] = .object(members)
        }
        return StandInAnswer(
            status: 200,
            headers: [("Content-Type", "application/json; charset=utf-8")] + (date.map { [("Date", $0)] } ?? []),
            body: JSONValue.object(document).encoded())
    }
}

/// An answer before it is on the wire.
struct StandInAnswer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// With a body to cut through.
    func padded() -> StandInAnswer {
        var answer = self
        answer.body += Array(repeating: UInt8(ascii: " "), count: 64)
        return answer
    }
}
