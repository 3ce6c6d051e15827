public import Exceptionless

/// How a client behaves: all that can be said about it has a default but the key.
public struct ClientConfiguration: Sendable {
    /// The project's key. It goes out in one header and is never printed.
    public var key: APIKey

    // MARK: Where

    /// Takes the events; `/api/v2` is added.
    public var server = ServerURL.hosted
    /// Gives the settings. Nil: the hosted service's own, or `server`.
    public var configServer: ServerURL?
    /// Keeps sessions alive. Nil: the hosted service's own, or `server`.
    public var heartbeatServer: ServerURL?
    /// Only for a key that is not tied to a project, or to name the project in every request.
    public var projectID: String?
    /// `name/version`; the server shows it as the client that submitted.
    public var userAgent = "exceptionless-swift/0.1.0"
    /// Time-outs, proxy and authorities of the client's own transport; nothing to a transport that is passed in.
    public var connection = ConnectionOptions()

    // MARK: What goes along

    /// Added to each event's.
    public var tags: [String] = []
    /// Members that an event does not have itself.
    public var data = JSONObject()
    /// `@version` of events that have none: the application's.
    public var version: String?
    /// `@environment` of events that have none; nil for none at all.
    public var environment: EnvironmentInfo? = .thisProcess
    /// `@submission_method` of events that have none.
    public var submissionMethod: String?

    // MARK: What does not

    /// Names of members that are taken out, besides those that the project's settings name.
    public var exclusions = DataExclusions.none
    /// Whether texts lose the values of excluded names too: `password=…` in a message.
    public var masksTexts = false
    /// The private information that may go. The project's settings may forbid more, never less.
    public var privateInformation = PrivateInformation.all
    /// May change or drop each event, in the order of their priority.
    public var plugins: [EventPlugin] = []
    /// The least level of log events where the project's settings say nothing; `unknown` lets all pass. The .NET client
    /// has `warn` here, which many an application's lost messages were due to.
    public var levelWithoutSetting = LogLevel.unknown

    // MARK: How

    /// Settings that a former run fetched. With them events go at once; without, after the first answer about settings.
    public var knownSettings: ProjectSettings?
    /// Settings are asked for this often, and whenever an answer tells of another version. 2 minutes at least.
    public var settingsPoll = Duration.seconds(300)
    /// Identical events within it become one with a count; the first goes at once. Zero: each goes by itself.
    public var duplicateWindow = Duration.seconds(60)
    /// Events that wait for the server; what comes beyond is dropped and counted.
    public var queueEventsMax = 1_000
    /// Their bytes as JSON, those in the duplicate window included. The memory they take is a few times that.
    public var queueBytesMax = 16 << 20
    /// The least time between two requests while little waits: the server's budget counts requests.
    public var linger = Duration.seconds(1)
    /// How often a session that `startSession` began is told to be alive; nil for never. 30 seconds at least.
    public var heartbeat: Duration? = .seconds(60)
    /// Is told what people should know, on any thread; it must return soon.
    public var notify: @Sendable (ClientNotice) -> Void = { _ in }

    /// With defaults for all but the key.
    public init(key: APIKey) { self.key = key }

    var collector: Collector {
        Collector(
            server: server, configServer: configServer, heartbeatServer: heartbeatServer, key: key,
            projectID: projectID, userAgent: userAgent)
    }
}
