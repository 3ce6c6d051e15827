import Encodings
import Model
import Patterns
import Records
import Rules
import Tailing

/// Turns a rule file's text into a `RuleFile`.
struct RuleFileReader {
    static let beginnings: KeyValuePairs<String, RuleFile.ReadFrom> = ["end": .end, "beginning": .beginning]

    let context: RuleContext
    var findings: [Diagnostic] = []

    /// `base`: the rule file that `text` extends; `text` has its settings and record already. Nil if there are errors.
    mutating func ruleFile(_ text: RuleFileText, over base: RuleFile?) -> RuleFile? {
        let settings = Fields(of: text.root, entries: text.settings, RuleFileText.keys)
        let record = Fields(of: text.root, entries: text.record, RuleFileText.recordKeys)
        var layoutReader = LayoutReader(zones: Zones(surroundings: context.surroundings))
        let layout = layoutReader.layout(record, isGiven: !text.record.isEmpty, settings: settings)
        findings += layoutReader.findings
        let project = project(settings)
        let files = GlobSet(include: globs("files", settings), exclude: globs("exclude", settings))
        let usualFiles = globs("usual_files", settings)
        let rules = self.rules(text, base: base, layout: layout)
        let tests = text.tests.enumerated().compactMap { RuleTest($1, number: $0 + 1, findings: &findings) }
        let readFrom = settings.choice("read_from", Self.beginnings, findings: &findings) ?? .end
        let encoding = encoding(settings)
        let about = settings.text("about", findings: &findings)
        // What is inherited has been diagnosed in its own file.
        findings = findings.filter { $0.file == text.path }
        guard !findings.hasErrors else { return nil }
        var file = RuleFile(
            name: text.name, about: about, path: text.path, project: project, files: files, readFrom: readFrom,
            layout: layout, rules: rules, tests: tests)
        file.encoding = encoding
        file.usualFiles = GlobSet(include: usualFiles)
        file.isZoneLocal = ["local", nil].contains(record["timezone"]?.scalar)
        file.ownRules = text.rules ?? []
        file.timeTexts = record.texts("time", findings: &findings)?.map(\.text) ?? []
        file.base = base?.name
        file.fileNodes = settings.list("files", of: "texts", findings: &findings) ?? []
        file.patternNodes = record.list("pattern", of: "regular expressions", findings: &findings) ?? []
        return file
    }

    /// Its own before those of its base, which are the built-in ones if it has none. A rule of the same name replaces
    /// the base's, as events are told apart by their rules' names.
    private mutating func rules(_ text: RuleFileText, base: RuleFile?, layout: Layout) -> RuleSet {
        let captures: [String]? =
            switch layout.parse {
            case .pattern(let patterns): patterns.flatMap(\.names)
            case .json, .logfmt: nil
            case .columns(let form): form.names
            }
        var reader = RuleReader(captures: captures)
        let own = (text.rules ?? []).compactMap { reader.rule($0) }
        findings += reader.findings
        let names = Set(own.map(\.name))
        return RuleSet(own + (base?.rules.rules ?? []).filter { !names.contains($0.name) })
    }

    private mutating func encoding(_ settings: Fields) -> EncodingChoice {
        guard let node = settings["encoding"], let name = settings.text("encoding", findings: &findings) else {
            return .auto
        }
        if let choice = EncodingChoice(name) { return choice }
        findings.append(
            node.error(
                "\(node.shown) is no encoding that this host's iconv knows",
                help: Suggestion.help(for: name, among: TextEncoding.commonNames)
                    ?? "auto, or a name like UTF-16LE, windows-1252, GB18030; 'iconv -l' lists them all"))
        return .auto
    }

    private mutating func project(_ settings: Fields) -> String {
        guard let node = settings["project"], let name = settings.text("project", findings: &findings) else {
            return RuleFile.standardProject
        }
        if let projects = context.projects, !projects.contains(name) {
            findings.append(
                node.error(
                    "there is no project \(node.shown)",
                    help: Suggestion.help(for: name, among: projects)
                        ?? "the configuration has: \(projects.joined(separator: ", "))"))
        }
        return name
    }

    private mutating func globs(_ key: String, _ settings: Fields) -> [Glob] {
        (settings.texts(key, findings: &findings) ?? []).compactMap { text, node in
            do throws(GlobFault) {
                let glob = try Glob(text)
                if key != "exclude", !glob.isAbsolute {
                    findings.append(node.error("\(node.shown) does not begin with '/'", help: "give the whole path"))
                    return nil
                }
                return glob
            } catch {
                let place = node.place(ofByte: error.position)
                findings.append(
                    Diagnostic(.error, file: node.source.name, place: place, "not a path pattern: \(error.message)"))
                return nil
            }
        }
    }
}
