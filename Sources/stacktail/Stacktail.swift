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
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
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

    /// For a command's name that is none.
    private static var help: String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = configuration.subcommands.map { $0._commandName }
        return names.contains(word) ? nil : Suggestion.help(for: word, among: names)
    }

    /// The parser's own status for a usage error is 64; the field's habit, and ours, is 2.
    private static func leave(with error: any Error) -> Never {
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        Tell.say(fullMessage(for: error))
        if let help { Tell.note(help) }
        exit(withError: ExitCode.usage)
    }
}
