import Model
import Patterns
import Rules

/// A rule that never decides, since an earlier one takes every entry that it would.
struct Shadow {
    var rule: RuleText
    var earlier: RuleText
}

extension RuleFile {
    /// Sound, not complete: what is named here never decides, but not all that never decides is named.
    var shadows: [Shadow] {
        let checked = Dictionary(rules.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let own = ownRules.compactMap { text in checked[text.name].map { (text: text, rule: $0) } }
        return own.enumerated().compactMap { index, later in
            let earlier = own[..<index].first { $0.text.endsMatters && $0.rule.takesAll(that: later.rule) }
            return earlier.map { Shadow(rule: later.text, earlier: $0.text) }
        }
    }

    /// What is wrong with the order of the rules.
    var shadowDiagnostics: [Diagnostic] {
        shadows.flatMap { shadow in
            let first = shadow.earlier
            return [
                shadow.rule.label.diagnostic(
                    .warning, "the rule '\(shadow.rule.name)' never decides: '\(first.name)' takes all that it would",
                    help: "put it in front of '\(first.name)', or give that 'also: true'"),
                first.label.diagnostic(.note, "this one decides first"),
            ]
        }
    }
}

extension RuleText {
    /// Where messages about it point: its name, where it has one.
    var label: YAMLNode { entry("name") ?? node }

    /// A rule that counts, or lets others look, too, leaves the entry to them.
    fileprivate var endsMatters: Bool {
        !["over", "absent"].contains { entry($0) != nil } && entry("also")?.scalar != "true"
    }

    private func entry(_ name: String) -> YAMLNode? {
        guard case .mapping(let entries) = node.content else { return nil }
        return entries.first { $0.name == name && !$0.value.isNull }?.value
    }
}

extension Rule {
    /// Whether it matches wherever `other` does.
    fileprivate func takesAll(that other: Rule) -> Bool {
        // A condition on what another one captures means something else in each rule.
        guard !searchesOwnCaptures, !other.searchesOwnCaptures else { return false }
        let certain = when.allSatisfy { condition in
            condition.isCertain || other.when.contains { $0.implies(condition) }
        }
        let unexcepted = unless.allSatisfy { exception in
            other.unless.contains { exception.implies($0) } || other.when.contains { $0.excludes(exception) }
        }
        return certain && unexcepted
    }

    private var searchesOwnCaptures: Bool {
        let captured = Set(
            when.flatMap { (condition: Condition) -> [String] in
                if case .matches(_, let pattern) = condition { pattern.names } else { [] }
            })
        return (when + unless).contains {
            switch $0 {
            case .matches(let field, _), .number(let field, _): captured.contains(field.name)
            case .level, .hasTrace: false
            }
        }
    }
}

extension Condition {
    /// Whether it holds of every entry.
    fileprivate var isCertain: Bool {
        guard case .matches(let field, let pattern) = self else { return false }
        return [.message, .line].contains(field) && pattern.isAnything
    }

    /// Whether `other` holds wherever this one does.
    fileprivate func implies(_ other: Condition) -> Bool {
        switch (self, other) {
        case (.level(let own), .level(let wide)):
            wide.levels.contains(own.levels.lowerBound) && wide.levels.contains(own.levels.upperBound)
        case (.hasTrace(let own), .hasTrace(let wanted)): own == wanted
        case (.matches(let field, let own), .matches(let same, let wide)):
            field == same && (own.text == wide.text || wide.isAnything || wide.isFoundWherever(own))
        case (.number(let field, let own), .number(let same, let wide)): field == same && own == wide
        case (.level, _), (.hasTrace, _), (.matches, _), (.number, _): false
        }
    }

    /// Whether the two never hold together.
    fileprivate func excludes(_ other: Condition) -> Bool {
        switch (self, other) {
        case (.level(let own), .level(let another)): !own.levels.overlaps(another.levels)
        case (.hasTrace(let own), .hasTrace(let another)): own != another
        case (.level, _), (.hasTrace, _), (.matches, _), (.number, _): false
        }
    }
}

extension Pattern {
    /// Whether it is found in every text.
    fileprivate var isAnything: Bool { ["", ".*", "^", "$", "^.*", ".*$", "^.*$", ".*?"].contains(text) }

    /// Whether it is a plain text that every match of `other` holds.
    fileprivate func isFoundWherever(_ other: Pattern) -> Bool {
        guard let word = RegexOutline(text).plainText else { return false }
        return RegexOutline(other.text).plainRuns.contains { $0.contains(word) }
    }
}
