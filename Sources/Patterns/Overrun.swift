/// A search that was given up at its limit, and so counted as no match.
package struct Overrun: Sendable {
    package var pattern: Pattern
    /// The beginning of what was searched, at most `textBytesMax` of it.
    package var text: [UInt8]
    /// All of what was searched, in bytes.
    package var byteCount: Int
    /// How many steps it may have taken.
    package var steps: Int

    /// As much of the text as somebody wants to see of it.
    package static let textBytesMax = 1_024

    /// Those of the calling thread since it asked last, the first `keptMax` of them.
    package static func taken() -> [Overrun] {
        let workspace = Workspace.current
        guard !workspace.overruns.isEmpty else { return [] }
        defer { workspace.overruns = [] }
        return workspace.overruns
    }

    static let keptMax = 16
}
