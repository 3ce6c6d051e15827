import Testing

/// Something that every file of the repository keeps to, with a proof that the check can fail.
struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    /// One line for each place that does not keep to it.
    let check: @Sendable (SourceFile) -> [String]
    /// Each of them must be found.
    let planted: [SourceFile]
    /// What looks alike and is allowed.
    let innocent: [SourceFile]

    var testDescription: String { name }

    init(
        _ name: String, planted: [SourceFile], innocent: [SourceFile] = [],
        check: @escaping @Sendable (SourceFile) -> [String]
    ) {
        (self.name, self.planted, self.innocent, self.check) = (name, planted, innocent, check)
    }

    static let all: [Rule] = sizes + spellings + houseRules + documentation
}

@Suite("Tidy: what a reader may rely on in every file")
struct TidyTests {
    @Test(arguments: Rule.all)
    func theTreeKeepsTo(_ rule: Rule) {
        let findings = Repository.files.flatMap(rule.check)
        #expect(findings.isEmpty, "\(rule.name):\n\(findings.joined(separator: "\n"))")
    }

    @Test(arguments: Rule.all)
    func aPlantedViolationIsFound(of rule: Rule) {
        #expect(!rule.planted.isEmpty)
        for file in rule.planted { #expect(!rule.check(file).isEmpty, "not found: \(file.lines)") }
        for file in rule.innocent { #expect(rule.check(file) == []) }
    }

    @Test func theTreeIsThere() {
        #expect(Repository.files.count { $0.isSource } > 50)
        #expect(Repository.files.count { $0.isTest } > 20)
        #expect(Repository.files.contains { $0.path == "Package.swift" })
    }
}

@Suite("Tidy: what counts as code")
struct BlankerTests {
    @Test(arguments: [
        (#"let a = "b" // c"#, #"let a = " "     "#),
        (#"a /* b /* c */ d */ e"#, #"a                   e"#),
        (#"f("\(g("h"))") + i"#, #"f("         ") + i"#),
        (##"let a = #"b"c"# + d"##, #"let a =  "   "  + d"#),
        (#""\"" + a"#, #""  " + a"#),
        ("\"\"\"\na \"b\" c\n\"\"\" d", "\"\"\"\n       \n\"\"\" d"),
        ("a // b\nc", "a     \nc"),
    ])
    func stays(text: String, code: String) {
        var blanker = Blanker(text)
        #expect(blanker.blanked() == code)
    }
}
