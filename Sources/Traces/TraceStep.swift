/// What a line is to the trace around it.
package enum TraceStep: Hashable, Sendable {
    /// No part of a trace; an open one is over.
    case none
    /// The first line of a trace. `standalone` is what an uncaught error prints by itself, so it begins a record even
    /// below another log line; otherwise it belongs to the log line above, if there is one.
    case opens(standalone: Bool)
    /// A further line of the open trace; with none open, a frame, which makes the line above the head.
    case continues
    /// The next line decides: a blank line, or one that may be more of a message.
    case pending
}
