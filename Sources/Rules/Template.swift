/// Why a text is no template, and where.
package struct TemplateFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    /// UTF-8 bytes from the beginning of the template's text.
    package var position: Int

    package var description: String { "\(message) at \(position)" }
}

/// A text with `${name}` in it. `$$` is one dollar sign; any other dollar sign stands for itself.
package struct Template: Hashable, Sendable {
    /// As it was written.
    package let text: String
    private let parts: [Part]

    private enum Part: Hashable {
        case text(String)
        case field(FieldName)
    }

    /// What a template gives at most, in bytes; an event is far smaller.
    private static let bytesMax = 1 << 20

    /// Throws for a `${` without its end and for a name that no capture can have; names that nothing captures are fine.
    package init(_ text: String) throws(TemplateFault) {
        var parser = Parser(text: Array(text.utf8))
        parts = try parser.parts()
        self.text = text
    }

    /// A template that is just this text, dollar signs and all.
    package init(literal text: String) { (self.text, parts) = (text, text.isEmpty ? [] : [.text(text)]) }

    /// The fields that it shows, in their order.
    package var fields: [FieldName] {
        parts.compactMap { if case .field(let field) = $0 { field } else { nil } }
    }

    /// The text; a field that the record does not have is empty, and bytes that are no UTF-8 become U+FFFD.
    func render(_ subject: Subject) -> String {
        if parts.count == 1, let only = parts.first { return render(only, subject) }
        var bytes: [UInt8] = []
        for part in parts where bytes.count < Self.bytesMax {
            switch part {
            case .text(let text): bytes += text.utf8
            case .field(let field): bytes += (subject.value(of: field) ?? []).prefix(Self.bytesMax - bytes.count)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func render(_ part: Part, _ subject: Subject) -> String {
        switch part {
        case .text(let text): text
        case .field(let field): String(decoding: (subject.value(of: field) ?? []).prefix(Self.bytesMax), as: UTF8.self)
        }
    }

    private struct Parser {
        let text: [UInt8]
        private var place = 0
        private var literal: [UInt8] = []
        private var found: [Part] = []

        init(text: [UInt8]) { self.text = text }

        mutating func parts() throws(TemplateFault) -> [Part] {
            while place < text.count {
                switch (text[place], place + 1 < text.count ? text[place + 1] : 0) {
                case (UInt8(ascii: "$"), UInt8(ascii: "$")):
                    literal.append(UInt8(ascii: "$"))
                    place += 2
                case (UInt8(ascii: "$"), UInt8(ascii: "{")):
                    try field()
                case (let byte, _):
                    literal.append(byte)
                    place += 1
                }
            }
            endLiteral()
            return found
        }

        private mutating func field() throws(TemplateFault) {
            let start = place + 2
            guard let end = text[start...].firstIndex(of: UInt8(ascii: "}")) else {
                throw TemplateFault(message: "'${' has no '}'; '$$' stands for a dollar sign", position: place)
            }
            if let odd = text[start..<end].firstIndex(where: { !$0.isName }) {
                throw TemplateFault(message: "a field's name has letters, digits and '_ . - @' only", position: odd)
            }
            guard start < end else { throw TemplateFault(message: "'${}' names no field", position: place) }
            endLiteral()
            found.append(.field(FieldName(String(decoding: text[start..<end], as: UTF8.self))))
            place = end + 1
        }

        private mutating func endLiteral() {
            guard !literal.isEmpty else { return }
            found.append(.text(String(decoding: literal, as: UTF8.self)))
            literal = []
        }
    }
}

extension UInt8 {
    /// Part of a capture's name, or of a JSON member's.
    fileprivate var isName: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "@"), 0x80...0xFF:
            true
        default: false
        }
    }
}
