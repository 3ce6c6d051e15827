/// Takes a template's text apart.
struct TemplateParser {
    let text: [UInt8]
    private var place = 0
    private var literal: [UInt8] = []
    private var found: [Template.Part] = []
    private var mentions: [Template.Mention] = []

    init(text: [UInt8]) { self.text = text }

    mutating func parse() throws(TemplateFault) -> (parts: [Template.Part], mentions: [Template.Mention]) {
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
        return (found, mentions)
    }

    private mutating func field() throws(TemplateFault) {
        let dollar = place
        place += 2
        let name = take { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "|") }
        guard place < text.count else { throw unended(from: dollar) }
        if let odd = text[name].firstIndex(where: { !$0.isName }) {
            throw TemplateFault(message: "a field's name has letters, digits and '_ . - @' only", position: odd)
        }
        guard !name.isEmpty else { throw TemplateFault(message: "'${}' names no field", position: dollar) }
        let field = FieldName(string(text[name]))
        mentions.append(.field(field, position: dollar))
        var steps: [Template.Step] = []
        while text[place] == UInt8(ascii: "|") {
            steps.append(try step())
            guard place < text.count else { throw unended(from: dollar) }
        }
        endLiteral()
        found.append(.field(field, steps))
        place += 1
    }

    /// From its `|` to the next one, or to the field's end.
    private mutating func step() throws(TemplateFault) -> Template.Step {
        place += 1
        if place < text.count, text[place] == UInt8(ascii: "'") { return .otherwise(try quoted()) }
        let word = take { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "|") }
        guard !word.isEmpty else {
            let message = "a filter or a text is to stand behind '|'; it can be: \(TextFilter.names)"
            throw TemplateFault(message: message, position: word.lowerBound)
        }
        let written = string(text[word])
        if let filter = TextFilter(rawValue: written) { return .filter(filter) }
        mentions.append(.bareDefault(written, position: word.lowerBound))
        return .otherwise(written)
    }

    private mutating func quoted() throws(TemplateFault) -> String {
        let start = place
        var inside: [UInt8] = []
        place += 1
        while place < text.count {
            if text[place] == UInt8(ascii: "'") {
                place += 1
                guard place < text.count, text[place] == UInt8(ascii: "'") else {
                    return try endingStep(string(inside[...]), from: start)
                }
            }
            inside.append(text[place])
            place += 1
        }
        throw TemplateFault(message: "the text has no closing quote", position: start)
    }

    private func endingStep(_ text: String, from start: Int) throws(TemplateFault) -> String {
        if place < self.text.count, self.text[place] != UInt8(ascii: "}"), self.text[place] != UInt8(ascii: "|") {
            throw TemplateFault(message: "only '|' or '}' can stand behind a text in quotes", position: place)
        }
        return text
    }

    private mutating func take(while isPart: (UInt8) -> Bool) -> Range<Int> {
        let start = place
        while place < text.count, isPart(text[place]) { place += 1 }
        return start..<place
    }

    private func unended(from dollar: Int) -> TemplateFault {
        TemplateFault(message: "'${' has no '}'; '$$' stands for a dollar sign", position: dollar)
    }

    private func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private mutating func endLiteral() {
        guard !literal.isEmpty else { return }
        found.append(.text(String(decoding: literal, as: UTF8.self)))
        literal = []
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
