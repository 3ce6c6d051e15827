/// Blanks comments and the insides of string literals out, so that a rule sees only code. Lines keep their number and
/// columns; what stands in an interpolation is blanked too.
struct Blanker {
    private let text: [UInt8]
    private var output: [UInt8] = []
    private var place = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func blanked() -> String {
        (output, place) = ([], 0)
        while place < text.count {
            if !openers.contains(text[place]) {
                keep()
            } else if starts("//") {
                while place < text.count, text[place] != newline { blank() }
            } else if starts("/*") {
                blankComment()
            } else if let pounds = poundsBeforeQuote {
                blankString(pounds: pounds)
            } else {
                keep()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Comments nest.
    private mutating func blankComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && place < text.count
    }

    /// How many `#` stand here in front of a quote; nil if no string begins here.
    private var poundsBeforeQuote: Int? {
        var end = place
        while end < text.count, text[end] == UInt8(ascii: "#") { end += 1 }
        return end < text.count && text[end] == quote ? end - place : nil
    }

    private mutating func blankString(pounds: Int) {
        blank(pounds)
        let delimiter = starts("\"\"\"") ? "\"\"\"" : "\""
        let hashes = String(repeating: "#", count: pounds)
        keep(delimiter.utf8.count)
        while place < text.count {
            if starts(delimiter + hashes) {
                keep(delimiter.utf8.count)
                return blank(pounds)
            } else if starts("\\" + hashes + "(") {
                blank(2 + pounds)
                blankInterpolation()
            } else if starts("\\" + hashes) {
                blank(2 + pounds)
            } else if delimiter == "\"", text[place] == newline {
                return
            } else {
                blank()
            }
        }
    }

    /// To its closing bracket; the strings in it have quotes of their own.
    private mutating func blankInterpolation() {
        var depth = 1
        while place < text.count, depth > 0 {
            if let pounds = poundsBeforeQuote {
                let before = output.count
                blankString(pounds: pounds)
                for index in before..<output.count where output[index] == quote { output[index] = space }
                continue
            }
            if text[place] == UInt8(ascii: "(") { depth += 1 }
            if text[place] == UInt8(ascii: ")") { depth -= 1 }
            blank()
        }
    }

    private func starts(_ word: String) -> Bool { text[place...].starts(with: word.utf8) }

    private mutating func keep(_ count: Int = 1) {
        for _ in 0..<count where place < text.count {
            output.append(text[place])
            place += 1
        }
    }

    /// Each byte of other than ASCII would make a column of its own, which no rule about code minds.
    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where place < text.count {
            output.append(text[place] == newline ? newline : space)
            place += 1
        }
    }
}

/// What a comment or a string begins with; most bytes are none of them.
private let openers: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: "#"), quote]
private let newline = UInt8(ascii: "\n")
private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
