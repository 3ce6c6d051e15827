import Model
import Records

extension LayoutReader {
    /// Words, and what is written otherwise: ranges of numbers and regular expressions, in their order.
    mutating func levels(_ record: Fields) -> (words: [String: Level], forms: [LevelForm]) {
        var (words, forms) = ([String: Level](), [LevelForm]())
        for entry in record.pairs("levels", findings: &findings) ?? [] {
            guard let text = entry.value.scalar else {
                findings.append(entry.value.error("a level must be a text, not \(entry.value.kind)"))
                continue
            }
            guard let level = Fields.level(text, at: entry.value, findings: &findings) else { continue }
            if entry.name.utf8.count > 1, entry.name.hasPrefix("/"), entry.name.hasSuffix("/") {
                let pattern = entry.key.pattern(of: entry.name.dropFirst().dropLast(), findings: &findings)
                if let pattern { forms.append(.pattern(pattern, level)) }
            } else if let range = LevelForm.range(entry.name) {
                forms.append(.range(range, level))
            } else if entry.name.contains("..") {
                findings.append(
                    entry.key.error(
                        "'\(entry.name)' is no range of numbers", help: "like 500..599, 500.., ..99 or 5xx"))
            } else {
                words[entry.name.lowercased()] = level
            }
        }
        return (words, forms)
    }
}
