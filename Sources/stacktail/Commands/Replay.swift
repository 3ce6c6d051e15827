import ArgumentParser
import Model
import Platform
import Setup

/// `replay`: reads files or standard input once and prints the events.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads log files once and prints the events that come of them.",
        discussion: """
            Pretty on a terminal, one JSON object a line in a pipe. Without --as the best fitting rule file is chosen \
            for each log. Compressed files (gzip) are read as they are; - is standard input.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The log files; - for standard input.")
    var files: [String]

    @Option(name: .customLong("as"), help: "The rule file to read them by: a name such as log4j, or a path.")
    var ruleFile: String?

    @Flag(help: "Prints every record as an event, whether a rule wants it or not.")
    var all = false

    @Flag(help: "One JSON object a line, also on a terminal.")
    var json = false

    func run() async throws {
        let configuration = try common.configuration()
        let context = RuleContext(projects: nil, surroundings: .ofThisProcess)
        let (book, chosen) = try common.rules(as: ruleFile, configuration, in: context)
        var replayer = Replayer(
            book, chosen: chosen, keepsEverything: all, configuration: configuration)
        var output = EventOutput(ansi: common.ansi, json: json)
        var counts = StackCounts()
        var problems = false
        var bar = ProgressBar()
        let isTerminal = StandardStream.output.isTerminal
        for name in files {
            do {
                let input = try LogInput(name)
                try replayer.read(input) { body in
                    if isTerminal {
                        bar.clear()
                        counts.add(body)
                    }
                    try output.write(body)
                } progress: { input in
                    bar.show(done: input.bytesRead, of: input.size, name: name)
                }
            } catch let fault as LogInputFault {
                problems = true
                Tell.error(fault.text)
            } catch let error as SystemError {
                problems = true
                Tell.error(error.description)
            }
        }
        bar.clear()
        tell(replayer.summary, counts: counts)
        if problems { throw ExitCode.problemsFound }
    }

    private func tell(_ summary: Replayer.Summary, counts: StackCounts) {
        guard summary.fileCount > 0 else { return }
        let total = summary.events.values.reduce(0, +)
        let kinds = summary.events.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        let detail = kinds.isEmpty ? "" : " (" + kinds.joined(separator: ", ") + ")"
        if StandardStream.output.isTerminal, !json, total > 0 {
            let ansi = Ansi(isOn: common.isColoured(.error))
            Tell.say("")
            for line in counts.lines(ansi: ansi, width: StandardStream.error.columns ?? 100) { Tell.say(line) }
            Tell.say("")
        }
        let file = summary.fileCount == 1 ? "1 file" : "\(summary.fileCount) files"
        Tell.note(
            "\(file), \(summary.lineCount) lines, \(summary.recordCount) records, \(total) events\(detail); "
                + "read as \(summary.rules.joined(separator: ", "))")
        if total == 0, summary.recordCount > 0, !all {
            Tell.note("none of it has a stack trace or a level that the rules know; --all prints every record")
        }
        for (reason, count) in summary.losses.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Tell.note("\(reason.rawValue): \(count)")
        }
    }
}
