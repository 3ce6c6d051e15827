/// As much of a regular expression's structure as `check` needs. The expression is known to compile.
struct RegexOutline {
    /// Plain texts that every match holds; empty where that cannot be told.
    private(set) var plainRuns: [String] = []
    /// Nil unless the expression is nothing but a text.
    private(set) var plainText: String?
    /// Named groups that may be missing from a match.
    private(set) var optionalNames: Set<String> = []

    private let text: [Character]
    private var place = 0
    private var frames = [Frame()]
    private var names: Set<String> = []
    private var run = ""
    private var isPlain = true
    /// Flags and quotations change what characters mean.
    private var isClear = true

    /// A group that is open; the first is the whole.
    private struct Frame {
        /// In each alternative the names that take part whenever it does.
        var branches: [Set<String>] = [[]]
        var name: String?
        /// What is in it never takes part: a negative assertion, a condition.
        var isSilent = false

        var certainNames: Set<String> {
            let shared = branches.dropFirst().reduce(branches[0]) { $0.intersection($1) }
            return isSilent ? [] : shared.union(name.map { [$0] } ?? [])
        }
    }

    init(_ expression: String) {
        text = Array(expression)
        while place < text.count { step() }
        endRun()
        if frames.count != 1 || frames[0].branches.count > 1 || !isClear { plainRuns = [] }
        plainText = isPlain && plainRuns.count == 1 ? plainRuns.first : nil
        optionalNames = names.subtracting(frames[0].certainNames)
    }

    private var next: Character? { place < text.count ? text[place] : nil }

    private mutating func step() {
        let character = text[place]
        place += 1
        switch character {
        case "\\": escape()
        case "[": skipSet()
        case "(": open()
        case ")": close()
        case "|":
            endRun()
            isPlain = false
            frames[frames.count - 1].branches.append([])
        case "?", "*", "{": quantifier(character)
        case "+", ".", "^", "$": endRun(isPlain: false)
        default: append(character)
        }
    }

    private mutating func append(_ character: Character) {
        if frames.count == 1 { run.append(character) } else { isPlain = false }
    }

    private mutating func endRun(isPlain: Bool = true) {
        if !run.isEmpty { plainRuns.append(run) }
        run = ""
        self.isPlain = self.isPlain && isPlain
    }

    private mutating func escape() {
        guard let character = next else { return }
        place += 1
        if character.isLetter || character.isNumber {
            if character == "Q" { isClear = false }
            endRun(isPlain: false)
        } else {
            append(character)
        }
    }

    /// What stands in front of it may be missing.
    private mutating func quantifier(_ character: Character) {
        run = String(run.dropLast())
        endRun(isPlain: false)
        guard character == "{" else { return }
        while let inner = next, inner.isNumber || inner == "," { place += 1 }
        if next == "}" { place += 1 }
    }

    private mutating func skipSet() {
        endRun(isPlain: false)
        if next == "^" { place += 1 }
        if next == "]" { place += 1 }
        while let character = next, character != "]" {
            place += 1
            if character == "\\" { place += 1 }
            // A class like `[:alpha:]`, whose bracket is not the set's.
            guard character == "[", next == ":", let end = text[place...].firstIndex(of: "]") else { continue }
            place = end + 1
        }
        place += 1
    }

    private mutating func open() {
        endRun(isPlain: false)
        var frame = Frame()
        if next == "?" {
            place += 1
            if next == "#" {
                while let character = next, character != ")" { place += 1 }
                place += 1
                return
            }
            frame = kind()
        }
        frames.append(frame)
    }

    /// Behind `(?`.
    private mutating func kind() -> Frame {
        var frame = Frame()
        if next == "P" { place += 1 }
        switch next {
        case "<", "'":
            let closing: Character = next == "<" ? ">" : "'"
            let name = text[(place + 1)...].prefix { $0 != closing }
            if let first = name.first, first != "=", first != "!" {
                frame.name = String(name)
                names.insert(String(name))
                place += name.count + 2
            } else {
                frame.isSilent = name.first == "!"
            }
        case "!", "(": frame.isSilent = true
        // Its alternatives number their groups alike.
        case "|": place += 1
        case let flag? where flag.isLetter || flag == "^" || flag == "-": isClear = false
        default: break
        }
        return frame
    }

    private mutating func close() {
        guard frames.count > 1, let frame = frames.popLast() else { return }
        endRun(isPlain: false)
        let behind = text[place...].prefix(2)
        if ["?", "*"].contains(behind.first) || ["{0", "{,"].contains(String(behind)) { return }
        let last = frames.count - 1
        frames[last].branches[frames[last].branches.count - 1].formUnion(frame.certainNames)
    }
}
