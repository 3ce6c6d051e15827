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

    package init(trace: Trace, firstLine: Int, column: Int, lastLine: Int) {
        (self.trace, self.firstLine, self.column, self.lastLine) = (trace, firstLine, column, lastLine)
    }
}
