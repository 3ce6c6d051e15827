import Model

/// One language's traces: how their lines hang together, and what they say.
protocol TraceGrammar: Sendable {
    /// With no trace open.
    init()

    /// Whether a trace is open, so that the next line must be shown to it.
    var isOpen: Bool { get }

    /// How many lines above belong to the trace that a line has just continued with none open for certain.
    var awaitedLines: Int { get }

    /// What `line` is to the open trace, or whether it opens one. Without a line end and colours; possibly blank.
    mutating func step(_ line: Bytes) -> Verdict

    /// The bytes a line can begin with that opens a trace or, as a frame, reveals one. A line that none of the three
    /// cues tells is ordinary.
    static func cue(_ first: UInt8) -> Bool

    /// As `cue`, where there must also be a colon in the line's first word, or no blank in the line.
    static func wordCue(_ first: UInt8) -> Bool

    /// The bytes such a line can end with.
    static func endCue(_ last: UInt8) -> Bool

    /// The words by which a line tells that it may be a whole trace, besides names that end in `Exception` or `Error`.
    static var loneWords: LoneWords { get }

    /// The first trace in a record's lines. Linear in their length.
    static func parse(_ lines: [Bytes]) -> ParsedTrace?
}

extension TraceGrammar {
    var awaitedLines: Int { 1 }
    static func wordCue(_ first: UInt8) -> Bool { false }
    static func endCue(_ last: UInt8) -> Bool { false }
    static var loneWords: LoneWords { LoneWords() }
}

/// What one grammar says about a line. Where two disagree, the greater counts.
enum Verdict: Int, Comparable {
    case none
    /// The next line decides.
    case pending
    /// Any text that may follow here, such as a message's next line.
    case text
    case opens
    case opensStandalone
    /// A line that nothing else looks like.
    case continues

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What a grammar found; lines and columns are those of the lines it was given.
struct ParsedTrace {
    var trace: Trace
    var firstLine: Int
    var column: Int
    var lastLine: Int
    /// How many frames and exceptions prove that it is one; a mere header has the least.
    var evidence: Int
    /// Whether it tells of an error, and not of something that is merely noted.
    var isFault = true
}

/// What is kept of a trace, so that a runaway recursion or a hostile file costs little.
enum TraceLimits {
    /// Frames of one exception; more are counted as elided. A Java stack overflow prints 1,024.
    static let framesMax = 1_024
    /// Exceptions of one chain, and levels of nesting.
    static let chainMax = 64
    /// Suppressed exceptions or members of one exception.
    static let membersMax = 256
    /// Lines of one message while no frame follows.
    static let messageLinesMax = 60
}
