/// A value of a YAML text, with its place.
package struct YAMLNode: Sendable {
    /// The three kinds of values that YAML has.
    package enum Content: Sendable {
        case scalar(String, YAMLStyle)
        case sequence([YAMLNode])
        /// In the text's order; each name once.
        case mapping([YAMLEntry])
    }

    /// Aliases are replaced by what they stand for.
    package let content: Content
    /// Where it begins, and the place behind its last character; a block's end is where the next thing begins.
    package let start: Mark
    /// Behind the last character.
    package let end: Mark
    /// The text to quote from.
    package let source: SourceText
    /// Whether the text came from the environment or another file, so that no message may show it.
    package let isSubstituted: Bool
    /// Whether what it names could not be had, which has been diagnosed; it is null.
    let isUnresolved: Bool

    package init(_ content: Content, start: Mark, end: Mark, source: SourceText) {
        (self.content, self.start, self.end, self.source) = (content, start, end, source)
        (isSubstituted, isUnresolved) = (false, false)
    }

    private init(_ content: Content, at node: YAMLNode, isSubstituted: Bool, isUnresolved: Bool) {
        (self.content, start, end, source) = (content, node.start, node.end, node.source)
        (self.isSubstituted, self.isUnresolved) = (isSubstituted, isUnresolved)
    }

    /// Other content at the same place.
    func replacing(_ content: Content, isSubstituted: Bool = false) -> YAMLNode {
        YAMLNode(content, at: self, isSubstituted: isSubstituted, isUnresolved: false)
    }

    /// Null at the same place.
    var unresolved: YAMLNode { YAMLNode(.scalar("", .plain), at: self, isSubstituted: true, isUnresolved: true) }

    /// The text of a scalar; nil for anything else.
    package var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }

    /// Nothing written, `~` or `null`: the same as leaving the key out.
    package var isNull: Bool {
        if case .scalar(let text, .plain) = content { ["", "~", "null"].contains(text) } else { false }
    }

    /// For messages: `a list`, `a mapping`, `a text`.
    package var kind: String {
        switch content {
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// One `key: value` of a mapping.
package struct YAMLEntry: Sendable {
    /// The key's text.
    package let name: String
    /// For faults that are about the key.
    package let key: YAMLNode
    /// Null where nothing stands behind the colon.
    package let value: YAMLNode
}

/// How a scalar was written.
package enum YAMLStyle: Sendable {
    case plain, singleQuoted, doubleQuoted
    /// `|`
    case literal
    /// `>`
    case folded
}
