import Model

extension ConfigurationReader {
    static let keys = Keys(
        [
            Key(
                "state", .text, "The directory of the journal and its lock.", standard: "/var/lib/stacktail"),
            Key(
                "rules", .oneOrMore(.text),
                "The directories of rule files. A later one's file replaces an earlier one of the same name.",
                standard: "[/usr/share/stacktail/rules, /etc/stacktail/rules.d]"),
            Key(
                "projects", .names(.mapping(ProjectReader.keys)),
                """
                Where events go, by names that rule files use. Without it there is one, `default`: the server of \
                `EXCEPTIONLESS_API_KEY`, else local.
                """, example: "{ default: { local: {} } }"),
            Key("attach", .mapping(attachKeys), "What may be attached; the project's own privacy setting counts, too."),
            Key(
                "redact", .list(.mapping(redactionKeys)),
                "What is taken out of message, trace and data before anything reaches the disk, in this order.",
                example: #"[{ name: card, match: '\b(?:\d[ -]?){13,16}\b', with: '[card]' }]"#),
            Key("duplicates", .mapping(duplicatesKeys), "What becomes of identical events."),
            Key("journal", .mapping(journalKeys), "The events' store on the disk."),
            Key("delivery", .mapping(deliveryKeys), "How soon and how many at once events are sent."),
            Key("limits", .mapping(limitsKeys), "What a log may cost."),
            Key("status", .mapping(statusKeys), "Where the running agent can be asked."),
            Key("log", .mapping(logKeys), "How the agent itself logs."),
        ],
        elsewhere: [
            "exceptionless": "under a project's name, under 'projects'",
            "exceptional": "under a project's name, under 'projects'",
            "local": "under a project's name, under 'projects'",
            "api_key": "under 'exceptionless', under a project's name, under 'projects'",
            "page": "under 'status'", "socket": "under 'status'",
            "files": "in a rule file", "record": "in a rule file", "extends": "in a rule file",
            "tests": "in a rule file",
        ])

    static let attachKeys = Keys([
        Key("host", .flag, "Facts of this host, as `@environment`.", standard: "true"),
        Key("private", .flag, "Users, addresses and the like, as `@user` and in `@request`.", standard: "true"),
    ])

    static let redactionKeys = Keys([
        Key("name", .text, "What the redaction is called in messages.", standard: "redacted", example: "card"),
        Key("match", .regex, "What is taken out.", example: #"'\b(?:\d[ -]?){13,16}\b'"#, isRequired: true),
        Key("with", .text, "What stands there instead.", standard: "'[redacted]'"),
    ])

    static let duplicatesKeys = Keys([
        Key(
            "window", .duration(.zero ... .seconds(86_400)),
            "Identical events within it become one with a count; the first is sent at once. `0s` sends each.",
            standard: "60s")
    ])

    static let journalKeys = Keys([
        Key(
            "max_size", .size(.mebibytes(64) ... .mebibytes(1 << 20)), "What its files may take of the disk.",
            standard: "1GB"),
        Key(
            "when_full", .choice(whenFull),
            "`wait` stops reading and keeps its place; `drop_low_levels` counts and drops events below `warn`.",
            standard: "wait"),
    ])

    static let deliveryKeys = Keys([
        Key(
            "linger", .duration(.zero ... .seconds(60)), "How long an event waits for others to share its request.",
            standard: "1s"),
        Key("batch_events", .count(1...1_000), "How many events a request may have.", standard: "500"),
        Key("retry", .mapping(retryKeys), "How failures are repeated."),
    ])

    static let retryKeys = Keys([
        Key(
            "initial", .duration(.milliseconds(10) ... .seconds(3_600)),
            "The first wait after a failure; each is longer than the one before.", standard: "1s"),
        Key("max", .duration(.milliseconds(10) ... .seconds(3_600)), "The longest wait.", standard: "5m"),
    ])

    static let limitsKeys = Keys(
        [
            Key("line", .size(textSizes), "The longest line; the rest of it is cut and counted.", standard: "256KiB"),
            Key("record_lines", .count(1...100_000), "How many lines an entry may have.", standard: "2000"),
            Key("record", .size(textSizes), "How large an entry may be.", standard: "1MiB"),
            Key(
                "open_files", .count(8...100_000), "How many files are open at once; any number is tailed with them.",
                standard: "512"),
        ], notYet: ["memory": .harmless])

    private static let textSizes = ByteCount.kibibytes(1) ... .mebibytes(64)

    static let statusKeys = Keys([
        Key(
            "socket", .text, "The path of the control socket; without it `/run/stacktail/stacktail.sock`.",
            example: "/run/stacktail/other.sock"),
        Key(
            "page", .text, "Where health and metrics are served, on a loopback address; or `off`.", standard: "off",
            example: "127.0.0.1:7420"),
    ])

    static let logKeys = Keys([
        Key("level", .level, "The least that is logged.", standard: "info"),
        Key("format", .choice(logFormats), "`auto` is journald's form under systemd, else text.", standard: "auto"),
    ])

    static let whenFull: KeyValuePairs<String, Configuration.JournalRoom.WhenFull> = [
        "wait": .wait, "drop_low_levels": .dropLowLevels,
    ]

    static let logFormats: KeyValuePairs<String, Configuration.OwnLog.Format> = [
        "auto": .auto, "text": .text, "journald": .journald, "json": .json,
    ]
}
