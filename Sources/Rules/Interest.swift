package import Model

/// Which records can come to anything at all, told by their level alone, so that the others need not be taken apart.
///
/// A record that may hold a trace is always of interest.
package struct Interest: Hashable, Sendable {
    /// A bit for each: it is asked for every record, and a set would hash each time.
    private var levels: UInt8
    private var withoutLevel: Bool

    /// Whether a record without a trace, of that level, can become an event.
    package func includes(_ level: Level?) -> Bool { level.map { levels & Self.bit($0) != 0 } ?? withoutLevel }

    /// Whether there is nothing to be saved by asking.
    package var isEverything: Bool { withoutLevel && levels == Self.bits(Level.allCases) }

    /// What the rules may make an event of that the gate may let pass. It never leaves out what would be sent; where a
    /// rule cannot be told by level, it leaves out nothing.
    package init(_ rules: RuleSet, past gate: SettingsGate?) {
        (levels, withoutLevel) = (rules.keepsEverything ? Self.bits(Level.allCases) : 0, rules.keepsEverything)
        for rule in rules.rules {
            guard case .event(let template) = rule.action, !rule.wantsTrace else { continue }
            let candidates = Level.allCases.filter(rule.mayMatch)
            // Only where type and level come from the record alone, the gate's verdict is known before.
            let isObserving = rule.measure?.isObserving ?? false
            let isPlainLog = template.type == nil && template.level == nil && !isObserving
            levels |= Self.bits(candidates.filter { !isPlainLog || gate?.mayPass(logOf: $0) ?? true })
            withoutLevel = withoutLevel || rule.mayMatch(nil)
        }
    }

    private static func bits(_ levels: [Level]) -> UInt8 { levels.reduce(0) { $0 | bit($1) } }
    private static func bit(_ level: Level) -> UInt8 { 1 << UInt8(level.rawValue) }
}

extension Rule {
    fileprivate var wantsTrace: Bool {
        when.contains { if case .hasTrace(true) = $0 { true } else { false } }
    }

    /// Whether its conditions on the level allow `level`.
    fileprivate func mayMatch(_ level: Level?) -> Bool {
        let isAllowed = when.allSatisfy { if case .level(let range) = $0 { range.contains(level) } else { true } }
        let isExcepted = unless.contains { if case .level(let range) = $0 { range.contains(level) } else { false } }
        return isAllowed && !isExcepted
    }
}
