import ArgumentParser
import Model
import Platform
import Setup
import WireFormat

/// `check`: validates the configuration and the rule files, and runs the rule files' own tests.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates the configuration and the rules, and runs the rules' own tests.",
        discussion: """
            Without a path it checks the configuration and all rule directories that it names. With --connect it goes \
            the way to each project's server instead, and says of the connection, TLS, the key, the settings and the \
            clock in a line each what is wrong; nothing is submitted.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Rule files, or directories of them.")
    var paths: [String] = []

    @Flag(help: "The findings as JSON on standard output.")
    var json = false

    @Flag(help: "The findings as JUnit's XML on standard output.")
    var junit = false

    @Flag(help: "Ask each project's server: connection, TLS, key, settings, clock.")
    var connect = false

    @Option(help: "Print the JSON Schema of rule-file or configuration, for editors.")
    var schema: Definition?

    @Flag(help: "Print the reference of both kinds of files, in Markdown.")
    var reference = false

    func validate() throws {
        if connect, junit || !paths.isEmpty { throw ValidationError("--connect takes no paths and no --junit") }
        if json && junit { throw ValidationError("--json and --junit exclude each other") }
    }

    func run() async throws {
        if let schema { return try StandardStream.output.write(schema.schema.laidOut) }
        if reference { return try StandardStream.output.write(Definition.reference) }
        guard !connect else { return try await checkConnections() }
        let report = try report()
        if json {
            try write(String(decoding: report.json.encoded(), as: UTF8.self))
        } else if junit {
            try write(report.junit)
        } else {
            Tell.diagnostics(report.diagnostics, noColor: common.noColor)
            try StandardStream.output.write(report.summary + "\n")
        }
        if !report.isGood { throw ExitCode.problemsFound }
    }

    private func checkConnections() async throws {
        var isGood = true
        var isAsked = false
        for project in try common.configuration().projects {
            guard case .exceptionless(let server) = project.destination else { continue }
            isAsked = true
            let access = try ServerAccess(project.name, server)
            for finding in await ConnectionCheck(access: access).findings() {
                isGood = isGood && finding.isGood
                if json {
                    try write(String(decoding: finding.json.encoded(), as: UTF8.self))
                } else if finding.isGood {
                    try write("\(finding.project): \(finding.check.rawValue): \(finding.text)")
                } else {
                    Tell.error("\(finding.project): \(finding.check.rawValue): \(finding.text)")
                }
            }
            await access.close()
        }
        guard isAsked else {
            Tell.error(
                "no project has an Exceptionless server to ask: name one in the configuration, or set "
                    + "EXCEPTIONLESS_API_KEY")
            throw ExitCode.couldNotRun
        }
        if !isGood { throw ExitCode.problemsFound }
    }

    private func report() throws -> CheckReport {
        let configuration = try common.configuration()
        var context = RuleContext(configuration, surroundings: .ofThisProcess)
        guard !paths.isEmpty else {
            return CheckReport(checking: RuleBook.load(existing(configuration.ruleDirectories), in: context))
        }
        // Files given by name may be for another host: their projects are that configuration's concern.
        if common.config == nil { context.projects = nil }
        let isDirectory = { (path: String) in (try? LinuxFiles().status(of: Path(path)))?.kind == .directory }
        let directories = paths.filter(isDirectory).map { Path($0) }
        let files = paths.filter { !isDirectory($0) }.map { Path($0) }
        return report(on: files, directories, beside: existing(configuration.ruleDirectories), in: context)
    }

    /// Each directory as the last, and files of one name after one another: of two files with the same name only one
    /// can be in force, and both were asked for.
    private func report(
        on files: [Path], _ directories: [Path], beside known: [Path], in context: RuleContext
    ) -> CheckReport {
        var reports = directories.map { directory in
            let others = directories.filter { $0 != directory }
            let book = RuleBook.load(known + others + [directory], in: context)
            return CheckReport(checking: book).only(files: [], below: [directory])
        }
        var waiting = files
        while !waiting.isEmpty {
            var names: Set<[UInt8]> = []
            let batch = waiting.filter { names.insert(Array($0.name)).inserted }
            let rest = waiting.filter { !batch.contains($0) }
            let book = RuleBook.load(known + directories, and: batch, in: context)
            reports.append(CheckReport(checking: book).only(files: batch, below: []))
            waiting = rest
        }
        return CheckReport(files: reports.flatMap(\.files))
    }

    /// Directories of the packages need not be there; those that somebody named must.
    private func existing(_ directories: [Path]) -> [Path] {
        directories.filter { common.rules.contains($0.description) || OwnFiles.exists($0) }
    }

    private func write(_ text: String) throws { try StandardStream.output.write(text + "\n") }
}

extension Definition: ExpressibleByArgument {}

extension CheckReport {
    /// The part about what was named.
    func only(files: [Path], below directories: [Path]) -> CheckReport {
        let names = Set(files.map(\.description))
        let prefixes = directories.map { $0.appending("").description }
        return CheckReport(
            files: self.files.filter { file in
                names.contains(file.path) || prefixes.contains { file.path.hasPrefix($0) }
                    || directories.contains { $0.description == file.path }
            })
    }
}
