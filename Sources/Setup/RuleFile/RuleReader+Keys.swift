extension RuleReader {
    static let keys = Keys(
        [
            Key("name", .text, "What events and messages call the rule; unique in the file.", example: "declined"),
            Key(
                "when", .mapping(conditionKeys),
                "What must hold of an entry, all of it. Without it, each entry matches.",
                example: #"{ message: 'order (?<order>\d+) declined', level: warn.. }"#),
            Key(
                "unless", .mapping(conditionKeys), "What may not hold, none of it.",
                example: #"{ source: '^com\.acme\.test' }"#),
            Key(
                "event", .mapping(EventTemplateReader.keys),
                "The event that an entry becomes. What it leaves out comes from the entry itself.",
                example: "{ type: error, message: 'Order declined: ${message}' }"),
            Key("drop", .flag, "The entry becomes nothing. Instead of `event`."),
            Key("also", .flag, "The rules behind this one look at the entry, too.", standard: "false"),
            Key(
                "limit", .mapping(MeasureReader.limitKeys),
                "More events than that are counted and not sent, and one event tells how many.",
                example: "{ events: 100, per: 1m }"),
            Key(
                "over", .mapping(MeasureReader.overKeys),
                """
                One event, when there were more entries than that; the rule decides nothing, so later ones look, too. \
                `${count}` is their number.
                """, example: "{ count: 500, per: 5m, by: ['${source}'] }"),
            Key(
                "absent", .duration(MeasureReader.spans),
                "One event, when there was no such entry for so long; `${since}` is the time of the last one.",
                example: "26h"),
        ],
        elsewhere: Dictionary(
            uniqueKeysWithValues: ["message", "level", "source", "has_trace"].map { ($0, "under 'when'") }
                + ["type", "tags", "data", "stack", "request", "user"].map { ($0, "under 'event'") }))

    /// Of `when` and `unless`. What every record has; the layout's captures come to it.
    static let conditionKeys = Keys(
        [
            Key(
                "message", .regex,
                """
                The entry's message, searched; without what its head captures, and without its trace. Named groups \
                become fields for the event.
                """,
                example: #"'order (?<order>\d+) declined'"#),
            Key("line", .regex, "The entry's first line as it stands in the file.", example: "declined"),
            Key(
                "path", .regex, "The path of the log file, unless a capture is called so.",
                example: #"'/billing/[^/]*\.log$'"#),
            Key(
                "exception", .regex, "The class of the exception, where there is a stack trace.",
                example: "TimeoutException"),
            Key("trace", .regex, "The text of the stack trace.", example: #"'com\.acme\.Billing'"#),
            Key(
                "level", .levelRange, "Its level, or a range: `warn..`, `..info`, `debug..warn`, `error`.",
                example: "warn.."),
            Key("source", .regex, "The logger, else the rule file's name.", example: #"'^com\.acme\.'"#),
            Key("host", .regex, "The host that an envelope names.", example: "'^db'"),
            Key("has_trace", .flag, "Whether it has a stack trace."),
        ], others: .regex)
}
