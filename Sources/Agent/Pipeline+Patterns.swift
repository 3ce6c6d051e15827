import Model
import Setup

extension Pipeline {
    private static var patternTrouble: String { "pattern " }

    /// A pattern that costs too much was switched off: a trouble until the rules are loaded anew.
    mutating func tellOfPatterns() {
        for rules in rules.values {
            for alarm in rules.budget.takeAlarms() {
                tell(.warn, alarm.description, about: Self.patternTrouble + "\(alarm.ruleFile) \(alarm.place)")
            }
        }
    }

    /// New rules have new patterns.
    mutating func settlePatterns() {
        for trouble in told.filter({ $0.hasPrefix(Self.patternTrouble) }).sorted() {
            settle(trouble, saying: "the \(trouble) is in force again, as it stands in the rules now")
        }
    }
}
