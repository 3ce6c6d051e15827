/// How a project's events are sent: what the configuration may say.
package struct DeliveryPolicy: Hashable, Sendable {
    /// The least time between two requests while fewer than a batch of events wait. An event after a quiet time goes at
    /// once; the server's budget counts requests, not events.
    package var linger = Duration.seconds(1)
    /// So many go without waiting.
    package var batchEventsMax = 500
    /// After no answer, or one that tells of trouble at the server.
    package var retry = Backoff(initial: .seconds(1), max: .seconds(300))
    /// Settings are asked for this often, and whenever an answer tells of another version. 2 minutes at least.
    package var settingsPoll = Duration.seconds(300)

    package init() {}
}

/// What the protocol and its server decide; not for the configuration.
enum DeliveryLimits {
    /// The server takes 200,000 bytes on the wire and answers 413 beyond.
    static let wireBytesMax = 180_000
    /// The server takes 2,000,000 bytes decompressed and throws the rest away without a word.
    static let bodyBytesMax = 1_800_000
    /// A learned limit is not remembered below this: whatever refuses less has another reason.
    static let wireBytesFloor = 16_384
    /// Below this, compressing gains no packet.
    static let plainBytesMax = 4_096
    /// The first batch after a 402: what exceeds the plan's five minutes is cut off without a word.
    static let rampEvents = 10
    /// The pauses of a 402 that follows another.
    static let plan = Backoff(initial: .seconds(1_800), max: .seconds(3_600))
    /// For a key that is refused, or a server that refuses everything.
    static let probe = Backoff(initial: .seconds(120), max: .seconds(900))
    /// Events that are refused one after the other before we doubt the server instead of the events.
    static let refusedInARowMax = 3
    /// Less than this many requests left in the quarter of an hour: they are spread over what is left of it.
    static let budgetLow = 200
    /// A stored date beyond this was written by a clock that was wrong.
    static let notBeforeMax = Duration.seconds(7_200)
    static let settingsPollMin = Duration.seconds(120)
    static let settingsRetryMin = Duration.seconds(10)
    /// The same version is not fetched again sooner because an answer told of it: it may still be on its way.
    static let settingsHeaderPause = Duration.seconds(60)
    /// What is told of a server's own words.
    static let wordsMax = 300
}
