public import WireFormat

/// One event, as the server's event model has it: the root of what is submitted, and the starting point for readers.
///
/// Fill in what is known and call `fitted()`: that gives the nearest event within the server's limits and its bytes, or
/// says why there is none. Absent members are left out of the wire form, never written as null:
/// a wrong or null type inside a known block makes the server ignore the whole block.
public struct Event: Hashable, Sendable {
    /// `error`, `log`, `usage`, `404`, `session`, `sessionend`, `heartbeat` or a name of one's own; 1–100 characters.
    /// A longer one would make the server throw away the whole batch.
    public var type: String
    /// Logger, component or feature; at most 2,000 characters. Log events stack by it, so it holds nothing that changes
    /// from one event to the next, such as a line number.
    public var source: String?
    /// When it happened. The server takes a later date than its own for now, and drops an event of more than three days
    /// without a word: see `redated(to:)`.
    public var date: Timestamp
    /// At most 2,000 UTF-16 units; `fitted()` keeps a longer one whole in `data.full_message`.
    public var message: String?
    /// At most 50 of 1–100 characters, told apart without case. `Critical` makes the server notify at once.
    public var tags: [String] = []
    /// Whatever is worth adding up, a price or a duration; within the range of the server's decimal, ±7.9e28.
    public var value: Double?
    /// How many occurrences this one event stands for; 1 if absent. The plan counts it as one.
    public var count: Int?
    /// `"latitude,longitude"` in decimal degrees (the public guide has the order wrong).
    public var geo: String?
    /// 8–100 of letters, digits and `-`. The server drops a second event with the same one for 24 hours.
    public var referenceID: String?
    /// `@level`: `Trace`, `Debug`, `Info`, `Warn`, `Error` or `Fatal`. Settings know no other name, and never hold back
    /// what has another.
    public var level: String?
    /// `@submission_method`: what caught the event, where it was not sent by hand. Free text.
    public var submissionMethod: String?
    /// `@version`: the application's, which "fixed in version" is compared with.
    public var version: String?
    /// `@error`; with it `simpleError` is left empty, or the stack is titled by the other.
    public var error: ErrorInfo?
    /// `@simple_error`.
    public var simpleError: SimpleErrorInfo?
    /// `@stack`.
    public var stack: StackInfo?
    /// `@environment`.
    public var environment: EnvironmentInfo?
    /// `@request`.
    public var request: RequestInfo?
    /// `@user`.
    public var user: UserInfo?
    /// `@user_description`; for an event that was sent before there is `Collector.describe`.
    public var userDescription: UserDescription?
    /// `@ref:NAME`: links to other events by their `reference_id`; `session` is the session that it belongs to. Names
    /// are 1–100 of letters, digits, `-`, `_` and `.`; at most 20.
    public var references: [String: String] = [:]
    /// `@trace`: what the log said just before, oldest first; shown beside the event.
    public var precedingLines: [String] = []
    /// Extended data. Names that begin with `@` are the protocol's own and are refused here.
    public var data = JSONObject()

    public init(type: String, date: Timestamp) {
        (self.type, self.date) = (type, date)
    }
}
