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
            Without a path it checks the configuration and all rule directories that it names. Errors give exit status \
            1; warnings and hints do not, unless --strict is given. With --update, tests that fail expect from now on \
            what comes of their logs: only their 'expect' is written anew, in the file itself.

            With --connect it goes the way to each project's server instead, and says of the connection, TLS, the key, \
            the settings and the clock in a line each what is wrong; nothing is submitted.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Rule files, directories of them, or a configuration.")
    var paths: [String] = []

    @Flag(help: "The findings as JSON on standard output.")
    var json = false

    @Flag(help: "The findings as JUnit's XML on standard output.")
    var junit = false

    @Flag(help: "Let tests that fail expect what comes; then check.")
    var update = false

    @Flag(help: "Warnings are problems, too: exit status 1.")
    var strict = false

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
        if update { try renew() }
        let report = try examination().report
        if json {
            try write(String(decoding: report.json.encoded(), as: UTF8.self))
        } else if junit {
            try write(report.junit)
        } else {
            Tell.diagnostics(report.diagnostics, noColor: !common.isColoured(.error))
            try StandardStream.output.write(report.summary + "\n")
        }
        if !report.isGood || (strict && report.count(.warning) > 0) { throw ExitCode.problemsFound }
    }

    /// Tells what it did on standard error, since a report may go to standard output.
    private func renew() throws {
        for (path, renewal) in try examination().renewals {
            let file = Path(path)
            guard try DiskFiles().contents(of: file, bytesMax: renewal.original.count + 1) == renewal.original else {
                throw CheckFault("\(path) has changed meanwhile; nothing was written")
            }
            try OwnFiles.replace(file, with: renewal.bytes)
            let count = renewal.tests.count
            Tell.note(
                "\(path): \(count == 1 ? "1 test" : "\(count) tests") renewed: \(renewal.tests.joined(separator: ", "))"
            )
        }
    }

    private func examination() throws -> Examination {
        try Examination(of: paths, common: common)
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

    private func write(_ text: String) throws { try StandardStream.output.write(text + "\n") }
}

extension Definition: ExpressibleByArgument {}
