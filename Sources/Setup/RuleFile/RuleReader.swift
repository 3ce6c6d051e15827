import Model
import Patterns
import Rules

/// Reads one element of `rules`.
struct RuleReader {
    /// What every record has, whatever its layout captures.
    private static let standardFields = conditionKeys.names.filter { $0 != "has_trace" }

    /// The captures of the layout; nil where any field can turn up, as in JSON.
    let captures: [String]?
    var findings: [Diagnostic] = []

    /// Nil if it has errors.
    mutating func rule(_ text: RuleText) -> Rule? {
        let foundBefore = findings.count
        let fields = Fields(text.node, of: "a rule", Self.keys, findings: &findings)
        if text.node.isNull { findings.append(text.node.error("an empty rule", help: "take its '-' away")) }
        guard case .mapping = text.node.content else { return nil }
        let when = conditions("when", fields)
        let unless = conditions("unless", fields, captured: when.flatMap(Self.names))
        let action = action(fields, captured: when.flatMap(Self.names), foundBefore: foundBefore)
        let also = fields.flag("also", findings: &findings) ?? false
        guard let action, !findings[foundBefore...].contains(where: { $0.severity == .error }) else { return nil }
        return Rule(name: text.name, when: when, unless: unless, also: also, action: action)
    }

    private mutating func action(_ fields: Fields, captured: [String], foundBefore: Int) -> Rule.Action? {
        let drops = fields.flag("drop", findings: &findings)
        var template: EventTemplate?
        if let node = fields["event"] {
            var reader = EventTemplateReader(fields: captures.map { Self.standardFields + $0 + captured })
            template = reader.template(node)
            findings += reader.findings
        }
        switch (drops, template) {
        case (true?, .some):
            findings.append(fields.key("drop").error("'event' and 'drop' exclude each other", help: "keep one of them"))
            return nil
        case (true?, nil): return .drop
        case (_, let template?): return .event(template)
        case (_, nil):
            // A rule that wants what is not supported yet has its own fault.
            if fields.isMissing("event"), fields.isMissing("drop"), findings.count == foundBefore {
                findings.append(fields.node.error("a rule needs 'event' or 'drop: true'"))
            }
            return nil
        }
    }

    // MARK: - Conditions

    /// What one captures, those behind it can look at. `captured`: by conditions in front of these.
    private mutating func conditions(_ name: String, _ fields: Fields, captured: [String] = []) -> [Condition] {
        var captured = captured
        return (fields.pairs(name, findings: &findings) ?? []).compactMap { entry in
            let condition: Condition? =
                switch entry.name {
                case "level": levelCondition(entry.value)
                case "has_trace": traceCondition(entry.value)
                default: fieldCondition(entry, captured: captured)
                }
            captured += condition.map(Self.names) ?? []
            return condition
        }
    }

    private mutating func levelCondition(_ node: YAMLNode) -> Condition? {
        if let range = node.scalar.flatMap({ LevelRange($0) }) { return .level(range) }
        findings.append(
            node.error("\(node.shown) is no level or range of levels", help: "like error, warn.., ..info, debug..warn"))
        return nil
    }

    private mutating func traceCondition(_ node: YAMLNode) -> Condition? {
        node.flag(findings: &findings).map { .hasTrace($0) }
    }

    private mutating func fieldCondition(_ entry: YAMLEntry, captured: [String]) -> Condition? {
        if let captures, !(Self.standardFields + captures + captured).contains(entry.name) {
            findings.append(unknownField(entry.name, at: entry.key.place, in: entry.key, among: captures + captured))
        }
        if let range = entry.value.scalar.flatMap({ NumberRange($0) }) { return .number(FieldName(entry.name), range) }
        return entry.value.pattern(findings: &findings).map { .matches(FieldName(entry.name), $0) }
    }

    /// A field that no pattern captures is never there; probably a slip.
    private func unknownField(
        _ name: String, at place: Diagnostic.Place, in node: YAMLNode, among captures: [String]
    ) -> Diagnostic {
        let known = (Self.standardFields + ["has_trace"] + captures).unique
        return Diagnostic(
            .error, file: node.source.name, place: place, "no pattern captures '\(name)'",
            help: Suggestion.help(for: name, among: known) ?? "there is: \(known.joined(separator: ", "))")
    }

    private static func names(_ condition: Condition) -> [String] {
        switch condition {
        case .matches(_, let pattern): pattern.names
        case .number, .level, .hasTrace: []
        }
    }
}
