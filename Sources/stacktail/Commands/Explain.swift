import ArgumentParser
import Model
import Platform
import Setup
import WireFormat

/// `explain`: takes a line apart and says why it becomes the event that it becomes, or none.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes a line apart: record, captures, time, level, trace, rules, event, and why.",
        discussion: """
            An argument that names a file, or FILE:LINE, is read as a log; with a line only the record is explained \
            that the line is part of. All other arguments are lines of text; - is standard input. Nothing is sent, \
            and nothing written. Exit status: 1 no event comes of it.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The lines, a file, FILE:LINE, or -.", valueName: "line"))
    var words: [String] = []

    @Option(help: "A log, or FILE:LINE.")
    var file: String?

    @Flag(name: .customLong("line"), help: "The arguments are lines of text, whatever files there are.")
    var isText = false

    @Option(name: .customLong("as"), help: "The rule file to read by: a name such as log4j, or a path.")
    var ruleFile: String?

    @Flag(help: "All of it as one JSON object.")
    var json = false

    func run() async throws {
        let input = try ExplainInput(words, file: file, isText: isText)
        let configuration = try common.configuration()
        let context = RuleContext(projects: nil, surroundings: .ofThisProcess)
        let (book, chosen) = try common.rules(as: ruleFile, configuration, in: context)
        var explanations = Explanations(input, configuration: configuration, context: context)
        do {
            try explanations.read(book, chosen: chosen)
        } catch let fault as LogInputFault {
            Tell.error(fault.text)
            throw ExitCode.couldNotRun
        } catch let error as SystemError {
            Tell.error(error.description)
            throw ExitCode.couldNotRun
        }
        if json {
            try StandardStream.output.write(explanations.json.encoded() + [UInt8(ascii: "\n")])
        } else {
            let width = StandardStream.output.columns ?? 100
            let lines = explanations.lines(ansi: common.ansi, width: width)
            try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
        }
        if !explanations.explanations.contains(where: \.hasEvent) { throw ExitCode.problemsFound }
    }
}
