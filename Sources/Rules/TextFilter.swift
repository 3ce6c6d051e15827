import WireFormat

/// What a template can do to a field's text.
package enum TextFilter: String, CaseIterable, Sendable {
    /// Small letters, in any script.
    case lower
    /// Capital letters, in any script.
    case upper
    /// Without blanks around it.
    case trim
    /// The first number in it, as `NumberText` reads it; nothing where there is none.
    case number
    /// Without what changes from one occurrence to the next, see `StableText`.
    case stable

    /// All of them, as a person writes them.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    func applied(to text: String) -> String {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .trim: text.trimmed
        case .number: NumberText.first(in: text.utf8).map(NumberText.plain) ?? ""
        case .stable: StableText.of(text)
        }
    }
}
