import Model
import Setup
import Testing
import WireFormat

/// One definition of each key serves the reader, the schemas and the reference.
@Suite("What keys there are is written once")
struct DefinitionTests {
    @Test("the schemas and the reference in the repository are those of the definitions")
    func files() throws {
        let rules = Fixtures.shippedRules
        for definition in Definition.allCases {
            let path = rules.appending("schema").appending("\(definition.rawValue).json")
            try Fixtures.expect(definition.schema.laidOut, at: path)
        }
        try Fixtures.expect(Definition.reference, at: rules.appending("README.md"))
    }

    @Test("the layout of a schema is JSON", arguments: Definition.allCases)
    func layout(definition: Definition) throws {
        #expect(try JSONReader.parse(definition.schema.laidOut) == definition.schema)
    }

    @Test("each key is described", arguments: Definition.allCases)
    func described(definition: Definition) {
        for entry in definition.entries {
            #expect(entry.doc.hasSuffix("."), "\(entry.name) needs a sentence: see Key")
        }
    }

    @Test("each example, each default and each choice reads without a fault", arguments: Definition.allCases)
    func examples(definition: Definition) {
        for entry in definition.entries {
            for value in [entry.example, entry.standard].compactMap(\.self) + (entry.choices ?? []) {
                let (text, column) = entry.text(saying: value)
                // What is missing beside it is told at the mapping's beginning, in front of it.
                let faults = read(text, as: definition).filter { $0.column >= column && $0.line == 1 }
                #expect(faults.rendered == "", "\(entry.name)")
            }
        }
    }

    @Test("a key that is needed is missed", arguments: Definition.allCases)
    func needed(definition: Definition) throws {
        for entry in definition.entries where entry.isRequired {
            let faults = read(entry.text(saying: nil).text, as: definition)
            #expect(faults.contains { $0.message.contains("'\(entry.key)'") }, "\(entry.name)")
        }
    }

    @Test("a default of the configuration is what leaving it out means")
    func configurationDefaults() throws {
        for entry in Definition.configuration.entries {
            // Of a redaction only what it does can be seen.
            guard let standard = entry.standard, entry.parent != "redact[]" else { continue }
            if entry.name == "rules" {
                let read = Configuration.read(Array("rules: \(standard)".utf8), name: "c.yaml", in: Surroundings())
                #expect(try #require(read.value).ruleDirectories == Configuration(projects: [.here]).ruleDirectories)
                continue
            }
            #expect(
                try configuration(entry.text(saying: standard).text) == configuration(entry.text(saying: nil).text),
                "\(entry.name)")
        }
    }

    @Test("a default of a rule file is what leaving it out means")
    func ruleFileDefaults() throws {
        for entry in Definition.ruleFile.entries where ["", "record"].contains(entry.parent) {
            guard let standard = entry.standard else { continue }
            #expect(
                try ruleFile(entry.text(saying: standard).text) == ruleFile(entry.text(saying: nil).text),
                "\(entry.name)")
        }
    }

    // MARK: - Reading

    private let environment = ["EXCEPTIONLESS_API_KEY": "0123456789abcdef"]

    private func read(_ text: String, as definition: Definition) -> [Diagnostic] {
        switch definition {
        case .configuration:
            return Configuration.read(Array(text.utf8), name: "c.yaml", in: Surroundings(environment)).diagnostics
        case .ruleFile:
            // Any field may turn up in JSON.
            let isLayout = text.hasPrefix("record:") || text.hasPrefix("envelope:")
            var layout = text.replacing("[thread]", with: "[thread], pattern: '(?<thread>x)'")
            for key in ["columns", "delimiter"] { layout.replace("{ \(key):", with: "{ parse: csv, \(key):") }
            return book(isLayout ? layout : text + "\nrecord: { parse: json }").diagnostics
        }
    }

    private func book(_ text: String) -> RuleBook {
        let files = DiskBelow(MemoryFiles(["/r/x.yaml": text, "/r/log4j.yaml": "about: x"]))
        return RuleBook.load(
            [Path("/r")], in: RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: files)))
    }

    /// What a project needs beside the key is put there.
    private func configuration(_ text: String) throws -> String {
        let hasServer = ["exceptionless:", "exceptional:", "local:"].contains { text.contains($0) }
        let key = "exceptionless: { api_key: '${EXCEPTIONLESS_API_KEY}' }"
        let whole = hasServer ? text : text.replacing("NAME: { ", with: "NAME: { \(key), ")
        let read = Configuration.read(Array(whole.utf8), name: "c.yaml", in: Surroundings(environment))
        return String(describing: try #require(read.value, "\(whole): \(read.diagnostics.rendered)"))
    }

    private func ruleFile(_ text: String) throws -> String {
        // An empty 'record' is none, and none means the generic layout.
        let book = book(text.replacing("record: { ", with: "record: { start: x, ") + "\n")
        let file = try #require(book.file(named: "x"), "\(text): \(book.diagnostics.rendered)")
        return "\(file.project) \(file.readFrom) \(file.encoding) \(file.files) \(file.layout)"
    }
}

extension Project {
    fileprivate static let here = Project(name: "default", destination: .local(LocalStore()))
}
