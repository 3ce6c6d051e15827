import ArgumentParser
import Platform
import Setup

/// The program: `stacktail COMMAND`.
@main
struct Stacktail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stacktail",
        abstract: "Turns the errors in log files into events for Exceptionless.",
        discussion: """
            Stacktail tails the log files of applications that nobody may change, turns lines and stack traces into \
            typed events, and forwards them to an Exceptionless project under the project's own level settings.

            Exit status: 0 done, 1 problems found, 2 usage, 3 could not run, 75 another agent holds the state.
            """,
        version: version,
        subcommands: [
            Run.self, Replay.self, Demo.self, Check.self, Explain.self, Discover.self, Status.self, Events.self,
            Send.self, Queue.self, Settings.self, Heartbeat.self, Session.self, Describe.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        ProcessGuards.install()
        ProcessUsage.keepFreedMemory()
        var name: String?
        do {
            var command = try parseAsRoot(arguments)
            name = Self.name(of: type(of: command))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error, from: name)
        }
    }

    /// With `--wait=DURATION` taken apart, since an option has a value always or never. Behind `--` all is text.
    private static var arguments: [String] {
        let given = Array(CommandLine.arguments.dropFirst())
        let options = given.prefix { $0 != "--" }
        let whole = options.flatMap { text in
            text.hasPrefix("--wait=") ? ["--wait", "--timeout=" + text.dropFirst("--wait=".count)] : [text]
        }
        return whole + given[options.count...]
    }

    /// `stacktail queue retry`, from the usage, where its arguments follow.
    private static func name(of command: any ParsableCommand.Type) -> String {
        usageString(for: command).split(separator: " ").prefix {
            $0.allSatisfy { $0.isLetter || $0 == "-" } && $0.first != "-"
        }
        .joined(separator: " ")
    }

    /// For a command's name that is none.
    private static var help: String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = configuration.subcommands.map { $0._commandName }
        return names.contains(word) ? nil : Suggestion.help(for: word, among: names)
    }

    /// The parser's own status for a usage error is 64; the field's habit, and ours, is 2.
    ///
    /// `command`: the one that ran, whose help is pointed to; nil for an error of the parser, which knows it.
    private static func leave(with error: any Error, from command: String?) -> Never {
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        if let command {
            Tell.say("Error: \(message(for: error))\nSee '\(command) --help' for more information.")
        } else {
            Tell.say(fullMessage(for: error))
        }
        if let help { Tell.note(help) }
        exit(withError: ExitCode.usage)
    }
}
