package import Model
package import Patterns
package import Records
package import Rules
package import WireFormat

/// What happened to one entry on its way from lines to events, and why. `Explainer` makes it.
package struct Explanation: Sendable {
    /// As the interpreter took it apart.
    package var record: Record
    /// One for each of the entry's kept lines.
    package var roles: [LineRole]
    /// How the patterns took its head apart; nil where the layout has none.
    package var head: HeadReading?
    /// The patterns that did not match, in the order in which they were tried.
    package var attempts: [Attempt]
    package var time: TimeFact
    package var level: LevelFact
    /// In the rules' order.
    package var verdicts: [RuleVerdict]
    /// What the interpreter made of it; mostly none or one.
    package var events: [EventFact]
    /// What was cut of it.
    package var losses: [Loss]

    /// A pattern that does not match.
    package struct Attempt: Sendable {
        package var pattern: Pattern
        /// Nil where only what the search found meanwhile could tell.
        package var progress: PatternProgress?
    }

    /// Where the entry's time comes from.
    package enum TimeFact: Sendable {
        /// This capture says it; `form` as the rule file writes it.
        case read(text: [UInt8], form: String, zoned: Bool, Timestamp)
        /// A member of the JSON object, or the envelope, says it.
        case told(by: String, Timestamp)
        /// This capture should say it and reads in no form.
        case unread(text: [UInt8])
        /// The entry says none: the event has the moment at which the line was read.
        case none
    }

    /// Where the entry's level comes from.
    package enum LevelFact: Sendable {
        case read(word: [UInt8], level: Level, isOwnWord: Bool)
        case told(by: String, Level)
        case unread(word: [UInt8])
        case none
    }

    /// An event of the entry, or what kept it from being one.
    package struct EventFact: Sendable {
        package var rule: String
        /// Its wire form; nil where nothing can be sent.
        package var body: [UInt8]?
        /// Why it is none.
        package var fault: String?
        /// The names of the configured redactions that took something out.
        package var redactions: [String]
        /// What the project would have.
        package var gate: GateFact
    }

    /// The gate's verdict on an event.
    package enum GateFact: Hashable, Sendable {
        /// Nothing is known of any project.
        case notAsked
        case passes
        /// Why not.
        case held(String)
    }

    /// Whether an event came of it.
    package var hasEvent: Bool { events.contains { $0.body != nil } }
}
