package import Exceptional
package import Exceptionless
package import Model
package import WireFormat

/// Where events go: one entry of `projects`.
package struct Project: Sendable {
    /// Its key in `projects`; rule files' `project` names it.
    package var name: String
    /// A server, or the journal itself.
    package var destination: Destination
    /// The least level of log events where the project's settings say nothing.
    package var levelWithoutSetting = Level.warn
    /// Whether names that the project's settings exclude lose their values in messages and other texts, too.
    package var masksTexts = false
    /// For events older than the server takes.
    package var late = Late.redate

    package init(name: String, destination: Destination) { (self.name, self.destination) = (name, destination) }

    /// Whether the journal is where its events end.
    package var isLocal: Bool {
        if case .local = destination { true } else { false }
    }

    /// Exactly one: where the events of a project end up.
    package enum Destination: Sendable {
        case exceptionless(ExceptionlessServer)
        case exceptional(ExceptionalServer)
        /// No server: events are kept in the journal to be looked at.
        case local(LocalStore)
    }

    /// What becomes of an event that the server would silently drop for its age.
    package enum Late: String, CaseIterable, Sendable {
        /// It gets the date of when it is made, and its own date as data.
        case redate
        case drop
        case send
    }
}

/// An Exceptionless server and how to be its client.
package struct ExceptionlessServer: Sendable {
    /// Takes the events; `/api/v2` is added by the requests.
    package var server = ServerURL.hosted
    /// Where the settings are fetched; nil for what official clients take.
    package var configServer: ServerURL?
    /// Where sessions are kept alive; likewise.
    package var heartbeatServer: ServerURL?
    /// Never prints.
    package var apiKey: APIKey
    /// Only for a key that is not tied to a project.
    package var projectID: String?
    /// How often the settings are asked for when nothing hints at a change.
    package var settingsPoll = Duration.seconds(300)
    /// How it is reached.
    package var way = WayToServer()

    package init(apiKey: APIKey) { self.apiKey = apiKey }

    /// What makes requests of it. `userAgent`: `stacktail/VERSION`.
    package func collector(userAgent: String) -> Collector {
        Collector(
            server: server, configServer: configServer, heartbeatServer: heartbeatServer, key: apiKey,
            projectID: projectID, userAgent: userAgent)
    }
}

/// A server that speaks the Publish API of Exceptional.
package struct ExceptionalServer: Sendable {
    /// What makes requests of it, but for its `userAgent`.
    private var publisher: Publisher
    /// How it is reached.
    package var way = WayToServer(timeout: .seconds(20))

    package init(_ publisher: Publisher) { self.publisher = publisher }

    /// For a line of the log.
    package var summary: String { "\(publisher.server) (Exceptional, protocol \(publisher.version.rawValue))" }

    /// `userAgent`: `stacktail/VERSION`.
    package func publisher(userAgent: String) -> Publisher {
        var publisher = publisher
        publisher.userAgent = userAgent
        return publisher
    }
}

/// How a server is reached.
package struct WayToServer: Sendable {
    /// PEM certificates to trust beside the system's.
    package var caFile: Path?
    /// Of one request, from connecting to the last byte of its answer.
    package var timeout: Duration
    /// Nil for what the environment says (`HTTPS_PROXY`, `NO_PROXY`).
    package var proxy: Proxy?

    package init(timeout: Duration = .seconds(30)) { self.timeout = timeout }
}

/// How long and how much a local project keeps.
package struct LocalStore: Hashable, Sendable {
    /// Events older than that are removed and counted.
    package var keep = Duration.seconds(7 * 86_400)
    /// Beyond that the oldest events are removed and counted.
    package var sizeMax = ByteCount(256_000_000)

    package init() {}
}
