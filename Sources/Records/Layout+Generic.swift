import Patterns

extension Layout {
    /// A little of everything, for a log that no rule file describes: a line is an entry, a trace joins its head, and
    /// the usual places of a time and a level are known.
    ///
    /// Its zone is UTC; the caller sets a better one.
    package static let generic = Layout(
        parse: .pattern(genericForms.compactMap { try? Pattern($0) }),
        times: [
            .iso8601, .syslog, .clf, TimeForm("%d-%b-%Y %H:%M:%S.%L"), TimeForm("%d-%b-%Y %H:%M:%S"),
            TimeForm("%H:%M:%S%L"), TimeForm("%H:%M:%S"),
        ].compactMap(\.self))
}

// A level counts only at a level's place: in capital letters near the time, in brackets, or right behind the time.
private let time =
    #"(?<time>\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?)"#
private let capitals =
    "TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRIT(?:ICAL)?|ALERT|EMERG(?:ENCY)?|PANIC"
private let words = "(?i:\(capitals)|err|wrn|inf|dbg|vrb|ftl|verbose|fine|finer|finest|config)"
private let message = #"[\]\s:|>)-]*(?<message>.*)"#
private let timeOfDay = #"(?<time>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)"#

private let genericForms = [
    #"^[ \t]*[\[(]?\#(time)\W.{0,60}?(?<![\w.=-])(?<level>\#(capitals))\d?\b(?![.=])\#(message)"#,
    #"^[ \t]*[\[(]?\#(time)\W.{0,60}?[\[(<|]\s?(?<level>\#(words))\d?\s*[\])>|]\#(message)"#,
    #"^[ \t]*[\[(]?\#(time)[\]),|\s-]+(?<level>\#(words))\d?[\s:|]\#(message)"#,
    #"^[ \t]*[\[(]?\#(time)[\]),|\s:-]*(?<message>.*)"#,
    #"^[ \t]*(?<time>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?) "#
        + #"(?:(?<level>\#(capitals)|FINE|FINER|FINEST|CONFIG)\b)?\#(message)"#,
    #"^(?:<\d+>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) "#
        + #"(?<host>\S+) (?<source>[^\s:\[]+)(?:\[(?<pid>\d+)\])?:(?: |$)(?<message>.*)"#,
    #"^(?<client>\S+) \S+ (?<user>\S+) \[(?<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"#
        + #"(?: [+-]\d{4})?)\] (?<message>".*)"#,
    // Ruby's logger, with the level's first letter in front.
    #"^[ \t]*[DIWEFA], \[\#(time) #\d+\]\s+(?<level>\#(capitals)|ANY) -- (?<source>[^:]*):\s*(?<message>.*)"#,
    #"^[ \t]*[\[(]?\#(timeOfDay)[\])]?\s.{0,60}?(?<![\w.=-])(?<level>\#(capitals))\d?\b(?![.=])\#(message)"#,
    #"^[ \t]*[\[(]?\#(timeOfDay)[\])]? (?:\S+=\S+ )*[\[(<|]\s?(?<level>\#(words))\d?\s*[\])>|]\#(message)"#,
    #"^[\[<(]?(?<level>\#(capitals))\b[\]>)]?\s*(?::|\||-|\s|$)\#(message)"#,
    #"^[\[<(](?<level>\#(words))[\]>)]\#(message)"#,
    #"^(?<level>\#(words)):\s+(?<message>.*)"#,
]
