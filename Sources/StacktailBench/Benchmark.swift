import Model
import Platform

/// Measures the agent's stages on logs of its own making, each beside what the machine's own tools take for the same
/// file in the same run. Ratios are what counts: they stay when the machine is another one, or busy.
@main
enum Benchmark {
    static func main() {
        StandardStream.reportBrokenPipes()
        ProcessUsage.keepFreedMemory()
        do {
            try measure(BenchOptions(CommandLine.arguments.dropFirst()))
        } catch let fault as BenchFault {
            leave(saying: fault.text)
        } catch {
            leave(saying: "\(error)")
        }
    }

    private static func measure(_ options: BenchOptions) throws {
        guard !options.wantsHelp else { return try StandardStream.output.write(BenchOptions.help) }
        let directory = try TemporaryDirectory("stacktail-bench")
        let result = Result { try measure(options, in: directory.path) }
        try directory.remove()
        try result.get()
    }

    private static func measure(_ options: BenchOptions, in directory: Path) throws {
        let facts = HostFacts.read()
        let bench = Workbench(options: options, directory: directory, facts: facts)
        let heading = "\(options.megabytes) MB a log, the best of \(options.rounds) rounds; \(facts.architecture), "
        try StandardStream.output.write(heading + "\(facts.processorCount) processors\n\n\(Table.head)\n")
        for stage in Stage.allCases where options.stages.contains(stage) {
            let table = Table(stage: stage, figures: try stage.figures(on: bench))
            try StandardStream.output.write(table.text)
        }
        if !bench.logs.isEmpty { try StandardStream.output.write("\n\(bench.logs.joined(separator: "\n"))\n") }
    }

    private static func leave(saying text: String) -> Never {
        try? StandardStream.error.write("StacktailBench: \(text)\n")
        exitBench(status: 1)
    }
}

/// Why there is no figure, for people.
struct BenchFault: Error {
    var text: String

    init(_ text: String) { self.text = text }
}
