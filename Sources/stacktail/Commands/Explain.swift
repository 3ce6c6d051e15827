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

    @Flag(help: "Propose a rule file for FILE, from its own lines, ready to paste.")
    var suggest = false

    func validate() throws {
        if suggest, ruleFile != nil || json { throw ValidationError("--suggest takes no --as and no --json") }
    }

    func run() async throws {
        let input = try ExplainInput(words, file: file, isText: isText)
        let configuration = try common.configuration()
        let context = RuleContext(projects: nil, surroundings: .ofThisProcess)
        let (book, chosen) = try common.rules(as: ruleFile, configuration, in: context)
        if suggest { return try propose(for: input, book, configuration, context) }
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

    private func propose(
        for input: ExplainInput, _ book: RuleBook, _ configuration: Configuration, _ context: RuleContext
    ) throws {
        guard case .file(let name, _) = input else { throw ValidationError("--suggest wants a file") }
        let path = Path(name).normalized(from: HostEnvironment.workingDirectory ?? Path("/"))
        let sample = try beginning(of: name)
        let proposal = RuleProposal(
            for: sample, at: path, known: book, redactedBy: configuration.redactions, context)
        guard let proposal else {
            Tell.error("\(name): its lines have nothing in common that a rule file could use")
            throw ExitCode.problemsFound
        }
        try StandardStream.output.write(proposal.text)
        let folder = configuration.ruleDirectories.last ?? Path("rules.d")
        Tell.note(
            "it fits its lines by \(proposal.confidence.percent) %; save it in \(folder), then run stacktail check")
    }

    private func beginning(of name: String) throws -> [UInt8] {
        do {
            let log = try LogInput(name)
            return try log.next()
        } catch let fault as LogInputFault {
            Tell.error(fault.text)
        } catch let error as SystemError {
            Tell.error(error.description)
        }
        throw ExitCode.couldNotRun
    }
}
