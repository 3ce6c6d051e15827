extension Stage {
    /// `grep` in both its gaits: with a hit in every line it goes line by line, without any it leaps through the file.
    func quietFigures(_ bench: Workbench) throws -> [Figure] {
        let log = try bench.log(.quiet)
        let contestants = [
            bench.tool(
                ["grep", "-c", "INFO"], on: log, counting: log.lineCount, named: "grep -c INFO (in every line)"),
            bench.tool(["grep", "-c", "ERROR"], on: log, counting: 0, named: "grep -c ERROR (in none)"),
            bench.agent(log, try bench.rules("log4j"), to: .events, named: "no rule matches"),
        ]
        let figures = try figures(of: contestants, log, on: bench, target: "2 x grep -c")
        return Array(figures[..<2]) + [figures[2].beside(figures[0]).beside(figures[1])]
    }

    func errorFigures(_ bench: Workbench) throws -> [Figure] {
        try wholeWay(of: try bench.log(.errors), word: "ERROR", target: "2.5 s/GiB", on: bench)
    }

    func eventFigures(_ bench: Workbench) throws -> [Figure] {
        try wholeWay(of: try bench.log(.warnings), word: "WARN", target: "20 s/GiB", on: bench)
    }

    /// From bytes to events, to the journal, to requests: what each step adds shows in the difference.
    private func wholeWay(
        of log: GeneratedLog, word: String, target: String, on bench: Workbench
    ) throws -> [Figure] {
        let rules = try bench.rules("log4j")
        let contestants = [
            bench.tool(["grep", "-c", word], on: log, counting: log.eventCount, named: "grep -c \(word)"),
            bench.tool(["gzip", "-1", "-c"], on: log, counting: nil, named: "gzip -1 of the log"),
            bench.agent(log, rules, to: .events, named: "events made"),
            bench.agent(log, rules, to: .journal, named: "events made, journaled"),
            bench.agent(log, rules, to: .requests, named: "events made, journaled, gzipped"),
        ]
        let figures = try figures(of: contestants, log, on: bench, target: target)
        return Array(figures[..<2]) + figures[2...].map { $0.beside(figures[0]).beside(figures[1]) }
    }

    /// `target` is the last one's.
    private func figures(
        of contestants: [Contestant], _ log: GeneratedLog, on bench: Workbench, target: String
    ) throws -> [Figure] {
        let costs = try contest(rounds: bench.options.rounds, contestants)
        return zip(contestants, costs).enumerated().map { place, pair in
            let isLast = place == contestants.count - 1
            return Figure(pair.0, pair.1, bytes: log.byteCount, target: isLast ? target : nil)
        }
    }
}
