import Traces

/// A layout with the look-ups that each entry needs: made once, and shared by all files that look so.
package final class PreparedLayout: Sendable {
    /// As it was given.
    package let layout: Layout
    let levels: LevelWords
    let forms: [HeadForm]
    let finder: TraceFinder?

    /// Costs far more than an entry does.
    package init(_ layout: Layout) {
        self.layout = layout
        levels = LevelWords(layout.levels, layout.levelForms)
        forms = layout.patterns.map(HeadForm.init)
        finder = layout.traces.isEmpty ? nil : TraceFinder(layout.traces)
    }
}
