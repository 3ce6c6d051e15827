package import Model

/// All rule files of some directories: the good ones, and what is wrong with the others.
package struct RuleBook: Sendable {
    /// Those without errors, in the order of their files' names.
    package private(set) var files: [RuleFile] = []
    /// Of all files, good and bad, in reading order.
    package private(set) var diagnostics: [Diagnostic]
    /// The path of every file that was looked at, good or bad.
    package let paths: [String]

    private var texts: [String: RuleFileText] = [:]
    private var results: [String: RuleFile?] = [:]

    /// Reads and checks all of the sources. A bad one never stops the others, except those that extend it.
    ///
    /// `onlyTailing`: of those that say nothing of `files` no more than the outer shape, unless another one extends
    /// them. That is a tenth of the work, where a hundred files describe kinds of logs and two tail some.
    package init(_ sources: RuleSources, in context: RuleContext, onlyTailing: Bool = false) {
        diagnostics = sources.diagnostics
        paths = sources.sources.map(\.path.description)
        var names: [String] = []
        for source in sources.sources {
            let path = source.path.description
            let yaml = YAMLText(source.bytes, name: path)
            guard let text = RuleFileText(yaml, path: path, findings: &diagnostics) else { continue }
            if let other = texts[text.name] {
                diagnostics.append(
                    text.nameFault(
                        "'\(text.name)' is the name of another rule file", help: "\(other.path) has it: choose another")
                )
                continue
            }
            texts[text.name] = text
            names.append(text.name)
        }
        for name in names where !onlyTailing || texts[name]?.mayTail == true {
            if let file = resolve(name, in: context, below: []) { files.append(file) }
        }
        diagnostics = diagnostics.inReadingOrder
        (texts, results) = ([:], [:])
    }

    /// The directories' files and those given by path; see `RuleSources`.
    package static func load(
        _ directories: [Path], and paths: [Path] = [], in context: RuleContext, onlyTailing: Bool = false
    ) -> RuleBook {
        var sources = RuleSources(in: directories, files: context.surroundings.files)
        for path in paths { sources.add(path) }
        return RuleBook(sources, in: context, onlyTailing: onlyTailing)
    }

    /// Nil also for a file with errors.
    package func file(named name: String) -> RuleFile? { files.first { $0.name == name } }

    /// Each file is read once, after the one that it extends. `below`: the files that led here.
    private mutating func resolve(_ name: String, in context: RuleContext, below: [String]) -> RuleFile? {
        if let result = results[name] { return result }
        guard var text = texts[name] else { return nil }
        var base: RuleFile?
        if let node = text.extends {
            base = self.base(node, of: name, in: context, below: below + [name])
            guard let base, let baseText = texts[base.name] else {
                results[name] = .some(nil)
                return nil
            }
            text = text.extending(baseText)
            texts[name] = text
        }
        var reader = RuleFileReader(context: context)
        var file = reader.ruleFile(text, over: base)
        diagnostics += reader.findings
        // What was wrong with the outer shape was left out of the text, but it makes the file a bad one.
        if diagnostics.contains(where: { $0.file == text.path && $0.severity == .error }) { file = nil }
        results[name] = .some(file)
        return file
    }

    private mutating func base(
        _ node: YAMLNode, of name: String, in context: RuleContext, below: [String]
    ) -> RuleFile? {
        guard let baseName = node.scalar else {
            diagnostics.append(node.error("'extends' must be a rule file's name, not \(node.kind)"))
            return nil
        }
        guard !below.contains(baseName) else {
            let way = (below.drop { $0 != baseName } + [baseName]).joined(separator: " → ")
            diagnostics.append(node.error("\(node.shown) extends itself: \(way)", help: "give this file another name"))
            return nil
        }
        guard texts[baseName] != nil else {
            let help = Suggestion.help(for: baseName, among: texts.keys.sorted()) ?? "no rules directory has it"
            diagnostics.append(node.error("there is no rule file \(node.shown)", help: help))
            return nil
        }
        let base = resolve(baseName, in: context, below: below)
        if base == nil {
            diagnostics.append(
                node.error(
                    "the rule file \(node.shown) has errors itself",
                    help: "mend \(texts[baseName]?.path ?? baseName) first"))
        }
        return base
    }
}
