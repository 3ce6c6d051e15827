import Exceptionless
import Model
import Platform
import Setup

/// What all stages of one run share.
final class Workbench {
    let options: BenchOptions
    let facts: HostFacts
    private let directory: Path
    private var written: [GeneratedLog.Kind: GeneratedLog] = [:]
    private var stateCount = 0

    init(options: BenchOptions, directory: Path, facts: HostFacts) {
        (self.options, self.directory, self.facts) = (options, directory, facts)
    }

    /// Of the logs that were written, for people.
    var logs: [String] { GeneratedLog.Kind.allCases.compactMap { written[$0]?.about } }

    /// As the agent attaches it to events.
    var environment: EnvironmentInfo {
        var info = EnvironmentInfo()
        (info.machineName, info.osName, info.osVersion) = (facts.machineName, facts.osName, facts.osVersion)
        (info.architecture, info.processorCount) = (facts.architecture, facts.processorCount)
        info.totalPhysicalMemory = facts.totalMemory.value
        info.ipAddress = facts.addresses.joined(separator: ",")
        return info
    }

    /// Written when it is first asked for, so that it lies in the page cache.
    func log(_ kind: GeneratedLog.Kind) throws -> GeneratedLog {
        if let log = written[kind] { return log }
        let log = try GeneratedLog(kind, in: directory, bytes: options.megabytes << 20)
        written[kind] = log
        return log
    }

    /// The shipped rule file; with its usual `rules`, which are the built-in ones.
    func rules(_ name: String) throws -> RuleFile {
        let book = try shippedRules()
        guard let file = book.file(named: name) else { throw BenchFault("there is no rule file \(name)") }
        return file
    }

    /// For a log that no rule file describes.
    func genericRules() -> RuleFile { .generic(in: RuleContext(surroundings: .ofThisProcess)) }

    /// Reads and checks all of them, as a start does.
    func shippedRules() throws -> RuleBook {
        let book = RuleBook.load([options.rules], in: RuleContext(surroundings: .ofThisProcess))
        guard !book.files.isEmpty else {
            throw BenchFault("\(options.rules) has no rule files; run it in the repository's root, or give --rules")
        }
        return book
    }

    /// A tool of the machine's at work on the log; what it counts must be `count`, if it counts.
    func tool(_ arguments: [String], on log: GeneratedLog, counting count: Int?, named name: String) -> Contestant {
        let tool = ChildProgram(arguments: arguments, file: log.path, answer: directory.appending("answer"))
        return Contestant(name: name) {
            let cost = try tool.cost()
            if let count, try tool.count() != count { throw BenchFault("\(name) did not count \(count)") }
            return cost
        }
    }

    /// All of the log through the agent's stages; what comes of it must be what was written.
    func agent(_ log: GeneratedLog, _ rules: RuleFile, to goal: AgentRun.Goal, named name: String) -> Contestant {
        Contestant(name: name) { [self] in
            stateCount += 1
            let state = directory.appending("state-\(stateCount)")
            var tally = AgentRun.Tally()
            // What opening takes is of the start.
            var run = try AgentRun(log, on: self, rules: rules, to: goal, state: state)
            let cost = try Cost.of { tally = try run.run() }
            try OwnFiles.removeTree(state)
            guard tally.records == log.recordCount, tally.events == log.eventCount else {
                throw BenchFault("\(tally.events) events of \(tally.records) entries came of \(log.about)")
            }
            return cost
        }
    }
}
