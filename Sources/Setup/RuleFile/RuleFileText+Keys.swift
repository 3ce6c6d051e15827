import Encodings
import Records
import Traces

extension RuleFileText {
    static let keys = Keys(
        [
            Key(
                "name", .text, "What other rule files call it, and the source of events that have none.",
                standard: nil, example: "billing"),
            Key(
                "about", .text, "A line for people: what kind of log it is.", example: "The billing daemon's own log"),
            Key(
                "extends", .text,
                "Another rule file, by its name. Keys given here replace its keys, rules go in front of its rules.",
                example: "log4j"),
            Key(
                "project", .text, "Where the events go: a name under `projects` in the configuration.",
                standard: RuleFile.standardProject),
            Key(
                "files", .oneOrMore(.glob),
                """
                What to read. `*` is any part of a name, `**` any number of directories, `{a,b}` either; each begins \
                with `/`.
                """, example: "[/var/log/billing/*.log, /srv/billing/**/server.log]"),
            Key(
                "usual_files", .oneOrMore(.glob),
                """
                Where packages and vendors put such logs. Nothing is read because of it: `discover` and `replay` take \
                a log there for this kind rather than for another.
                """, example: "[/var/log/nginx/*error.log]"),
            Key(
                "exclude", .oneOrMore(.glob),
                "What not to read of those; without a `/` in front it holds at any depth.", example: "['**/*.gz']"),
            Key(
                "read_from", .choice(RuleFileReader.beginnings),
                """
                For files that are already there when they are first seen, at the first start. Later files are read \
                from their beginning.
                """, standard: "end"),
            Key(
                "encoding", .text,
                """
                What the log is written in, as iconv calls it; a byte order mark in the log wins over it. `auto` is \
                UTF-8 where there is no mark.
                """, standard: "auto", example: "windows-1252"),
            Key(
                "envelope", .choice(LayoutReader.envelopes),
                "What a transport put in front of each line; it is taken off. `auto` finds out, line by line.",
                standard: "none"),
            Key(
                "application", .oneOrMore(.text),
                "How the names or the paths of the application's own code begin; errors are stacked by its frames.",
                example: "[com.acme., /srv/shop/]"),
            Key("record", .mapping(recordKeys), "How the log looks: where entries begin, how one is taken apart."),
            Key(
                "rules", .list(.mapping(RuleReader.keys)),
                """
                What becomes of an entry: the first rule that matches decides. Without rules, an entry with a stack \
                trace becomes an `error`, one with a level a `log` of that level, and the rest is dropped.
                """, example: "[{ name: noise, when: { message: healthz }, drop: true }]"),
            Key(
                "tests", .list(.mapping(RuleTest.keys)), "Pieces of the log, and the events that must come of them.",
                example: "[{ log: 'order 17 accepted', expect: [] }]"),
        ],
        elsewhere: Dictionary(
            recordKeys.names.map { ($0, "under 'record'") }
                + ["when", "event", "drop"].map { ($0, "to a rule in 'rules'") }
                + ConfigurationReader.keys.names.map { ($0, "in stacktail.yaml") },
            uniquingKeysWith: { first, _ in first }))

    static let recordKeys = Keys(
        [
            Key(
                "start", .regex, "Matches a line that begins an entry; the lines behind it continue the entry.",
                example: #"'^\d{4}-\d\d-\d\d '"#),
            Key(
                "continue", .regex,
                """
                The other way about: matches a line that continues the entry above. With neither, each line is an \
                entry, and stack traces are joined all the same.
                """, example: #"'^\s'"#),
            Key(
                "header", .either(.flag, .regex),
                """
                Matches lines that are no entries and belong to none, such as banners; a group `columns` names the \
                columns. For `csv`, whether the first line names them: by default where `columns` is not given.
                """, example: "'^#'"),
            Key("parse", .choice(LayoutReader.parses), "How an entry is taken apart.", standard: "pattern"),
            Key(
                "columns", .oneOrMore(.text),
                "The names of the columns of `csv` and `w3c`, where no header line gives them.",
                example: "[time, level, message]"),
            Key(
                "delimiter", .text, "What stands between the columns of `csv`, if no comma: one character, or `tab`.",
                example: "';'"),
            Key(
                "pattern", .oneOrMore(.regex),
                """
                The first that matches gives the fields, one for each named group. `time`, `level`, `source`, \
                `thread` and `message` mean what they say.
                """, example: #"'^(?<time>\S+ \S+) (?<level>[A-Z]+) (?<message>.*)'"#),
            Key(
                "time", .oneOrMore(.text),
                """
                How the log writes its times, as strptime does, with `%L` for a fraction; or `iso8601`, `unix`, \
                `unix_ms`, `clf`, `syslog`. The first that reads the capture counts. Names of months may be English, \
                German, French or Spanish.
                """, standard: "iso8601", example: "['%Y-%m-%d %H:%M:%S,%L', iso8601]"),
            Key(
                "timezone", .text, "Where times without an offset are meant: `local`, `UTC` or a name of the IANA.",
                standard: "local", example: "Europe/Berlin"),
            Key(
                "levels", .names(.level),
                """
                What the log's own words for levels mean, beside the usual ones; also ranges of numbers, and regular \
                expressions between slashes.
                """, example: "{ SEVERE: error, 500..599: error, /^crit/: fatal }"),
            Key(
                "traces",
                .either(.choice(["auto", "none"]), .oneOrMore(.choice(TraceLanguage.allCases.map(\.rawValue)))),
                "Whose stack traces to look for.", standard: "auto", example: "[java, python]"),
            Key(
                "stream_by", .oneOrMore(.text), "The captures that tell writers apart whose lines are interleaved.",
                example: "[thread]"),
            Key(
                "flush_after", .duration(.milliseconds(10) ... .seconds(600)),
                "An entry that nothing has continued for so long is complete.", standard: "2s"),
        ],
        elsewhere: [
            "files": "to the file itself", "encoding": "to the file itself", "envelope": "to the file itself",
            "application": "to the file itself",
        ])
}
