/// Names of exception types with a namespace, as the JVM and .NET print them: `a.b.C$D`, ``N.C`1+D``.
enum TypeName {
    enum Strength { case weak, strong }

    struct Found {
        var name: Range<Int>
        /// Behind `: `; nil if the text ends with the name.
        var message: Int?
        var strength: Strength
    }

    /// A name at `start`, if a colon and a blank, or the end of the text, follow.
    static func at(_ start: Int, in line: Bytes) -> Found? {
        guard let name = scan(line, from: start) else { return nil }
        let end = name.range.upperBound
        let message: Int?
        if end == line.endIndex {
            message = nil
        } else if line[end] == UInt8(ascii: ":"), end + 1 == line.endIndex || line[end + 1] == 0x20 {
            message = min(end + 2, line.endIndex)
        } else if name.strength == .strong, let text = behindCode(line, end) {
            message = text
        } else {
            return nil
        }
        return Found(name: name.range, message: message, strength: name.strength)
    }

    /// Behind ` (111): ` or ` (0x80004005): `, as .NET prints the system's number of an error.
    private static func behindCode(_ line: Bytes, _ end: Int) -> Int? {
        guard line.has(" (", at: end) else { return nil }
        let code = line.from(end + 2).prefix { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
        guard code.contains(where: \.isDigit), line.has("): ", at: code.endIndex) else { return nil }
        return code.endIndex + 3
    }

    /// As `at`, for the names of OpenJ9: with slashes between, or with the class loader's name in front, as in
    /// `app//com.acme.A`. Only those that tell that they are thrown.
    static func slashed(_ start: Int, in line: Bytes) -> Found? {
        let name = line.from(start).prefix { $0.isWord || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
        guard let slash = name.lastIndex(of: UInt8(ascii: "/")), slash > start, slash + 1 < name.endIndex,
            name.first?.isLetter == true
        else { return nil }
        if line[slash - 1] == UInt8(ascii: "/") { return at(slash + 1, in: line) }
        let end = name.endIndex
        guard !name.contains(UInt8(ascii: ".")), name[slash + 1].isUpper, tells(name) else { return nil }
        if end == line.endIndex { return Found(name: start..<end, message: nil, strength: .strong) }
        guard line.has(": ", at: end) else { return nil }
        return Found(name: start..<end, message: end + 2, strength: .strong)
    }

    /// The first strong name within the line, separated from the text before; else the last weak one.
    static func within(_ line: Bytes) -> Found? {
        var weak: Found?
        var index = line.startIndex
        while index < line.endIndex {
            guard line[index].isLetter, index == line.startIndex || separates(line[index - 1]) else {
                index += 1
                continue
            }
            if let found = at(index, in: line) {
                if found.strength == .strong { return found }
                weak = found
            }
            while index < line.endIndex, isPart(line[index]) { index += 1 }
        }
        return weak
    }

    static func isPart(_ byte: UInt8) -> Bool {
        byte.isWord || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "+")
    }

    private static func separates(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "[")
    }

    /// Words with dots between; the last one begins with a capital letter, or tells by its ending.
    private static func scan(_ line: Bytes, from start: Int) -> (range: Range<Int>, strength: Strength)? {
        var (index, wordStart, hasDot) = (start, start, false)
        while index < line.endIndex, isPart(line[index]) {
            if line[index] == UInt8(ascii: ".") || line[index] == UInt8(ascii: "+") {
                guard index > wordStart else { return nil }
                (wordStart, hasDot) = (index + 1, true)
            } else if index == wordStart, line[index].isDigit, line[start..<index].last != UInt8(ascii: "$") {
                return nil
            }
            index += 1
        }
        guard hasDot, index > wordStart else { return nil }
        var last = line[wordStart..<index]
        if let tick = last.lastIndex(of: UInt8(ascii: "`")) { last = last[..<tick] }
        if tells(last) { return (start..<index, .strong) }
        return last.first.map(\.isUpper) == true ? (start..<index, .weak) : nil
    }

    /// Whether a name says by its ending that it is thrown.
    static func tells(_ name: Bytes) -> Bool {
        name.ends(with: "Exception") || name.ends(with: "Error") || name.ends(with: "Throwable")
    }
}
