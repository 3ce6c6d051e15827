import Model

extension RuleProposal.Draft {
    /// As a rule file.
    var text: String {
        var lines = ["# yaml-language-server: $schema=/usr/share/stacktail/rules/schema/rule-file.json"]
        lines += notes.map { "# \($0)" }
        lines += ["name: \(YAMLScalar.quoted(name))", "files: [\(YAMLScalar.quoted(path.description))]", "", "record:"]
        if let start { lines.append("  start: \(YAMLScalar.quoted(start))") }
        if isJSON { lines.append("  parse: json") }
        if !patterns.isEmpty {
            lines.append("  pattern:")
            lines += patterns.map { "    - \(YAMLScalar.quoted($0))" }
        }
        if !times.isEmpty { lines.append("  time: [\(times.map(YAMLScalar.quoted).joined(separator: ", "))]") }
        if !levels.isEmpty {
            let pairs = levels.map { "\(YAMLScalar.quoted($0.word)): \($0.level.name.lowercased())" }
            lines.append("  levels: { \(pairs.joined(separator: ", ")) }")
        }
        if !tests.isEmpty { lines += ["", "tests:"] + tests.flatMap(\.lines) }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A test as a rule file writes it.
struct TestText: Sendable {
    var name: String
    /// Without line feeds at their ends.
    var log: [String]
    /// Name and value; values are texts already.
    var expected: [[(name: String, value: String)]]

    var lines: [String] {
        var lines = ["  - name: \(YAMLScalar.quoted(name))"]
        if log.count == 1 {
            lines.append("    log: \(YAMLScalar.quoted(log[0]))")
        } else if log.allSatisfy(YAMLScalar.fitsBlock), log.first?.first != " " {
            lines += ["    log: |"] + log.map { $0.isEmpty ? "" : "      \($0)" }
        } else {
            lines.append("    log: \(YAMLScalar.doubleQuoted(log.joined(separator: "\n") + "\n"))")
        }
        guard !expected.isEmpty else { return lines + ["    expect: []"] }
        lines.append("    expect:")
        for event in expected {
            for (index, member) in event.enumerated() {
                lines.append(
                    (index == 0 ? "      - " : "        ") + "\(member.name): \(YAMLScalar.quoted(member.value))")
            }
        }
        return lines
    }
}

/// How a text stands in YAML.
enum YAMLScalar {
    /// Bare where nothing in it can be misread, else in single quotes, else in double ones.
    static func quoted(_ text: String) -> String {
        if isPlain(text) { return text }
        if fitsBlock(text) { return "'" + text.replacing("'", with: "''") + "'" }
        return doubleQuoted(text)
    }

    /// Whether it can stand as it is on a line of a block: printable characters only.
    static func fitsBlock(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F && !isOdd($0)) }
    }

    static func doubleQuoted(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": #"\""#
            case "\\": #"\\"#
            case "\n": #"\n"#
            case "\t": #"\t"#
            case "\r": #"\r"#
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || isOdd(scalar): hex(scalar.value)
            case _: String(scalar)
            }
        }
        return "\"" + inner.joined() + "\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "/" else { return false }
        let isSafe = text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || (0x30...0x39).contains($0.value)
                    || "_./-".unicodeScalars.contains($0))
        }
        return isSafe && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    /// Not printable in YAML's sense.
    private static func isOdd(_ scalar: Unicode.Scalar) -> Bool {
        (0x80..<0xA0).contains(scalar.value) || [0x85, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar.value)
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        let width = value <= 0xFF ? 2 : 4
        return (width == 2 ? #"\x"# : #"\u"#) + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
