/// What may stand in each kind of file, from the definitions that its reader goes by: for editors and for people.
package enum Definition: String, CaseIterable, Sendable {
    case ruleFile = "rule-file"
    case configuration

    /// What a text seems to be, by its keys; a rule file where these cannot tell.
    package init(guessedFrom bytes: [UInt8]) {
        guard case .mapping(let entries)? = YAMLText(bytes, name: "").root?.content else {
            self = .ruleFile
            return
        }
        let counts = Self.allCases.map { definition in entries.count { definition.keys[$0.name] != nil } }
        // Both have 'rules': directories here, mappings there.
        let rules = entries.first { $0.name == "rules" }?.value
        let directories =
            if case .sequence(let elements)? = rules?.content { elements } else { rules.map { [$0] } ?? [] }
        let namesDirectories = directories.contains { $0.scalar?.hasPrefix("/") == true }
        self = counts[1] > counts[0] || (counts[1] == counts[0] && namesDirectories) ? .configuration : .ruleFile
    }

    var keys: Keys {
        switch self {
        case .ruleFile: RuleFileText.keys
        case .configuration: ConfigurationReader.keys
        }
    }

    /// For headings.
    var title: String {
        switch self {
        case .ruleFile: "A rule file"
        case .configuration: "stacktail.yaml"
        }
    }

    /// Every key, those of mappings within behind the one that holds them.
    package var entries: [Entry] { Self.entries(of: keys, below: []) }

    private static func entries(of keys: Keys, below path: [Step]) -> [Entry] {
        keys.known.flatMap { key in
            let entry = Entry(path: path, key: key)
            guard let inner = key.form.keys else { return [entry] }
            return [entry] + entries(of: inner, below: path + [Step(name: key.name, form: key.form)])
        }
    }

    /// A mapping on the way to a key.
    struct Step: Sendable {
        var name: String
        var form: Form
    }

    /// A key with its place.
    package struct Entry: Sendable {
        let path: [Step]
        private let definition: Key

        init(path: [Step], key: Key) { (self.path, definition) = (path, key) }

        /// As one would call it: `rules[].event.type`, `projects.NAME.local.keep`.
        package var name: String { (parent.isEmpty ? "" : parent + ".") + key }
        /// Its own name.
        package var key: String { definition.name }
        /// What it is for; empty for one that nobody has described.
        package var doc: String { definition.doc }
        /// What leaving it out means, as it would be written.
        package var standard: String? { definition.standard }
        /// A value that it may have, as it would be written in one line.
        package var example: String { definition.example ?? definition.standard ?? definition.form.example }
        /// The words that it may have; nil if it may have others.
        package var choices: [String]? { if case .choice(let names) = definition.form { names } else { nil } }
        /// Whether leaving it out is a fault.
        package var isRequired: Bool { definition.isRequired }
        /// The mapping that has it; empty for the file itself.
        package var parent: String { path.map { $0.name + $0.form.suffix }.joined(separator: ".") }

        /// A text of one line with this key, and what is needed beside it; `column`, from 1, is the key's. Without a
        /// value it has all but the key.
        package func text(saying value: String?) -> (text: String, column: Int) {
            let needed = siblings.known.filter { $0.isRequired && $0.name != key }
                .map { "\($0.name): \($0.example ?? $0.form.example)" }
            let front = needed.map { $0 + ", " }.joined()
            let own = value.map { "\(key): \($0)" } ?? ""
            if path.isEmpty { return (front + own, front.count + 1) }
            var (before, behind) = ("", "")
            for step in path {
                let (opening, closing) = step.form.frame
                (before, behind) = (before + "\(step.name): " + opening, closing + behind)
            }
            return (before + front + own + behind, (before + front).count + 1)
        }

        private var siblings: Keys { path.last?.form.keys ?? Keys([]) }
    }
}

extension Form {
    /// What stands between the name of a mapping and those of its keys.
    var suffix: String {
        switch self {
        case .oneOrMore, .list: "[]"
        case .names: ".NAME"
        case .mapping, .either, .text, .regex, .template, .glob, .flag, .count, .duration, .size, .choice, .level,
            .levelRange, .any:
            ""
        }
    }

    /// What stands around the keys of a mapping within.
    fileprivate var frame: (opening: String, closing: String) {
        switch self {
        case .oneOrMore, .list: ("[{ ", " }]")
        case .names: ("{ NAME: { ", " } }")
        case .mapping, .either, .text, .regex, .template, .glob, .flag, .count, .duration, .size, .choice, .level,
            .levelRange, .any:
            ("{ ", " }")
        }
    }
}
