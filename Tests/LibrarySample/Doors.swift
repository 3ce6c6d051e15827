import ExceptionlessKit

/// What the guides show besides: compiled here, so that it stays true.
enum Doors {
    static func configured(key: APIKey) throws -> ExceptionlessClient {
        var configuration = ClientConfiguration(key: key)
        configuration.version = "4.2.0"
        configuration.tags = ["shop"]
        configuration.data = ["region": "eu-west", "canary": true]
        configuration.exclusions = DataExclusions(["*password*", "card_number"])
        configuration.masksTexts = true
        configuration.privateInformation = [.user, .machineName]
        configuration.levelWithoutSetting = .info
        configuration.notify = { notice in
            if case .trouble(let text) = notice { print(text) }
        }
        configuration.plugins = [
            EventPlugin("no health checks", priority: 20) { event in
                event.request?.path == "/healthz" ? .drop(reason: "a health check") : .keep
            },
            EventPlugin("tenant", priority: 30) { event in
                event.data["tenant"] = "acme"
                return .keep
            },
        ]
        return try ExceptionlessClient(configuration)
    }

    static func stacked(_ client: ExceptionlessClient) {
        var event = Event(type: "error", date: .now)
        event.message = "order 991 declined: no funds"
        event.stack = StackInfo(
            title: "Declined orders", signature: [.init("ExceptionType", "Declined"), .init("Reason", "no funds")])
        event.value = 59.9
        event.references = ["parent": "a3f19c0d5b7e4412"]
        client.submit(event)
    }

    static func session(_ client: ExceptionlessClient) async throws {
        await client.startSession(of: UserInfo(identity: "ann", name: "Ann"))
        try await client.heartbeat()
        try await client.endSession()
    }

    static func endpoints(_ client: ExceptionlessClient) async throws {
        let sent = try await client.send(.log("sent by itself", source: "orders", level: .error))
        _ = try await client.sendByQuery(.usage("search"))
        if let id = sent.referenceID {
            let words = UserDescription(emailAddress: "ann@example.com", description: "It broke.")
            try await client.describe(id, words)
        }
        let settings = try await client.fetchSettings()
        print("version \(settings.version), least level \(settings.minimumLevel(source: "orders"))")
        if let other = try await client.fetchSettings(ofProject: "537650f3b77efe23a47914f4", version: 7) {
            print(other.values["feature.search"] ?? "-")
        }
        print("\(client.counts.accepted) accepted, \(await client.flush(within: .seconds(5))) wait")
    }

    /// The pure part alone, with an HTTP client of one's own.
    static func byHand(key: APIKey, post: (Request) async throws -> Answer) async throws -> Verdict {
        let collector = Collector(key: key, userAgent: "shop/4.2.0")
        let fitted = try Event.log("by hand", source: "orders", level: .info).fitted()
        return Verdict(for: try await post(collector.submit(events: [fitted.body])), at: .now)
    }
}

/// Keeps what would be sent, for tests of an application.
actor RecordingTransport: ClientTransport {
    private(set) var requests: [Request] = []

    func send(_ request: Request) async throws -> Answer {
        requests.append(request)
        return Answer(status: request.path.hasSuffix("/config") ? 304 : 202)
    }
}
