package import Model
package import Patterns
package import Traces

/// How a kind of log looks: where its entries begin, how one is taken apart.
package struct Layout: Sendable {
    /// A line that it matches begins an entry, and all others continue it.
    package var start: Pattern?
    /// A line that it matches continues the entry above; without `start` only.
    package var continuation: Pattern?
    /// A line that it matches is no entry and continues none: a banner, a directive. Its group `columns` names those of
    /// the lines below.
    package var header: Pattern?
    /// How an entry is taken apart.
    package var parse: Parse
    /// What stands in front of each line.
    package var envelope = Envelope.none
    /// The captures that tell whose line it is, where several writers share the file; each line is tried.
    package var streamBy: [String] = []
    /// How the log writes its times; the first that reads the capture counts.
    package var times: [TimeForm]
    /// Where times without an offset are meant.
    package var zone: Zone
    /// The log's own words for levels, in small letters, before the usual ones.
    package var levels: [String: Level]
    /// More of the log's own levels, behind `levels` and before the usual words; the first that fits counts.
    package var levelForms: [LevelForm] = []
    /// Zones that times name in full, `Europe/Berlin`; nil for a name that is none.
    package var zoneNamed: @Sendable (String) -> Zone? = { _ in nil }
    /// Whose traces to look for; none if empty.
    package var traces: [TraceLanguage]
    /// What the application's own code is called, by the beginnings of its names: `com.acme.`, `/srv/shop/`.
    package var application: [String] = []
    /// An entry that nothing has continued for so long is complete.
    package var flushAfter: Duration

    /// What an entry is written in.
    package enum Parse: Sendable {
        /// The first that matches gives the fields. `time`, `level`, `thread`, `source` and `message` mean what they
        /// say.
        case pattern([Pattern])
        /// An object a line.
        case json
        /// `key=value` pairs.
        case logfmt
        /// Values in columns.
        case columns(ColumnForm)
    }

    /// Without arguments: a line is an entry, a trace joins its head, nothing is captured.
    package init(
        start: Pattern? = nil, continuation: Pattern? = nil, parse: Parse = .pattern([]),
        times: [TimeForm] = [.iso8601], zone: Zone = .utc, levels: [String: Level] = [:],
        traces: [TraceLanguage] = TraceLanguage.allCases, flushAfter: Duration = .seconds(2)
    ) {
        (self.start, self.continuation, self.parse) = (start, continuation, parse)
        (self.times, self.zone, self.levels) = (times, zone, levels)
        (self.traces, self.flushAfter) = (traces, flushAfter)
    }

    /// Whether several streams may be interleaved in a file.
    var hasStreams: Bool { envelope != .none || !streamBy.isEmpty }

    /// The patterns of `parse`; none where it has no use for them.
    var patterns: [Pattern] {
        switch parse {
        case .pattern(let patterns): patterns
        case .json, .logfmt, .columns: []
        }
    }

    var columnForm: ColumnForm? { if case .columns(let form) = parse { form } else { nil } }

    var isLogfmt: Bool { if case .logfmt = parse { true } else { false } }

    /// The directives of W3C's extended logs.
    package static let w3cHeader = try? Pattern(#"^#(?:Fields:[ \t]*(?<columns>.*))?"#)
}
