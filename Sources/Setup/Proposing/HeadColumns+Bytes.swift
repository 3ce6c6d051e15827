import Model

let blank = UInt8(ascii: " ")
let colon = UInt8(ascii: ":")
let brackets: [UInt8: UInt8] = [
    UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "<"): UInt8(ascii: ">"),
    UInt8(ascii: "{"): UInt8(ascii: "}"), UInt8(ascii: "\""): UInt8(ascii: "\""),
]
let separators: Set<UInt8> = Set("-:|,;#/>*=~]})\"[(<\t".utf8)
let tableDelimiters: Set<UInt8> = Set("|;,\t".utf8)
let levelLetters: [UInt8: Level] = [
    UInt8(ascii: "T"): .trace, UInt8(ascii: "V"): .trace, UInt8(ascii: "D"): .debug, UInt8(ascii: "I"): .info,
    UInt8(ascii: "N"): .info, UInt8(ascii: "W"): .warn, UInt8(ascii: "E"): .error, UInt8(ascii: "F"): .fatal,
    UInt8(ascii: "C"): .fatal,
]

/// As a regular expression that matches just this.
func escaped(_ bytes: some Sequence<UInt8>) -> String {
    bytes.reduce(into: "") { text, byte in
        if byte == UInt8(ascii: "\t") { return text += #"\t"# }
        if #"\^$.|?*+()[]{}"#.utf8.contains(byte) { text += #"\"# }
        text += String(Unicode.Scalar(byte))
    }
}

/// What `HeadColumns` asks of a piece of a line.
extension ArraySlice<UInt8> {
    /// The letters that it begins with.
    var word: ArraySlice<UInt8> { prefix(while: \.isASCIILetter) }

    /// Up to a blank or a tab.
    var token: ArraySlice<UInt8> { prefix { $0 != blank && $0 != UInt8(ascii: "\t") } }

    var trimmedBlanks: ArraySlice<UInt8> {
        let front = drop { $0 == blank }
        return front.prefix((front.lastIndex { $0 != blank }.map { $0 + 1 } ?? front.startIndex) - front.startIndex)
    }

    var isLevel: Bool { Level(word: String(decoding: self, as: UTF8.self)) != nil }

    /// Of a level's word that ends there.
    var levelLength: Int? {
        let rest = dropFirst(word.count)
        guard word.isLevel, rest.first.map({ !$0.isPartOfName && $0 != UInt8(ascii: "=") }) ?? true else { return nil }
        return word.count
    }

    /// A letter by itself that means a level.
    var levelLetter: Level? {
        guard let first, dropFirst().first.map({ !$0.isPartOfName }) ?? true else { return nil }
        return levelLetters[first]
    }

    var hasTime: Bool { TimeShape.all.contains { $0.length(in: self) != nil } }

    /// `key=`
    var key: ArraySlice<UInt8>? {
        let name = prefix(while: \.isPartOfName)
        guard name.first?.isASCIILetter == true, dropFirst(name.count).first == UInt8(ascii: "=") else { return nil }
        return prefix(name.count + 1)
    }

    /// Of `name[123]:`
    var programLength: Int? {
        let name = prefix { $0.isPartOfName || $0 == UInt8(ascii: "/") }
        let digits = dropFirst(name.count + 1).prefix(while: \.isDigit)
        let end = dropFirst(name.count + 1 + digits.count)
        guard !name.isEmpty, dropFirst(name.count).first == UInt8(ascii: "["), !digits.isEmpty,
            end.starts(with: "]:".utf8)
        else { return nil }
        return name.count + digits.count + 3
    }

    var isNumber: Bool { !isEmpty && allSatisfy(\.isDigit) }

    /// Letters, digits and what stands within names.
    var isName: Bool { first?.isASCIILetter == true && allSatisfy { $0.isPartOfName || $0 == UInt8(ascii: "/") } }

    var isDottedName: Bool {
        isName && dropFirst().dropLast().contains { $0 == UInt8(ascii: ".") } && last?.isPartOfWord == true
    }

    /// ` - `, ` : `, ` | ` or ` > ` behind the first word.
    var hasSeparatorBehindWord: Bool {
        let rest = dropFirst(token.count).drop { $0 == blank }
        guard let separator = rest.first, "-:|>".utf8.contains(separator) else { return false }
        return rest.dropFirst().first == blank
    }

    /// Whether a time stands behind one of the next words.
    var hasTimeSoon: Bool {
        var rest = self
        for _ in 0..<3 {
            rest = rest.dropFirst(rest.token.count).drop { $0 == blank || brackets[$0] != nil }
            if rest.hasTime { return true }
        }
        return false
    }

    /// Whether a level stands among the next words, in brackets or bare, in capitals.
    var hasLevelSoon: Bool {
        split(separator: blank, maxSplits: 5).dropFirst().prefix(4).contains { token in
            let bare = token.drop { !$0.isASCIILetter }.word
            return bare.count > 2 && bare.isLevel && bare.allSatisfy { $0 < UInt8(ascii: "a") }
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var isPartOfWord: Bool { isDigit || isASCIILetter || self == UInt8(ascii: "_") }
    var isPartOfName: Bool { isPartOfWord || ".$-".utf8.contains(self) }
}
