extension RuleTest {
    static let keys = Keys([
        Key("name", .text, "What is tested, as a clause.", example: "a declined order"),
        Key(
            "log", .text, "The piece of the log, as it stands in the file.",
            example: "'2026-11-20 10:00:00 WARN order 17 declined'", isRequired: true),
        Key(
            "silence", .duration(RuleTest.silences), "How long nothing more is written behind the log, for `absent`.",
            example: "27h"),
        Key(
            "expect", .list(.mapping(ExpectedEvent.keys)),
            "The events that come of it, no more and no fewer; `[]` for none. `check --update` writes them anew.",
            example: "[{ type: log, level: warn }]", isRequired: true),
    ])
}

extension ExpectedEvent {
    /// Each is compared; what is not named may be anything, and `~` means that there is none.
    static let keys = Keys([
        Key("type", .any, "The event's type.", example: "error"),
        Key("level", .any, "Its level, by any of the usual names.", example: "warn"),
        Key("message", .any, "Its message.", example: "'Order 17 declined'"),
        Key("source", .any, "What it comes from.", example: "com.acme.Billing"),
        Key("date", .any, "Its time, with its offset.", example: "'2026-11-20T10:00:00.123Z'"),
        Key("tags", .any, "Tags that it has, among others.", example: "[billing]"),
        Key("value", .any, "Its number.", example: "17"),
        Key("count", .any, "How many entries it stands for.", example: "3"),
        Key("geo", .any, "Where it happened.", example: "'52.5,13.4'"),
        Key("reference_id", .any, "Its id.", example: "order-17-declined"),
        Key("session", .any, "The session that it belongs to or opens.", example: "session-0001"),
        Key("version", .any, "The application's version.", example: "1.2.3"),
        Key("exception", .any, "The class of its exception.", example: "java.io.IOException"),
        Key("user", .names(.any), "`identity` and `name`.", example: "{ identity: ann }"),
        Key("request", .names(.any), "Members of its request.", example: "{ path: /orders }"),
        Key("stack", .names(.any), "`title` and `by`, as the rule gives them.", example: "{ by: [declined] }"),
        Key("data", .names(.any), "Data and captures, by their names.", example: "{ order: '17' }"),
        Key("rule", .any, "The rule that made it.", example: "declined"),
        Key("first_line", .any, "The number of the first line of its entry; the first is 1.", example: "1"),
        Key("last_line", .any, "The number of the last line of its entry.", example: "7"),
    ])
}
