import Model

/// Finds a pattern for lines that one program wrote: from left to right, what all of them have at the same place.
struct HeadColumns {
    /// The pattern up to where the message begins.
    private(set) var pattern = "^"
    /// The same up to the time, without groups that capture; nil without a time.
    private(set) var start: String?
    private(set) var shape: TimeShape?
    /// Words for levels that are none of the usual ones.
    private(set) var ownLevels: [(word: String, level: Level)] = []
    private(set) var hasLevel = false

    private var rests: [ArraySlice<UInt8>]
    private var plain = "^"
    private var names: Set<String> = []
    private var delimiters: Set<UInt8> = []
    private var isMessageNext = false

    /// More columns are a table, not a log.
    private static let columnsMax = 24

    /// `lines` begin entries.
    init(of lines: [ArraySlice<UInt8>]) {
        rests = lines
        for _ in 0..<Self.columnsMax where !takeColumn() { break }
        pattern += "(?<message>.*)"
    }

    private mutating func takeColumn() -> Bool {
        guard !isMessageNext, !rests.isEmpty, rests.allSatisfy({ !$0.isEmpty }) else { return false }
        return takeBlanks() || takeTime() || takeLevel() || takeGroup() || takeKey() || takeSeparator() || takeWord()
    }

    // MARK: - What all begin with

    /// Whether nearly all lines have it; the others are left out from then on. `length`: of what they begin with.
    private mutating func advance(_ length: (ArraySlice<UInt8>) -> Int?) -> Bool {
        let ends = rests.map { rest in length(rest).flatMap { $0 > 0 ? rest.dropFirst($0) : nil } }
        let agreed = ends.compactMap(\.self)
        guard agreed.count == rests.count || (rests.count >= 10 && agreed.count * 10 >= rests.count * 9) else {
            return false
        }
        rests = agreed
        return true
    }

    private mutating func emit(_ piece: String, _ plainPiece: String? = nil) {
        pattern += piece
        if start == nil { plain += plainPiece ?? piece }
    }

    private mutating func takeBlanks() -> Bool {
        let isSingle = rests.allSatisfy { $0.prefix { $0 == blank }.count == 1 }
        guard advance({ $0.prefix { $0 == blank }.count }) else { return false }
        emit(isSingle ? " " : " +")
        return true
    }

    private mutating func takeTime() -> Bool {
        guard shape == nil else { return false }
        for candidate in TimeShape.all where advance(candidate.length) {
            shape = candidate
            plain += candidate.beginning
            pattern += "(?<time>\(candidate.text))"
            start = plain
            return true
        }
        return false
    }

    private mutating func takeLevel() -> Bool {
        guard !hasLevel else { return false }
        let words = Set(rests.map { String(decoding: $0.word, as: UTF8.self) })
        if advance({ $0.levelLength }) {
            let isUpper = words.allSatisfy { $0 == $0.uppercased() }
            emit(isUpper ? "(?<level>[A-Z]+)" : "(?<level>[A-Za-z]+)")
            hasLevel = true
            return true
        }
        let letters = Set(rests.compactMap(\.first))
        guard letters.count > 1, advance({ $0.levelLetter == nil ? nil : 1 }) else { return false }
        emit("(?<level>[\(letters.sorted().map { String(Unicode.Scalar($0)) }.joined())])")
        ownLevels = letters.sorted().compactMap { byte in
            levelLetters[byte].map { (String(Unicode.Scalar(byte)), $0) }
        }
        hasLevel = true
        return true
    }

    /// `key=`, as in logfmt; what follows `msg=` is the message.
    private mutating func takeKey() -> Bool {
        guard let key = rests.first?.key, advance({ $0.key == key ? key.count : nil }) else { return false }
        let name = String(decoding: key.dropLast(), as: UTF8.self)
        emit(escaped(key))
        isMessageNext = ["msg", "message"].contains(name.lowercased())
        return true
    }

    private mutating func takeSeparator() -> Bool {
        guard let byte = rests.first?.first, separators.contains(byte) else { return false }
        let isSingle = rests.allSatisfy { $0.dropFirst().first != byte }
        guard advance({ $0.first == byte ? $0.prefix { $0 == byte }.count : nil }) else { return false }
        emit(escaped([byte]) + (isSingle ? "" : "+"))
        if tableDelimiters.contains(byte) { delimiters.insert(byte) }
        return true
    }

    /// A level, a time or any text within brackets or quotes.
    private mutating func takeGroup() -> Bool {
        guard let open = rests.first?.first, let close = brackets[open] else { return false }
        let inner = { (rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? in
            guard rest.first == open, let end = rest.dropFirst().firstIndex(of: close) else { return nil }
            return rest[(rest.startIndex + 1)..<end]
        }
        let texts = rests.compactMap(inner)
        guard texts.count * 10 >= rests.count * 9, texts.count == rests.count || rests.count >= 10 else { return false }
        // A time is taken for itself, with what else the brackets hold.
        if shape == nil, texts.allSatisfy(\.hasTime) {
            guard advance({ $0.first == open ? 1 : nil }) else { return false }
            emit(escaped([open]))
            return true
        }
        if !hasLevel, texts.allSatisfy({ $0.trimmedBlanks.isLevel }) {
            guard advance({ rest in inner(rest).map { $0.count + 2 } }) else { return false }
            emit(escaped([open]) + " *(?<level>[A-Za-z]+) *" + escaped([close]))
            hasLevel = true
            return true
        }
        guard advance({ rest in inner(rest).map { $0.count + 2 } }) else { return false }
        emit(escaped([open]) + "(?<\(name(for: texts))>[^\(escaped([close]))]*)" + escaped([close]))
        return true
    }

    // MARK: - Words

    private mutating func takeWord() -> Bool {
        takeProgram() || takeTableColumn() || takeSingleWord()
    }

    /// `name[123]:`
    private mutating func takeProgram() -> Bool {
        guard !names.contains("source"), advance(\.programLength) else { return false }
        names.formUnion(["source", "pid"])
        emit(#"(?<source>[^\s\[:]+)\[(?<pid>\d+)\]:"#)
        return true
    }

    /// Up to the delimiter that stood between the columns before.
    private mutating func takeTableColumn() -> Bool {
        for delimiter in delimiters.sorted() {
            let cells = rests.compactMap { rest in rest.firstIndex(of: delimiter).map { rest[..<$0] } }
            guard cells.count == rests.count, cells.allSatisfy({ !$0.isEmpty }) else { continue }
            guard advance({ rest in rest.firstIndex(of: delimiter).map { $0 - rest.startIndex } }) else { continue }
            emit("(?<\(name(for: cells.map(\.trimmedBlanks)))>[^\(escaped([delimiter]))]*)")
            return true
        }
        return false
    }

    /// A word that something tells to be a column: what stands behind it, its form, or a level further on.
    private mutating func takeSingleWord() -> Bool {
        let words = rests.map(\.token)
        let isColon = words.allSatisfy { $0.count > 1 && $0.last == colon && $0.dropLast().isName }
        if isColon, advance({ $0.token.count }) {
            emit("(?<\(name(for: words.map { $0.dropLast() }))>[^\\s:]+):")
            return true
        }
        let isColumn =
            words.allSatisfy(\.isNumber) || words.allSatisfy(\.isDottedName)
            || words.allSatisfy(\.isName) && rests.allSatisfy(\.hasSeparatorBehindWord)
            || !hasLevel && rests.allSatisfy(\.hasLevelSoon) || shape == nil && rests.allSatisfy(\.hasTimeSoon)
        guard isColumn, advance({ $0.token.count }) else { return false }
        emit("(?<\(name(for: words))>\\S+)")
        return true
    }

    /// What its texts look like, and no name twice.
    private mutating func name(for texts: [ArraySlice<UInt8>]) -> String {
        let wanted =
            if texts.allSatisfy(\.isNumber) {
                ["pid", "thread_id"]
            } else if texts.count(where: \.isDottedName) * 2 >= texts.count {
                ["source", "thread"]
            } else if texts.allSatisfy(\.isName), Set(texts).count > 1, hasLevel, !names.contains("source") {
                ["thread", "source"]
            } else {
                ["thread"]
            }
        let numbered = (1...Self.columnsMax).map { "field\($0)" }
        let name = (wanted + numbered).first { !names.contains($0) } ?? "field"
        names.insert(name)
        return name
    }
}
