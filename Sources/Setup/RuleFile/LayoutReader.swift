import Model
import Patterns
import Records
import Traces

/// Reads `record`: how a kind of log looks.
struct LayoutReader {
    static let envelopes: KeyValuePairs<String, Envelope> = [
        "none": .none, "syslog": .syslog, "docker": .docker, "cri": .cri, "time": .time, "auto": .auto,
    ]

    static let parses: KeyValuePairs<String, Layout.Parse> = [
        "pattern": .pattern([]), "json": .json, "logfmt": .logfmt, "w3c": .columns(.w3c), "csv": .columns(.csv()),
    ]

    let zones: Zones
    var findings: [Diagnostic] = []

    /// A file without `record` gets the generic layout, which fits a little of everything.
    ///
    /// `settings`: the keys beside `record`.
    mutating func layout(_ record: Fields, isGiven: Bool, settings: Fields) -> Layout {
        let envelope = envelope(settings)
        var layout = isGiven ? Layout() : .generic
        layout.envelope = envelope
        layout.application = application(settings)
        guard isGiven else { return layout }
        layout.start = record.pattern("start", findings: &findings)
        layout.continuation = record.pattern("continue", findings: &findings)
        if record["start"] != nil, record["continue"] != nil {
            findings.append(
                record.key("continue").error("'start' and 'continue' exclude each other", help: "keep one of them"))
        }
        layout.parse = parse(record)
        layout.header = header(record, layout)
        layout.times = times(record) ?? layout.times
        layout.zone = zone(record, isUTC: record["parse"]?.scalar == "w3c")
        (layout.levels, layout.levelForms) = levels(record)
        layout.zoneNamed = { [book = ZoneBook(zones)] in book.zone($0) }
        layout.traces = traces(record)
        layout.streamBy = streamBy(record, layout)
        layout.flushAfter = record.duration("flush_after", findings: &findings) ?? layout.flushAfter
        return layout
    }

    private mutating func parse(_ record: Fields) -> Layout.Parse {
        let patterns = (record.list("pattern", of: "regular expressions", findings: &findings) ?? [])
            .compactMap { $0.pattern(findings: &findings) }
        if record["time"] != nil, !patterns.isEmpty, !patterns.contains(where: { $0.names.contains("time") }) {
            findings.append(
                record.key("time").diagnostic(
                    .warning, "no pattern captures a time", help: "name a group: (?<time>…)"))
        }
        let parse = record["parse"]?.scalar
        var kind = record.choice("parse", Self.parses, findings: &findings) ?? .pattern(patterns)
        if case .pattern = kind { kind = .pattern(patterns) }
        if let parse, parse != "pattern", Self.parses.contains(where: { $0.key == parse }), record["pattern"] != nil {
            findings.append(
                record.key("pattern").error("'parse: \(parse)' needs no 'pattern'", help: "keep one of them"))
        }
        return withColumns(kind, record)
    }

    private mutating func envelope(_ settings: Fields) -> Envelope {
        settings.choice("envelope", Self.envelopes, findings: &findings) ?? .none
    }

    private mutating func application(_ settings: Fields) -> [String] {
        (settings.texts("application", findings: &findings) ?? []).compactMap { text, node in
            if !text.isEmpty { return text }
            findings.append(node.error("an empty text begins every name", help: "say how your code's names begin"))
            return nil
        }
    }

    /// A name that no pattern captures would leave the streams mixed.
    private mutating func streamBy(_ record: Fields, _ layout: Layout) -> [String] {
        guard let texts = record.texts("stream_by", findings: &findings) else { return [] }
        guard case .pattern(let patterns) = layout.parse else {
            let isJSON = if case .json = layout.parse { true } else { false }
            let (what, unit) = isJSON ? ("is of no use in JSON", "object") : ("needs patterns", "line")
            let help = "each \(unit) is a record by itself; leave it out"
            findings.append(record.key("stream_by").error("'stream_by' \(what)", help: help))
            return []
        }
        let known = patterns.flatMap(\.names).unique
        for (text, node) in texts where !known.contains(text) {
            let help = known.isEmpty ? "there is none" : "there is: \(known.joined(separator: ", "))"
            findings.append(
                node.error("no pattern captures \(node.shown)", help: Suggestion.help(for: text, among: known) ?? help))
        }
        return texts.map(\.text)
    }

    private mutating func times(_ record: Fields) -> [TimeForm]? {
        guard let texts = record.texts("time", findings: &findings) else { return nil }
        return texts.compactMap { text, node in
            if let form = TimeForm(text) { return form }
            findings.append(
                node.error(
                    "\(node.shown) is no form of a time",
                    help: Suggestion.help(for: text, among: ["iso8601", "unix", "unix_ms", "clf", "syslog"])
                        ?? "iso8601, unix, unix_ms, clf, syslog, or like '%Y-%m-%d %H:%M:%S,%L'"))
            return nil
        }
    }

    private mutating func zone(_ record: Fields, isUTC: Bool) -> Zone {
        guard let node = record["timezone"], let name = record.text("timezone", findings: &findings) else {
            return isUTC ? .utc : zones.zone("local") ?? .utc
        }
        if let zone = zones.zone(name) { return zone }
        findings.append(
            node.error("\(node.shown) is no time zone here", help: "local, UTC or a name like Europe/Berlin"))
        return .utc
    }

    private mutating func traces(_ record: Fields) -> [TraceLanguage] {
        if record["traces"]?.scalar == "none" { return [] }
        guard record["traces"]?.scalar != "auto", let texts = record.texts("traces", findings: &findings) else {
            return TraceLanguage.allCases
        }
        return texts.compactMap { text, node in
            if let language = TraceLanguage(rawValue: text) { return language }
            let names = TraceLanguage.allCases.map(\.rawValue)
            findings.append(
                node.error(
                    "\(node.shown) is no language of traces",
                    help: Suggestion.help(for: text, among: names + ["auto", "none"])
                        ?? "auto, none or a list of: \(names.joined(separator: ", "))"))
            return nil
        }
    }
}
