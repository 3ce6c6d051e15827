import ArgumentParser
import Model
import Platform
import Rules
import Setup
import WireFormat

/// `discover`: which shipped rule file fits which log on this host.
struct Discover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finds the logs on this host and tells which shipped rule file fits which.",
        discussion: """
            Without a directory it looks into /var/log, /srv and /opt, and at what running processes hold open for \
            writing; only root sees all of that. Nothing is sent, and nothing is written without --write.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Directories to walk, or logs.")
    var paths: [String] = []

    @Flag(help: "Create a rule file for each kind of log in the rules directory; none is overwritten.")
    var write = false

    @Flag(help: "Logs that nobody has written to for 30 days, too.")
    var all = false

    @Flag(help: "One JSON object a log.")
    var json = false

    /// How long a log may be quiet and still be in use.
    private static let quietSecondsMax: Int64 = 30 * 86_400

    private static let usualPlaces = ["/var/log", "/srv", "/opt"].map { Path($0) }

    func run() async throws {
        let configuration = try common.configuration()
        let context = RuleContext(configuration, surroundings: .ofThisProcess)
        let book = RuleBook.load(configuration.ruleDirectories.filter { OwnFiles.exists($0) }, in: context)
        Tell.diagnostics(book.diagnostics.filter { $0.severity == .error }, noColor: common.noColor)
        let now = SystemClock().now().wall
        let walk = try walk()
        let oldest = now.seconds - Self.quietSecondsMax
        let logs = walk.logs.filter { all || $0.modified.seconds >= oldest }
        var summary = DiscoverySummary(quiet: walk.logs.count - logs.count, unreadable: walk.unreadable)
        summary.isCut = walk.isCut
        let maker = EventMaker(
            redactions: configuration.redactions, isPrivateAllowed: configuration.attach.isPrivateAllowed)
        let discovery = Discovery(book, maker: maker, in: context, now: now)
        let output = FindingOutput(ansi: common.ansi, json: json)
        var findings: [(finding: Discovery.Finding, glob: String)] = []
        for group in LogGroup.groups(of: logs) {
            let found: Discovery.Finding?
            do throws(SystemError) {
                found = try discovery.finding(group, in: LinuxFiles(isForLogs: true))
            } catch {
                summary.unreadable.append(group.newest.path)
                continue
            }
            guard let finding = found else { continue }
            // Programs write many texts that are no logs.
            if case .unknown = finding.kind, !group.newest.isNamedLikeOne { continue }
            summary.add(finding)
            findings.append((finding, group.glob))
            try output.write(finding)
        }
        let files = UserRuleFile.files(for: findings)
        summary.tell(proposes: !write && !files.isEmpty)
        if write { try create(files, configuration) }
    }

    private func walk() throws -> LogWalk {
        var walk = LogWalk()
        let files = LinuxFiles(isForLogs: true)
        for path in paths {
            guard OwnFiles.exists(Path(path)) else {
                Tell.error("\(path): there is no such file or directory")
                throw ExitCode.couldNotRun
            }
            walk.add(Path(path).normalized(from: HostEnvironment.workingDirectory ?? Path("/")), in: files)
        }
        guard paths.isEmpty else { return walk }
        for place in Self.usualPlaces where OwnFiles.exists(place) { walk.add(place, in: files, byName: true) }
        for path in OpenLogs.paths() { walk.add(path, in: files) }
        return walk
    }

    private func create(_ files: [UserRuleFile], _ configuration: Configuration) throws {
        guard let directory = configuration.ruleDirectories.last(where: { $0 != ShippedRules.directory }) else {
            Tell.error("no rules directory to write to; give one with --rules")
            throw ExitCode.couldNotRun
        }
        let projects = configuration.projects.map(\.name)
        let project = projects.contains(RuleFile.standardProject) ? nil : projects.first
        let schema = ShippedRules.directory.map { $0.appending("schema/rule-file.json") }
        var problems = false
        for file in files {
            let path = directory.appending(file.name)
            let text = file.text(
                project: project, schema: schema.flatMap { OwnFiles.exists($0) ? $0.description : nil })
            do throws(SystemError) {
                try OwnFiles.makeDirectories(directory, mode: 0o755)
                try OwnFiles.create(path, containing: Array(text.utf8), mode: 0o644)
                Tell.note("wrote \(path): \(file.globs.joined(separator: ", "))")
            } catch {
                problems = true
                if error.reason == .exists {
                    let globs = file.globs.joined(separator: ", ")
                    Tell.error("\(path) is there already and stays as it is; its 'files' should name: \(globs)")
                } else {
                    Tell.error(error.description)
                }
            }
        }
        if files.isEmpty { Tell.note("nothing to write") }
        if problems { throw ExitCode.problemsFound }
    }
}
