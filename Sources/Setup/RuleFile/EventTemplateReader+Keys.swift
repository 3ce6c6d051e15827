import Rules

extension EventTemplateReader {
    static let keys = Keys([
        Key(
            "type", .template,
            "`error`, `log`, `usage`, `404`, `session`, `sessionend`, `heartbeat`, or a word of your own.",
            example: "error"),
        Key(
            "message", .template, "The message; without it the entry's own, else its exception's.",
            example: "'Order declined: ${reason}'"),
        Key(
            "source", .template, "What it comes from; without it the logger, else the rule file's name.",
            example: "'${source}'"),
        Key("level", .either(.level, .template), "Its level; without it the entry's own.", example: "error"),
        Key(
            "tags", .oneOrMore(.template), "Words to find it by; those that come out empty are left out.",
            example: "[billing, '${reason}']"),
        Key("value", .template, "A number.", example: "'${amount}'"),
        Key(
            "reference_id", .template, "Its id; without it one that the entry's place in its file gives.",
            example: "'${order}'"),
        Key(
            "session", .template, "The session that it belongs to, or that an event of type `session` opens.",
            example: "'${sid}'"),
        Key("geo", .template, "Where it happened, as `latitude,longitude`.", example: "'${lat},${lon}'"),
        Key("user", .mapping(userKeys), "Whom it happened to.", example: "{ identity: '${user}' }"),
        Key("request", .mapping(requestKeys), "The request that it happened in.", example: "{ path: '${path}' }"),
        Key("version", .template, "The application's version.", example: "'${app_version}'"),
        Key(
            "data", .names(.template), "More about it, by names of your own; what comes out empty is left out.",
            example: "{ order: '${order}' }"),
        Key("stack", .mapping(stackKeys), "Which events are counted as one thing.", example: "{ by: ['${reason}'] }"),
    ])

    static let userKeys = Keys([
        Key("identity", .template, "What the application knows the user by.", example: "'${user}'"),
        Key("name", .template, "What people call the user.", example: "'${fullname}'"),
    ])

    static let requestKeys = Keys(
        EventTemplate.RequestMember.allCases.map { Key($0.rawValue, .template, $0.doc, example: "'${\($0.rawValue)}'") }
    )

    static let stackKeys = Keys([
        Key("title", .template, "The title of the stack.", example: "Declined orders"),
        Key(
            "by", .oneOrMore(.template), "Events with the same values are one stack; without it, the trace decides.",
            example: "['declined', '${reason}']"),
    ])
}

extension EventTemplate.RequestMember {
    fileprivate var doc: String {
        switch self {
        case .clientIPAddress: "Who asked."
        case .httpMethod: "`GET`, `POST` and so on."
        case .path: "What was asked for; a query behind it becomes `query_string`."
        case .userAgent: "The program that asked, as it calls itself."
        case .host: "The name that it was asked by."
        case .port: "The port that it was asked at."
        case .isSecure: "`true` for HTTPS."
        case .referrer: "The page that led there."
        }
    }
}
