/// Why a text is no template, and where.
package struct TemplateFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    /// UTF-8 bytes from the beginning of the template's text.
    package var position: Int

    package var description: String { "\(message) at \(position)" }
}

/// A text with `${name}` in it. `$$` is one dollar sign; any other dollar sign stands for itself.
///
/// Behind a name may stand steps, which are taken in their order: the name of a filter, or a text that stands where
/// nothing came so far. `${path|lower}`, `${user|-}`, `${user|trim|lower|'nobody'}`; a text in single quotes is never a
/// filter, may hold `|` and `}`, and has `''` for a quote.
package struct Template: Hashable, Sendable {
    /// As it was written.
    package let text: String
    /// Each name and each default as it stands in the text, for whoever checks them.
    package let mentions: [Mention]
    private let parts: [Part]

    /// Something in a template that may be a slip.
    package enum Mention: Hashable, Sendable {
        /// Begins at this byte of the text, with its `${`.
        case field(FieldName, position: Int)
        /// A default without quotes, which may be meant for a filter.
        case bareDefault(String, position: Int)
    }

    enum Part: Hashable {
        case text(String)
        case field(FieldName, [Step])
    }

    /// What becomes of a field's text before it is shown.
    enum Step: Hashable {
        case filter(TextFilter)
        /// Stands in where there is nothing so far.
        case otherwise(String)
    }

    /// What a template gives at most, in bytes; an event is far smaller.
    private static let bytesMax = 1 << 20

    /// Throws for a `${` without its end and for a name that no capture can have; names that nothing captures are fine.
    package init(_ text: String) throws(TemplateFault) {
        var parser = TemplateParser(text: Array(text.utf8))
        (parts, mentions) = try parser.parse()
        self.text = text
    }

    /// A template that is just this text, dollar signs and all.
    package init(literal text: String) {
        (self.text, parts, mentions) = (text, text.isEmpty ? [] : [.text(text)], [])
    }

    /// The fields that it shows, in their order.
    package var fields: [FieldName] {
        parts.compactMap { if case .field(let field, _) = $0 { field } else { nil } }
    }

    /// The text; a field that the record does not have is empty, and bytes that are no UTF-8 become U+FFFD.
    func render(_ subject: Subject) -> String {
        if parts.count == 1, let only = parts.first { return render(only, subject, bytesMax: Self.bytesMax) }
        var text = ""
        for part in parts where text.utf8.count < Self.bytesMax {
            text += render(part, subject, bytesMax: Self.bytesMax - text.utf8.count)
        }
        return text
    }

    private func render(_ part: Part, _ subject: Subject, bytesMax: Int) -> String {
        switch part {
        case .text(let text): return text
        case .field(let field, let steps):
            let value = (subject.value(of: field) ?? []).prefix(bytesMax)
            return steps.reduce(String(decoding: value, as: UTF8.self)) { $1.applied(to: $0) }
        }
    }
}

extension Template.Step {
    fileprivate func applied(to text: String) -> String {
        switch self {
        case .filter(let filter): filter.applied(to: text)
        case .otherwise(let other): text.isEmpty ? other : text
        }
    }
}
