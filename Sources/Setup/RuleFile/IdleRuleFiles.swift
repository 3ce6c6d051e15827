package import Model
import Tailing

extension RuleBook {
    /// The rule file in the directories that names `path` though none in force does, and why it is not in force.
    ///
    /// It reads and checks all of them, which takes a tenth of a second: for people who ask.
    package static func idle(naming path: Path, in directories: [Path], _ context: RuleContext) -> FileFacts.IdleRules?
    {
        let sources = RuleSources(in: directories, files: context.surroundings.files)
        let book = RuleBook(sources, in: context, onlyTailing: true)
        let errors = book.diagnostics.filter { $0.severity == .error }
        if let good = book.files.first(where: { $0.files.matches(path) }) { return .notTakenOver(rules: good.path) }
        for source in sources.sources where IdleGlobs.names(path, source) {
            let file = source.path.description
            guard let fault = errors.first(where: { $0.file == file }) else { continue }
            return missingProject(of: file, sources, context) ?? .faulty(rules: file, fault: fault.inOneLine)
        }
        let shadowed = sources.shadowed.first { pair in
            let bytes = try? context.surroundings.files.contents(of: pair.path, bytesMax: YAMLText.bytesMax)
            return bytes.map { IdleGlobs.names(path, RuleSources.Source(path: pair.path, bytes: $0)) } ?? false
        }
        return shadowed.map { .shadowed(rules: $0.path.description, by: $0.by.description) }
    }

    /// If the file has no other fault than that.
    private static func missingProject(
        of file: String, _ sources: RuleSources, _ context: RuleContext
    ) -> FileFacts.IdleRules? {
        guard let known = context.projects else { return nil }
        var lenient = context
        lenient.projects = nil
        let good = RuleBook(sources, in: lenient, onlyTailing: true).files.first { $0.path == file }
        return good.flatMap { known.contains($0.project) ? nil : .missingProject(rules: file, project: $0.project) }
    }
}

/// What a rule file that cannot be used would tail.
enum IdleGlobs {
    static func names(_ path: Path, _ source: RuleSources.Source) -> Bool {
        var ignored: [Diagnostic] = []
        let file = source.path.description
        guard let text = RuleFileText(YAMLText(source.bytes, name: file), path: file, findings: &ignored) else {
            return words(of: source.bytes).contains { matches($0, path) }
        }
        let fields = Fields(of: text.root, entries: text.settings, RuleFileText.keys)
        return (fields.texts("files", findings: &ignored) ?? []).contains { matches($0.text, path) }
    }

    private static func matches(_ text: String, _ path: Path) -> Bool { (try? Glob(text))?.matches(path) ?? false }

    /// Of a text that is no YAML: what looks like a path.
    private static func words(of bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace || "[]'\",".contains($0) }
            .filter { $0.hasPrefix("/") }.map(String.init)
    }
}

extension Diagnostic {
    /// `line 2: unknown field 'fils'`, without the file.
    var inOneLine: String { (line > 0 ? "line \(line): " : "") + message }
}
