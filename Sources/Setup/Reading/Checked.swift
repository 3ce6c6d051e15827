/// What became of something that a person wrote.
package struct Checked<Value: Sendable>: Sendable {
    /// Nil if any of the diagnostics is an error.
    package var value: Value?
    /// In reading order.
    package var diagnostics: [Diagnostic]

    package init(_ value: Value?, _ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.inReadingOrder
        self.value = diagnostics.hasErrors ? nil : value
    }
}
