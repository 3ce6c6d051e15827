/// More choices than these are a mistake, and each costs a comparison per path.
private let alternativesMax = 256

/// A byte of a pattern, with its place in the text as it was written, for messages.
struct PatternByte {
    var byte: UInt8
    var position: Int
}

/// Every choice of every brace; `{{a,b},c}` nests.
func expandBraces(_ text: [UInt8]) throws(GlobFault) -> [[PatternByte]] {
    var parser = BraceParser(bytes: text.enumerated().map { PatternByte(byte: $1, position: $0) })
    return try parser.sequence(isInside: false)
}

private struct BraceParser {
    let bytes: [PatternByte]
    var index = 0

    init(bytes: [PatternByte]) { self.bytes = bytes }

    /// Up to the end, or inside braces up to the comma or brace that ends the choice.
    mutating func sequence(isInside: Bool) throws(GlobFault) -> [[PatternByte]] {
        var choices: [[PatternByte]] = [[]]
        while index < bytes.count {
            let next = bytes[index]
            if isInside, next.byte == comma || next.byte == closingBrace { break }
            guard next.byte == openingBrace else {
                appendPlain(to: &choices)
                continue
            }
            let inner = try braces()
            guard choices.count * inner.count <= alternativesMax else {
                throw GlobFault(message: "braces with more than \(alternativesMax) choices", position: next.position)
            }
            choices = choices.flatMap { start in inner.map { start + $0 } }
        }
        return choices
    }

    /// A byte; an escaped one with its backslash, a set as a whole, since what is in them is no brace.
    private mutating func appendPlain(to choices: inout [[PatternByte]]) {
        var end = index + 1
        if bytes[index].byte == backslash {
            end = min(end + 1, bytes.count)
        } else if bytes[index].byte == openingBracket {
            let close = bytes[index...].dropFirst(2).firstIndex { $0.byte == closingBracket || $0.byte == slash }
            if let close, bytes[close].byte == closingBracket { end = close + 1 }
        }
        for choice in choices.indices { choices[choice] += bytes[index..<end] }
        index = end
    }

    private mutating func braces() throws(GlobFault) -> [[PatternByte]] {
        let start = index
        var choices: [[PatternByte]] = []
        repeat {
            index += 1
            choices += try sequence(isInside: true)
            guard index < bytes.count else {
                throw GlobFault(message: "'{' without its '}'", position: bytes[start].position)
            }
        } while bytes[index].byte == comma
        index += 1
        return choices
    }
}

extension Glob.Alternative {
    init(_ pattern: [PatternByte], anywhere: Bool) throws(GlobFault) {
        var components: [Component] = anywhere ? [.directories] : []
        for name in pattern.split(whereSeparator: { $0.byte == slash }) {
            if name.map(\.byte) == [asterisk, asterisk] {
                if components.last != .directories { components.append(.directories) }
            } else {
                components.append(.name(try NamePattern(name)))
            }
        }
        if let nul = pattern.first(where: { $0.byte == 0 }) {
            throw GlobFault(message: "a NUL byte, which no path has", position: nul.position)
        }
        guard components.contains(where: { $0 != .directories }) || components.count > (anywhere ? 1 : 0) else {
            throw GlobFault(message: "a pattern that names no file", position: 0)
        }
        // `/srv/**` means every file below, so a name must follow.
        if components.last == .directories { components.append(.name(NamePattern(tokens: [.anyRun]))) }
        guard components.count <= Self.componentsMax else {
            throw GlobFault(message: "more than \(Self.componentsMax) names between slashes", position: 0)
        }
        self.init(components: components, matchesHidden: anywhere)
    }
}

extension NamePattern {
    fileprivate init(_ text: ArraySlice<PatternByte>) throws(GlobFault) {
        tokens = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index].byte {
            case asterisk:
                if tokens.last != .anyRun { tokens.append(.anyRun) }
            case questionMark: tokens.append(.any)
            case openingBracket: tokens.append(.set(try ByteSet(text, &index)))
            case backslash where index + 1 < text.endIndex:
                index += 1
                tokens.append(.byte(text[index].byte))
            default: tokens.append(.byte(text[index].byte))
            }
            index += 1
        }
    }
}

extension ByteSet {
    /// `index` goes from the opening to the closing bracket. A `]` in first place is a member.
    fileprivate init(_ text: ArraySlice<PatternByte>, _ index: inout Int) throws(GlobFault) {
        let start = index
        index += 1
        let isInverted = index < text.endIndex && [exclamationMark, circumflex].contains(text[index].byte)
        if isInverted { index += 1 }
        self.init()
        let first = index
        while index < text.endIndex, text[index].byte != closingBracket || index == first {
            if index + 2 < text.endIndex, text[index + 1].byte == hyphen, text[index + 2].byte != closingBracket {
                let (low, high) = (text[index].byte, text[index + 2].byte)
                guard low <= high else {
                    throw GlobFault(message: "a range that ends before it begins", position: text[index].position)
                }
                insert(low...high)
                index += 3
            } else {
                insert(text[index].byte...text[index].byte)
                index += 1
            }
        }
        guard index < text.endIndex else {
            throw GlobFault(message: "'[' without its ']'", position: text[start].position)
        }
        if isInverted { invert() }
    }
}

private let asterisk = UInt8(ascii: "*")
private let questionMark = UInt8(ascii: "?")
private let backslash = UInt8(ascii: "\\")
private let comma = UInt8(ascii: ",")
private let hyphen = UInt8(ascii: "-")
private let exclamationMark = UInt8(ascii: "!")
private let circumflex = UInt8(ascii: "^")
private let openingBrace = UInt8(ascii: "{")
private let closingBrace = UInt8(ascii: "}")
private let openingBracket = UInt8(ascii: "[")
private let closingBracket = UInt8(ascii: "]")
