extension EventMaker {
    /// The names of the redactions that take something out of the draft's event.
    package func redactionsApplied(to draft: Draft) -> [String] {
        redactions.filter { draft.event.redacted(by: [$0]) != draft.event }.map(\.name)
    }
}
