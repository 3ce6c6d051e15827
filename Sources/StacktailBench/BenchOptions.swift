import Glibc
import Model

/// What the command line asks for.
struct BenchOptions {
    /// The size of each log, in units of 1,048,576 bytes.
    private(set) var megabytes = 64
    /// How often each thing is measured; the one with the least CPU time counts.
    private(set) var rounds = 3
    /// Where the shipped rule files are.
    private(set) var rules = Path("rules")
    private(set) var stages: Set<Stage> = []
    private(set) var wantsHelp = false

    static let help = """
        usage: StacktailBench [--megabytes N] [--rounds N] [--rules DIR] [stage…]

        --megabytes N  size of each log (64)
        --rounds N     how often each thing is measured; the best counts (3)
        --rules DIR    the shipped rule files (rules)
        stages         \(Stage.allCases.map(\.rawValue).joined(separator: " ")); all if none is named

        """

    init(_ arguments: some Sequence<String>) throws(BenchFault) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--megabytes": megabytes = try Self.number(rest.popFirst(), after: argument, 1...65_536)
            case "--rounds": rounds = try Self.number(rest.popFirst(), after: argument, 1...1_000)
            case "--rules":
                guard let directory = rest.popFirst() else { throw BenchFault("\(argument) wants a directory") }
                rules = Path(directory)
            case "--help", "-h": wantsHelp = true
            default:
                guard let stage = Stage(rawValue: argument) else {
                    throw BenchFault("there is no stage or option '\(argument)'; --help tells what there is")
                }
                stages.insert(stage)
            }
        }
        if stages.isEmpty { stages = Set(Stage.allCases) }
    }

    private static func number(
        _ text: String?, after option: String, _ range: ClosedRange<Int>
    ) throws(BenchFault) -> Int {
        guard let number = text.flatMap({ Int($0) }), range.contains(number) else {
            throw BenchFault("\(option) wants a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// Ends the process.
func exitBench(status: Int32) -> Never { exit(status) }
