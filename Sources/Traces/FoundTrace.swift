package import Model

/// A trace, and where it stands in the lines it was found in.
package struct FoundTrace: Hashable, Sendable {
    package var trace: Trace
    /// An index into the lines that were searched.
    package var firstLine: Int
    /// Where its text begins, in bytes from the start of that line as it stands in the file, colours included.
    package var column: Int
    /// The index of its last line, which is part of it.
    package var lastLine: Int
    /// Whether it tells of an error. A database prints the same form for what it merely notes, and a program may quote
    /// the line of an error in a note of its own.
    package var isFault: Bool

    package init(trace: Trace, firstLine: Int, column: Int, lastLine: Int, isFault: Bool = true) {
        (self.trace, self.firstLine, self.column, self.lastLine) = (trace, firstLine, column, lastLine)
        self.isFault = isFault
    }
}
