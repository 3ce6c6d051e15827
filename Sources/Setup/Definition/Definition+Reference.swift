extension Definition {
    /// Every key of both kinds of files, in Markdown.
    package static var reference: String {
        head + allCases.map { "## \($0.title)\n\n" + $0.tables }.joined(separator: "\n")
    }

    private static let head = """
        # Reference

        A file of rules describes one kind of log. Those beside this page ship with Stacktail; your own lie in
        `/etc/stacktail/rules.d`, and the smallest useful one has two lines: `extends: log4j` and
        `files: [/var/log/app/*.log]`.

        `stacktail check` names what is wrong with a file and runs its tests, and `stacktail check --update` writes the
        events anew that its tests expect. Editors that know YAML's language server help while one writes, if the
        file begins with the place of the schema:

        ```yaml
        # yaml-language-server: $schema=/usr/share/stacktail/rules/schema/rule-file.json
        ```

        Durations are `200ms`, `90s`, `5m`, `2h`, `7d`; sizes `64KiB`, `1MB`. Regular expressions are PCRE2's, and
        belong in single quotes. A template is a text in which `${field}` stands for a field of the entry; `$$` is a
        dollar sign. Fields are the captures, and \(fieldNames).

        This page is written by `stacktail check --reference`.


        """

    private static var fieldNames: String {
        RuleReader.conditionKeys.names.filter { $0 != "has_trace" }.map { "`\($0)`" }.joined(separator: ", ")
    }

    private var tables: String {
        Self.tables(of: keys, named: "")
    }

    /// One mapping's table, and those of the mappings in it; one that stands in two places is told once.
    private static func tables(of keys: Keys, named name: String) -> String {
        var text = name.isEmpty ? "" : "### `\(name)`\n\n"
        text += "| key | value | without it | meaning |\n|---|---|---|---|\n"
        text += keys.known.map(row).joined()
        if let others = keys.others {
            let doc = "The field of that name; also numbers, like `500..599` or `>= 1000`."
            text += "| any capture | \(others.words()) | | \(doc) |\n"
        }
        let inner = keys.known.filter { $0.form.keys != nil }
        var told: [(signature: [String], name: String)] = []
        for key in inner {
            guard let keysWithin = key.form.keys else { continue }
            let path = (name.isEmpty ? "" : name + ".") + key.name + key.form.suffix
            if let other = told.first(where: { $0.signature == keysWithin.names }) {
                text += "\n### `\(path)`\n\nThe same keys as `\(other.name)`.\n"
                continue
            }
            told.append((keysWithin.names, path))
            text += "\n" + tables(of: keysWithin, named: path)
        }
        return text
    }

    private static func row(_ key: Key) -> String {
        let name = "`\(key.name)`" + (key.isRequired ? " (needed)" : "")
        let example = key.example.map { " For example `\($0)`." } ?? ""
        let cells = [name, key.form.words(), key.standard.map { "`\($0)`" } ?? "", key.doc + example]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
}
