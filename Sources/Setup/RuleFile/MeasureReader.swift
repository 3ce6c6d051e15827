import Rules

/// Reads `limit`, `over` and `absent` of a rule: what it counts over several records.
struct MeasureReader {
    /// What the rule's templates may show; nil for anything.
    let fields: [String]?
    var findings: [Diagnostic] = []

    static let spans = Duration.seconds(1) ... .seconds(366 * 86_400)
    private static let windows = Duration.seconds(1) ... .seconds(31 * 86_400)
    private static let counts = 1...1_000_000_000
    static let limitKeys = keys(counting: "events", "As many pass in a window.")
    static let overKeys = keys(counting: "count", "More than that make the event.")

    private static func keys(counting what: String, _ meaning: String) -> Keys {
        Keys([
            Key(what, .count(counts), meaning, example: "100", isRequired: true),
            Key("per", .duration(windows), "The window's length.", example: "5m", isRequired: true),
            Key(
                "by", .oneOrMore(.template), "Each text that these give is counted for itself.",
                example: "['${source}']"),
        ])
    }

    init(fields: [String]?) { self.fields = fields }

    /// Nil for a rule that counts nothing.
    mutating func measure(_ rule: Fields) -> Measure? {
        let given = ["limit", "over", "absent"].filter { rule[$0] != nil }
        guard let first = given.first else { return nil }
        for other in given.dropFirst() { exclude(other, first, rule) }
        if rule["drop"] != nil { exclude(first, "drop", rule) }
        if first != "limit", rule["also"] != nil {
            findings.append(
                rule.key("also").error(
                    "a rule with '\(first)' decides nothing, so later ones always look", help: "leave 'also' out"))
        }
        switch first {
        case "limit": return rate("limit", counting: "events", rule).map { .limit($0) }
        case "over": return rate("over", counting: "count", rule).map { .over($0) }
        default: return span(rule).map { .absent($0) }
        }
    }

    /// What the rule's event may show: of a silence there is no record.
    func fieldsOfEvent(_ rule: Fields) -> [String]? {
        if rule["absent"] != nil { return ["since", "source", "host"] }
        return rule["over"] == nil ? fields : fields.map { $0 + ["count"] }
    }

    private mutating func exclude(_ one: String, _ other: String, _ rule: Fields) {
        findings.append(rule.key(one).error("'\(one)' and '\(other)' exclude each other", help: "keep one of them"))
    }

    private mutating func rate(_ name: String, counting what: String, _ rule: Fields) -> Measure.Rate? {
        guard let node = rule[name] else { return nil }
        let fields = Fields(
            node, of: "'\(name)'", name == "limit" ? Self.limitKeys : Self.overKeys, findings: &findings)
        guard case .mapping = node.content else { return nil }
        for key in [what, "per"] where fields.isMissing(key) {
            let example = name == "limit" ? "{ events: 100, per: 1m }" : "{ count: 500, per: 5m }"
            findings.append(node.error("'\(name)' needs '\(key)'", help: "like \(example)"))
        }
        let count = fields.count(what, Self.counts, findings: &findings)
        let per = fields.duration("per", Self.windows, findings: &findings)
        let reader = TemplateReader(fields: self.fields)
        var by: [Template] = []
        for node in fields.list("by", of: "texts", findings: &findings) ?? [] {
            if let template = reader.template(node, findings: &findings) { by.append(template) }
        }
        guard let count, let per else { return nil }
        return Measure.Rate(count: count, per: per, by: by)
    }

    private mutating func span(_ rule: Fields) -> Duration? {
        rule.duration("absent", Self.spans, findings: &findings)
    }
}
