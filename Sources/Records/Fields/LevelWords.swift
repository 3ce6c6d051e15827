import Model
import Patterns

/// The words that mean levels in one layout: its own, then the usual ones. An object, as it is asked for every entry.
final class LevelWords: Sendable {
    /// Words of up to eight bytes as numbers, the layout's own first: a level is looked up for every entry.
    private let short: [(word: UInt64, level: Level)]
    /// The layout's own that are longer.
    private let long: [String: Level]
    private let ownBytesMax: Int
    private let own: [String: Level]
    private let forms: [LevelForm]

    init(_ own: [String: Level], _ forms: [LevelForm] = []) {
        (self.own, self.forms) = (own, forms)
        let usual = Level.words.sorted { ($0.value.rawValue, $0.key) < ($1.value.rawValue, $1.key) }
        short = (own.map { ($0, $1) } + usual.map { ($0, $1) }).compactMap { word, level in
            packed(Array(word.utf8)[...]).map { ($0, level) }
        }
        long = own.filter { packed(Array($0.key.utf8)[...]) == nil }
        ownBytesMax = own.keys.reduce(0) { max($0, $1.utf8.count) }
    }

    /// What a capture or a JSON member means. Brackets, blanks and colons around the word do not matter, nor do the
    /// digits of `trace1` and `debug5`; a layout's own may be several words.
    func level(_ capture: ArraySlice<UInt8>) -> Level? {
        if !long.isEmpty, let level = ownLongWord(capture.trimmed) { return level }
        if !forms.isEmpty {
            let word = capture.drop { !$0.isWordPart }.prefix(while: \.isWordPart)
            if let level = own[String(decoding: word, as: UTF8.self).lowercased()] ?? formed(capture) { return level }
        }
        let word = capture.drop { !$0.isWordPart }.prefix(while: \.isWordPart)
        if let level = lookUp(word) { return level }
        guard word.last?.isDigit == true else { return nil }
        let level = lookUp(word.prefix { !$0.isDigit })
        return level == .trace || level == .debug ? level : nil
    }

    /// What a status means, in a layout that has ranges of numbers.
    func level(ofStatus capture: ArraySlice<UInt8>) -> Level? {
        guard let number = Int64(String(decoding: capture.trimmed, as: UTF8.self)) else { return nil }
        for case .range(let range, let level) in forms where range.contains(number) { return level }
        return nil
    }

    private func formed(_ capture: ArraySlice<UInt8>) -> Level? {
        let number = Int64(String(decoding: capture.trimmed.prefix(20), as: UTF8.self))
        for form in forms {
            switch form {
            case .range(let range, let level): if let number, range.contains(number) { return level }
            case .pattern(let pattern, let level): if pattern.matches(capture) { return level }
            }
        }
        return nil
    }

    private func lookUp(_ word: ArraySlice<UInt8>) -> Level? {
        if let word = packed(word) { return short.first { $0.word == word }?.level }
        return ownLongWord(word) ?? (word.count <= 16 ? Level(word: String(decoding: word, as: UTF8.self)) : nil)
    }

    private func ownLongWord(_ word: ArraySlice<UInt8>) -> Level? {
        guard word.count <= ownBytesMax else { return nil }
        return long[String(decoding: word, as: UTF8.self).lowercased()]
    }
}

/// One to eight letters, digits, `-` and `_` in small letters as a number; nil for anything else.
private func packed(_ word: ArraySlice<UInt8>) -> UInt64? {
    guard (1...8).contains(word.count), word.allSatisfy({ $0.isWordPart && $0 < 0x80 }) else { return nil }
    return word.reduce(0) { $0 << 8 | UInt64($1.isLetter ? $1 | 0x20 : $1) }
}

extension UInt8 {
    /// A letter, a digit, `_`, `-`, or a byte of a character beyond ASCII.
    fileprivate var isWordPart: Bool {
        isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self >= 0x80
    }
}

extension Level {
    /// What the numbers of bunyan and pino (10...60) and of syslog and GELF (0...7) mean.
    init?(number: Int64) {
        switch number {
        case 0...2: self = .fatal
        case 3: self = .error
        case 4: self = .warn
        case 5...6: self = .info
        case 7: self = .debug
        case 10..<20: self = .trace
        case 20..<30: self = .debug
        case 30..<40: self = .info
        case 40..<50: self = .warn
        case 50..<60: self = .error
        case 60...100: self = .fatal
        default: return nil
        }
    }
}
