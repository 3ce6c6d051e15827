import ArgumentParser
import Model
import Platform
import Setup

/// What most commands take.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file (default: /etc/stacktail/stacktail.yaml, if there is one).")
    var config: String?

    @Option(
        name: .long,
        help: "A directory of rule files, instead of the configuration's; may be given several times.")
    var rules: [String] = []

    @Flag(name: .long, help: "No colours, also on a terminal; NO_COLOR does the same.")
    var noColor = false

    /// The configuration with the command line applied to it, and the shipped rules in front of the others.
    ///
    /// Throws exit status 3 after its faults were told.
    func configuration() throws -> Configuration {
        let given = rules.isEmpty ? nil : rules.map { Path($0) }
        let loaded = Configuration.load(config.map { Path($0) }, ruleDirectories: given, in: .ofThisProcess)
        Tell.diagnostics(loaded.diagnostics, noColor: noColor)
        guard var configuration = loaded.value else { throw ExitCode.couldNotRun }
        complete(&configuration)
        return configuration
    }

    /// Where things are, for commands that only ask the agent: that needs none of the configuration's keys.
    ///
    /// Throws exit status 3 after telling why.
    func places() throws -> Configuration {
        guard var configuration = Configuration.places(config.map { Path($0) }, in: .ofThisProcess) else {
            Tell.error("\(config ?? Configuration.standardPath.description) cannot be read; try sudo")
            throw ExitCode.couldNotRun
        }
        if !rules.isEmpty { configuration.ruleDirectories = rules.map { Path($0) } }
        complete(&configuration)
        return configuration
    }

    /// See `complete`.
    func completed(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        complete(&configuration)
        return configuration
    }

    /// With the shipped rules; and with a person's own state, where nobody has said anything else.
    private func complete(_ configuration: inout Configuration) {
        if let shipped = ShippedRules.directory, !configuration.ruleDirectories.contains(shipped) {
            configuration.ruleDirectories.insert(shipped, at: 0)
        }
        guard config == nil, !HostEnvironment.isPrivileged, let own = HostEnvironment.userState else { return }
        let standard = Configuration(projects: configuration.projects).state
        if configuration.state == standard, !OwnFiles.exists(Configuration.standardPath) { configuration.state = own }
    }

    /// For standard output.
    var ansi: Ansi { Ansi(isOn: isColoured(.output)) }

    func isColoured(_ stream: StandardStream) -> Bool {
        !noColor && stream.isTerminal && (HostEnvironment.value("NO_COLOR") ?? "").isEmpty
            && HostEnvironment.value("TERM") != "dumb"
    }
}

extension ExitCode {
    static let problemsFound = ExitCode(1)
    static let usage = ExitCode(2)
    static let couldNotRun = ExitCode(3)
    static let anotherAgent = ExitCode(75)
}

/// What the program says to a person on standard error.
enum Tell {
    static func error(_ text: String) { say("stacktail: error: \(text)") }
    static func note(_ text: String) { say("stacktail: \(text)") }

    static func diagnostics(_ diagnostics: [Diagnostic], noColor: Bool) {
        let isColoured = !noColor && StandardStream.error.isTerminal
        for diagnostic in diagnostics { say(diagnostic.rendered(colour: isColoured)) }
    }

    /// Nobody can be told that standard error is closed, so that is passed over.
    static func say(_ text: String) { try? StandardStream.error.write(text + "\n") }
}

/// Where the rule files that come with the program are.
enum ShippedRules {
    /// Beside the installed program, or in the checkout that it was built in; nil if neither is there.
    static let directory: Path? = {
        guard let program = OwnFiles.programPath else { return nil }
        var folder = program.directory
        let installed = folder.directory.appending("share/stacktail/rules")
        if OwnFiles.exists(installed) { return installed }
        for _ in 0..<6 where folder != Path("/") {
            let rules = folder.appending("rules")
            if OwnFiles.exists(rules.appending("log4j.yaml")) { return rules }
            folder = folder.directory
        }
        return nil
    }()
}
