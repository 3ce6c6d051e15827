/// What is measured; the names are the command line's.
enum Stage: String, CaseIterable {
    /// Loading all shipped rules. The first, while the process is as fresh as an agent's.
    case start
    /// Bytes to lines.
    case reading
    /// A log that no rule matches.
    case quiet
    /// A log with an error in a hundred entries.
    case errors
    /// A log of which every line becomes an event.
    case events
    /// What looking for traces costs where there are none.
    case traces

    /// The stage's lines in the table.
    func figures(on bench: Workbench) throws -> [Figure] {
        switch self {
        case .start: try startFigures(bench)
        case .reading: try readingFigures(bench)
        case .quiet: try quietFigures(bench)
        case .errors: try errorFigures(bench)
        case .events: try eventFigures(bench)
        case .traces: try traceFigures(bench)
        }
    }
}
