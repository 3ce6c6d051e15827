import Exceptional
import Model

extension ProjectReader {
    static let keys = Keys(
        [
            Key(
                "exceptionless", .mapping(serverKeys), "An Exceptionless server.",
                example: "{ api_key: '${EXCEPTIONLESS_API_KEY}' }"),
            Key(
                "exceptional", .mapping(publisherKeys), "A server that speaks the Publish API of Exceptional.",
                example: "{ server: 'https://errors.example.com', api_key: '${EXCEPTIONLESS_API_KEY}' }"),
            Key("local", .mapping(localKeys), "No server: events are kept in the journal to be looked at."),
            Key(
                "level_without_setting", .level,
                "The least level of log events where the project's settings say nothing.", standard: "warn"),
            Key(
                "late", .choice(lates),
                """
                What becomes of events that the server would silently drop for their age: `redate` gives them the \
                date of now, and their own as data.
                """, standard: "redate"),
            Key(
                "mask_texts", .flag,
                "Whether names that the project's settings exclude lose their values in messages and stack texts, too.",
                standard: "false"),
        ],
        elsewhere: [
            "api_key": "under 'exceptionless'", "server": "under 'exceptionless'", "protocol": "under 'exceptional'",
            "application_root": "under 'exceptional'", "keep": "under 'local'", "max_size": "under 'local'",
        ])

    static let serverKeys = Keys(
        [
            Key(
                "server", .text, "Its address; `/api/v2` is added.", standard: "https://collector.exceptionless.io"),
            apiKey(
                "A client key of the project; from a file as `${file:/path}`, from systemd as `${credential:NAME}`."),
            Key(
                "config_server", .text, "Where the settings are fetched, if not where official clients do it.",
                example: "https://config.example.com"),
            Key(
                "heartbeat_server", .text, "Where sessions are kept alive, likewise.",
                example: "https://heartbeat.example.com"),
            Key(
                "settings_poll", .duration(.seconds(120) ... .seconds(86_400)),
                "How often the settings are asked for when nothing hints at a change.", standard: "5m"),
            Key(
                "project_id", .text, "Only for a key that is not tied to a project.",
                example: "537650f3b77efe23a47914f4"
            ),
            caFile, timeout("30s"), proxy,
        ],
        elsewhere: ["level_without_setting": "to the project itself", "late": "to the project itself"])

    static let publisherKeys = Keys(
        [
            Key(
                "server", .text, "Its address; `/api/errors` is added. There is no usual one.",
                example: "https://errors.example.com", isRequired: true),
            apiKey("The application's key."),
            Key("protocol", .choice(protocols), "The version of the protocol.", standard: "6"),
            Key(
                "application_root", .text, "The application's directory; without it the log's.", example: "/srv/legacy"
            ),
            Key("stage", .text, "As the server calls it.", example: "production"),
            Key(
                "language", .text, "What the application is written in; without it, what the trace says.",
                example: "java"),
            Key("env", .names(.text), "Variables that each occurrence shows.", example: "{ REGION: north }"),
            Key("send_hash", .flag, "Whether the id of the stack is told.", standard: "true"),
            Key("send_raw", .flag, "Whether the entry's own text is sent.", standard: "false"),
            Key("content_encoding", .flag, "Whether the request names its compression.", standard: "false"),
            caFile, timeout("20s"), proxy,
        ],
        elsewhere: ["level_without_setting": "to the project itself"])

    static let localKeys = Keys([
        Key(
            "keep", .duration(.seconds(60) ... .seconds(3_650 * 86_400)), "Older events are removed and counted.",
            standard: "7d"),
        Key(
            "max_size", .size(.mebibytes(1) ... .mebibytes(1 << 20)), "Beyond it the oldest are removed and counted.",
            standard: "256MB"),
    ])

    private static func apiKey(_ doc: String) -> Key {
        Key("api_key", .text, doc, example: "'${EXCEPTIONLESS_API_KEY}'", isRequired: true)
    }

    private static let caFile = Key(
        "ca_file", .text, "PEM certificates to trust beside the system's.", example: "/etc/ssl/own-ca.pem")

    private static func timeout(_ standard: String) -> Key {
        Key(
            "timeout", .duration(.seconds(1) ... .seconds(600)), "Of a request, from connecting to the answer's end.",
            standard: standard)
    }

    private static let proxy = Key(
        "proxy", .text, "The way out; without it `HTTPS_PROXY` and `NO_PROXY` of the environment count.",
        example: "http://proxy.example.com:3128")

    static let lates: KeyValuePairs<String, Project.Late> = ["redate": .redate, "drop": .drop, "send": .send]
    static let protocols: KeyValuePairs<String, PublishProtocol> = ["6": .six, "5": .five]
}
