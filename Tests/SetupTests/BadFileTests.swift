import Model
import Setup
import Testing

/// What a person is told of each mistake: `Bad/x.bad.yaml` has all of it in `x.expected.txt`. `neighbours` has the rule
/// files beside it. `STACKTAIL_RENEW=1 swift test` writes the texts anew.
@Suite("Mistakes and what is said of them")
struct BadFileTests {
    private static let folder = Path(#filePath).directory.appending("Bad")

    static let names = (try? DiskFiles().names(in: folder))?.filter { $0.hasSuffix(".bad.yaml") }.sorted() ?? []

    @Test("there are enough of them")
    func enough() { #expect(Self.names.count >= 90) }

    @Test("each is told in full", arguments: names)
    func told(name: String) throws {
        let bytes = try DiskFiles().contents(of: Self.folder.appending(name), bytesMax: 1 << 20)
        try Self.expect(bytes, name: String(name.dropLast(".bad.yaml".count)))
    }

    @Test("a file of more than a mebibyte is not read")
    func huge() throws {
        try Self.expect(Array(String(repeating: "# nothing\n", count: 110_000).utf8), name: "huge")
    }

    private static func expect(_ bytes: [UInt8], name: String) throws {
        let report = name.hasPrefix("configuration-") ? configuration(bytes, name) : try ruleFile(bytes, name)
        #expect(!report.diagnostics.isEmpty, "\(name) is not told of")
        let text = report.diagnostics.rendered + report.summary + "\n"
        try Fixtures.expect(text, at: folder.appending("\(name).expected.txt"))
    }

    private static func configuration(_ bytes: [UInt8], _ name: String) -> CheckReport {
        let surroundings = Surroundings(
            ["EXCEPTIONLESS_API_KEY": "0123456789abcdef"], files: ["/r/log4j.yaml": "about: x"])
        let read = Configuration.read(bytes, name: "stacktail.yaml", in: surroundings)
        let missing = read.value?.missingRuleDirectories(in: surroundings) ?? []
        return CheckReport(files: [.init(path: "stacktail.yaml", diagnostics: read.diagnostics + missing)])
    }

    private static func ruleFile(_ bytes: [UInt8], _ name: String) throws -> CheckReport {
        let path = "/r/\(name).yaml"
        let beside = folder.appending("neighbours")
        var files = MemoryFiles()
        for neighbour in try DiskFiles().names(in: beside) {
            files.files["/r/\(neighbour)"] = try DiskFiles().contents(
                of: beside.appending(neighbour), bytesMax: 1 << 16)
        }
        files.files[path] = bytes
        let surroundings = Surroundings(variable: { _ in nil }, files: DiskBelow(files))
        let context = RuleContext(projects: ["default", "legacy"], surroundings: surroundings)
        return CheckReport(checking: RuleBook.load([Path("/r")], in: context), only: { $0 == path })
    }
}
