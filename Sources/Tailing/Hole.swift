package import Model

// A file that is truncated under a writer without O_APPEND goes on where the writer was: what lies in front is a hole
// that occupies no disk and reads as NULs, as many gigabytes as the log once had.

extension [UInt8] {
    /// Whether a chunk ends so that a hole may go on behind it: then it pays to ask where data begins again.
    package var endsInNULs: Bool {
        last == 0 && count >= holeBytesMin && firstNonZero(in: span.bytes, (count - holeBytesMin)..<count) == count
    }
}

/// File systems make no smaller holes.
private let holeBytesMin = 4_096

extension Tailer {
    /// Goes on at `offset`: only NULs lie in front of it, as the last bytes that were taken were. At the next change it
    /// is checked that they still are.
    package mutating func skipNULs(to offset: ByteOffset) {
        precondition(offset >= readTo, "a hole is skipped forwards")
        go(behindNULsTo: offset)
    }
}
