import Patterns
import Records

extension RuleFile {
    /// A group `message` that an alternative leaves out: such an entry's message is then its whole head.
    var optionalMessages: [Diagnostic] {
        guard case .pattern(let patterns) = layout.parse, patterns.count == patternNodes.count else { return [] }
        return zip(patterns, patternNodes).filter { pattern, node in
            node.source.name == path && RegexOutline(pattern.text).optionalNames.contains("message")
        }.map { pattern, node in
            let group = pattern.text.firstRange(of: "<message>") ?? pattern.text.startIndex..<pattern.text.endIndex
            let offset = pattern.text.utf8.distance(from: pattern.text.startIndex, to: group.lowerBound)
            return Diagnostic(
                .hint, file: path, place: node.place(ofByte: offset, length: 9),
                "where the group 'message' takes no part, the message is the entry's whole head",
                help: "let it always match, be it nothing: (?<message>.*)")
        }
    }
}
