/// Lines with a label in front, wrapped to the terminal's width:
///
///     Level       error, from 'ERROR'
struct LabelledLines {
    let ansi: Ansi
    /// In columns.
    let width: Int
    private(set) var lines: [String] = []

    private static let labelWidth = 12

    init(ansi: Ansi, width: Int) { (self.ansi, self.width) = (ansi, max(40, width)) }

    /// How much stands beside a label.
    var room: Int { width - Self.labelWidth }

    /// Words may be broken anywhere between them.
    mutating func add(_ label: String, _ words: String, _ colour: Ansi.Colour? = nil) {
        for (number, line) in Self.wrapped(words.safeForTerminal, to: room).enumerated() {
            let painted = colour.map { ansi($0, line) } ?? line
            lines.append(head(number == 0 ? label : "") + painted)
        }
    }

    /// A line that has its form already.
    mutating func add(ready line: String) { lines.append(head("") + line) }

    mutating func addBlank() { lines.append("") }

    mutating func add(heading: String) { lines.append(ansi(.bold, heading)) }

    private func head(_ label: String) -> String {
        ansi(.bold, label) + String(repeating: " ", count: max(1, Self.labelWidth - label.count))
    }

    /// A word that is longer than a line stands alone and whole, so that it can be copied.
    private static func wrapped(_ words: String, to width: Int) -> [String] {
        var lines = [""]
        for word in words.split(separator: " ", omittingEmptySubsequences: false) {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
