/// One key of a mapping: what its reader accepts, and what editors and the reference tell of it.
///
/// Its form is the only place where a range or a list of choices stands: `Fields` reads by it.
struct Key: Sendable {
    let name: String
    let form: Form
    /// One or two sentences for the person who writes it. Empty only for a key that is not described yet.
    let doc: String
    /// What leaving it out means, as it would be written; nil where there is no such value.
    let standard: String?
    /// A value as it would be written in one line; without one, the form's own.
    let example: String?
    /// Whether leaving it out is a fault.
    let isRequired: Bool

    init(
        _ name: String, _ form: Form, _ doc: String, standard: String? = nil, example: String? = nil,
        isRequired: Bool = false
    ) {
        (self.name, self.form, self.doc) = (name, form, doc)
        (self.standard, self.example, self.isRequired) = (standard, example, isRequired)
    }
}

extension Key: ExpressibleByStringLiteral {
    /// A key that takes anything and is not described yet; the reference's test asks for more.
    init(stringLiteral name: String) { self.init(name, .any, "") }
}
