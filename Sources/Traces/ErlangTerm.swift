/// A term as Erlang prints it, as far as traces need it: lists and tuples, and anything else as its text.
indirect enum ErlangTerm {
    case tuple([ErlangTerm], text: Bytes)
    case list([ErlangTerm])
    case other(Bytes)

    var text: Bytes? {
        switch self {
        case .tuple(_, let text), .other(let text): text
        case .list: nil
        }
    }

    /// A name that is no variable, number or text.
    var atom: Bytes? {
        guard case .other(let text) = self, let first = text.first, first.isLower || first == UInt8(ascii: "'") else {
            return nil
        }
        return text
    }

    /// The term at the text's start, cut or not.
    static func read(_ text: Bytes) -> Self? {
        var reader = Reader(text: text, index: text.startIndex)
        return reader.term(depth: 0)
    }

    private struct Reader {
        let text: Bytes
        var index: Int
        private var count = 0

        private static let termsMax = 20_000
        private static let depthMax = 32

        init(text: Bytes, index: Int) { (self.text, self.index) = (text, index) }

        mutating func term(depth: Int) -> ErlangTerm? {
            skipBlanks()
            guard index < text.endIndex, depth < Self.depthMax, count < Self.termsMax else { return nil }
            count += 1
            let start = index
            switch text[index] {
            case UInt8(ascii: "{"):
                let terms = sequence(until: UInt8(ascii: "}"), depth)
                return .tuple(terms, text: text[start..<index])
            case UInt8(ascii: "["): return .list(sequence(until: UInt8(ascii: "]"), depth))
            default:
                other()
                return .other(text[start..<index])
            }
        }

        private mutating func sequence(until close: UInt8, _ depth: Int) -> [ErlangTerm] {
            index += 1
            var terms: [ErlangTerm] = []
            while index < text.endIndex {
                skipBlanks()
                guard index < text.endIndex else { break }
                if text[index] == close {
                    index += 1
                    break
                }
                if text[index] == UInt8(ascii: ",") || text[index] == UInt8(ascii: "|") {
                    index += 1
                    continue
                }
                let before = index
                guard let term = term(depth: depth + 1), index > before else { break }
                terms.append(term)
            }
            return terms
        }

        private mutating func skipBlanks() { while index < text.endIndex, text[index].isBlank { index += 1 } }

        /// Up to a comma or a closing bracket at the same level.
        private mutating func other() {
            var nesting = 0
            while index < text.endIndex {
                switch text[index] {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(text[index])
                case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["):
                    nesting += 1
                    index += 1
                case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
                    guard nesting > 0 else { return }
                    nesting -= 1
                    index += 1
                case UInt8(ascii: ","), UInt8(ascii: "|"):
                    guard nesting > 0 else { return }
                    index += 1
                default: index += 1
                }
            }
        }

        private mutating func skipQuoted(_ quote: UInt8) {
            index += 1
            while index < text.endIndex, text[index] != quote {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            index = min(index + 1, text.endIndex)
        }
    }
}
