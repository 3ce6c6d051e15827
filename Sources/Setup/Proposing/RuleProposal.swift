package import Model
import Patterns
import Records
package import Rules
import Tailing
import WireFormat

/// A rule file for a log of an unknown kind, made from the log's own lines: what begins a record, a pattern, the form
/// of the time, and tests from its first records.
///
/// What it prints passes `check` as it stands, or nothing is proposed.
package struct RuleProposal: Sendable {
    /// The text of the rule file.
    package let text: String
    /// How well it explains the lines that it was made from.
    package let confidence: RuleChoice.Confidence

    /// The forms of `record.pattern`, most captures first.
    struct Draft {
        var name: String
        var path: Path
        var start: String?
        var isJSON = false
        var patterns: [String]
        var times: [String] = []
        var levels: [(word: String, level: Level)] = []
        var tests: [TestText] = []
        var notes: [String] = []
    }

    /// Nil if the lines have nothing in common that a rule file could use. `sample` is the log's beginning, `path` its
    /// absolute path; `known` are the rule files that may fit already. `redactions` are done to what the tests quote,
    /// beside the usual ones.
    package init?(
        for sample: [UInt8], at path: Path, known: RuleBook, redactedBy redactions: [Redaction], _ context: RuleContext
    ) {
        let lines = RuleChooser.sampleLines(of: sample)
        var drafts = Self.drafts(of: lines, at: path)
        let files = drafts.map { Self.ruleFile(of: $0, context) }
        drafts = zip(drafts, files).compactMap { $1 == nil ? nil : $0 }
        let good = files.compactMap(\.self)
        guard let best = RuleChooser(good).ranked(for: sample, at: nil).first else { return nil }
        confidence = RuleChoice.Confidence(best.fit)
        var draft = drafts[best.index]
        draft.notes = Self.notes(lineCount: lines.count, path, sample, known)
        let writer = TestWriter(file: good[best.index], redactions: redactions + Redaction.usual)
        draft.tests = writer.tests(from: sample)
        guard let text = Self.checked(draft, context) else { return nil }
        self.text = text
    }

    private static func notes(lineCount: Int, _ path: Path, _ sample: [UInt8], _ known: RuleBook) -> [String] {
        var notes = ["Proposed by 'stacktail explain --suggest' from \(lineCount) lines; read it before you use it."]
        guard let fitting = RuleChooser(known.files).ranking(for: sample, at: path).first else { return notes }
        let name = fitting.file.name
        notes += [
            "'\(name)' fits these lines already, \(RuleChoice.Confidence(fitting).percent) %. Then all "
                + "of the file is:",
            "  extends: \(name)", "  files: [\(YAMLScalar.quoted(path.description))]",
        ]
        return notes
    }

    /// The text, without the tests that do not pass as they are written; nil if it is no good rule file.
    private static func checked(_ draft: Draft, _ context: RuleContext) -> String? {
        guard let file = ruleFile(of: draft, context) else { return nil }
        var draft = draft
        let failed = file.runTests().outcomes.enumerated().filter { !$0.element.failures.isEmpty }.map(\.offset)
        for index in failed.reversed() { draft.tests.remove(at: index) }
        guard !draft.tests.isEmpty, ruleFile(of: draft, context) != nil else { return nil }
        return draft.text
    }

    private static func ruleFile(of draft: Draft, _ context: RuleContext) -> RuleFile? {
        let path = Path("/\(draft.name).yaml")
        let files = OneFile(path: path, bytes: Array(draft.text.utf8), others: context.surroundings.files)
        var context = context
        context.surroundings.files = files
        return RuleBook.load([], and: [path], in: context).files.first
    }
}

// MARK: - Drafts

extension RuleProposal {
    private static func drafts(of lines: [ArraySlice<UInt8>], at path: Path) -> [Draft] {
        let name = name(of: path)
        let objects = lines.filter { $0.first == UInt8(ascii: "{") && (try? JSONReader.parse($0))?.object != nil }
        if objects.count * 10 >= lines.count * 8, !objects.isEmpty {
            return [Draft(name: name, path: path, isJSON: true, patterns: [])]
        }
        let heads = heads(among: lines)
        guard !heads.isEmpty else { return [] }
        let columns = HeadColumns(of: heads)
        var whole = Draft(
            name: name, path: path, start: columns.start ?? (heads.count < lines.count ? columns.levelStart : nil),
            patterns: [columns.pattern], times: forms(of: heads, columns), levels: columns.ownLevels)
        guard let shape = columns.shape, let start = columns.start else { return [whole] }
        // Lines that the pattern leaves out have their time at least.
        let simple =
            "^" + start.dropFirst().dropLast(shape.beginning.count) + "(?<time>\(shape.text))\\W*(?<message>.*)"
        let pattern = try? Pattern(columns.pattern)
        if heads.contains(where: { pattern?.matches($0) != true }) { whole.patterns.append(simple) }
        var plain = whole
        plain.patterns = [simple]
        return [whole, plain]
    }

    /// The lines that begin entries: those with a time where most of them have it, else those with a level in front,
    /// else all that are not indented.
    private static func heads(among lines: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        var groups: [String: [ArraySlice<UInt8>]] = [:]
        for line in lines {
            if let place = placeOfTime(in: line) { groups[place, default: []].append(line) }
        }
        if let most = groups.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
            most.value.count * 4 >= lines.count
        {
            return most.value
        }
        let levelled = lines.filter { $0.drop { brackets[$0] != nil }.levelLength != nil }
        if levelled.count * 2 >= lines.count { return levelled }
        return lines.filter { $0.first.map { $0 != blank && $0 != UInt8(ascii: "\t") } ?? false }
    }

    /// Which form of a time it has, and what kinds of characters stand in front; nil where none is near the beginning.
    private static func placeOfTime(in line: ArraySlice<UInt8>) -> String? {
        for offset in 0..<min(60, line.count) {
            let rest = line.dropFirst(offset)
            if offset > 0, let before = line.dropFirst(offset - 1).first, before.isPartOfWord { continue }
            guard let first = rest.first, first.isDigit || first.isASCIILetter else { continue }
            guard let shape = TimeShape.all.firstIndex(where: { $0.length(in: rest) != nil }) else { continue }
            let blanks = line.prefix(offset).count { $0 == blank }
            let lead = line.first.map { $0.isPartOfWord ? "a" : String($0) } ?? ""
            return "\(shape) \(offset == 0 ? "" : lead) \(blanks)"
        }
        return nil
    }

    /// The forms that are needed to read the times of all heads.
    private static func forms(of heads: [ArraySlice<UInt8>], _ columns: HeadColumns) -> [String] {
        guard let shape = columns.shape, let pattern = try? Pattern(columns.pattern) else { return [] }
        var forms: [String] = []
        for head in heads {
            guard let range = pattern.captures(in: head)?["time"], let form = shape.form(of: head[range]) else {
                continue
            }
            if !forms.contains(form) { forms.append(form) }
        }
        // A number above 12 tells days from months; one form that reads all comes first.
        return forms.count > 1 && forms.contains(where: { $0.hasPrefix("%d/") })
            ? forms.filter { $0.hasPrefix("%d/") } : forms
    }

    /// The file's name without what rotation and dates add.
    private static func name(of path: Path) -> String {
        let stem = String(decoding: path.name, as: UTF8.self).split(separator: ".").first.map(String.init) ?? ""
        let letters = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(letters).split(separator: "-").filter { !$0.allSatisfy(\.isNumber) }.joined(separator: "-")
        return name.isEmpty ? "my-log" : name
    }
}

extension HeadColumns {
    /// For lines that begin with a level and have no time.
    fileprivate var levelStart: String? {
        guard let range = pattern.firstRange(of: "(?<level>[A-Z]+)") else { return nil }
        let words = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL)"
        return pattern[..<range.lowerBound].contains("(?<") ? nil : pattern[..<range.lowerBound] + words + #"\b"#
    }
}

/// A file that is on no disk yet, and those that are.
private struct OneFile: TextFiles {
    let path: Path
    let bytes: [UInt8]
    let others: any TextFiles

    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8] {
        path == self.path ? bytes : try others.contents(of: path, bytesMax: bytesMax)
    }

    func names(in directory: Path) throws(Unreadable) -> [String] { try others.names(in: directory) }
}
