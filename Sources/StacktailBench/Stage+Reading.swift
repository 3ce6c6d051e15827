import Model
import Platform
import Records
import Setup
import Tailing
import Traces

extension Stage {
    /// The first load counts: an agent has no other.
    func startFigures(_ bench: Workbench) throws -> [Figure] {
        let load = Contestant(name: "load of all shipped rules") { try Cost.of { _ = try bench.shippedRules() } }
        let first = try load.run()
        let paths = try bench.shippedRules().paths.map { Path($0) }
        let read = Contestant(name: "read of the same files") {
            try Cost.of { for path in paths { _ = try LinuxFiles().contents(of: path, max: .mebibytes(1)) } }
        }
        let best = try contest(rounds: bench.options.rounds, [read, load])
        let limit = Figure(read, best[0])
        let loads = [
            Figure(load, first, note: ", the first", target: "150 ms"), Figure(load, best[1], note: ", the best"),
        ]
        return [limit] + loads.map { $0.beside(limit) }
    }

    func readingFigures(_ bench: Workbench) throws -> [Figure] {
        let log = try bench.log(.quiet)
        let contestants = [
            bench.read(log), bench.tool(["wc", "-l"], on: log, counting: log.lineCount, named: "wc -l"),
            bench.lines(of: log, named: "lines") { _ in },
        ]
        let figures = zip(contestants, try contest(rounds: bench.options.rounds, contestants))
            .map { Figure($0, $1, bytes: log.byteCount) }
        return Array(figures[..<2]) + [figures[2].beside(figures[1]).beside(figures[0])]
    }

    /// In a layout whose entries begin by a pattern, the finder sees the other lines only; without one, every line.
    func traceFigures(_ bench: Workbench) throws -> [Figure] {
        let log = try bench.log(.quiet)
        var finder = TraceFinder()
        var (log4j, generic) = (try bench.rules("log4j"), bench.genericRules())
        var contestants = [
            bench.lines(of: log, named: "lines") { _ in },
            bench.lines(of: log, named: "lines and a look at each") { batch in
                for line in batch.lines { _ = finder.step(batch.text(of: line)) }
            },
            bench.agent(log, log4j, to: .events, named: "log4j"),
            bench.agent(log, generic, to: .events, named: "generic layout"),
        ]
        log4j.layout.traces = []
        generic.layout.traces = []
        contestants.append(bench.agent(log, log4j, to: .events, named: "log4j, traces not looked for"))
        contestants.append(bench.agent(log, generic, to: .events, named: "generic layout, traces not looked for"))
        let figures = zip(contestants, try contest(rounds: bench.options.rounds, contestants))
            .map { Figure($0, $1, bytes: log.byteCount) }
        return [
            figures[0], figures[1].beside(figures[0]), figures[4], figures[2].share(beyond: figures[4]), figures[5],
            figures[3].share(beyond: figures[5]),
        ]
    }
}

extension Workbench {
    /// The file's bytes and nothing else, in the agent's chunks.
    fileprivate func read(_ log: GeneratedLog) -> Contestant {
        Contestant(name: "read") {
            try Cost.of {
                let file = try LinuxFiles().open(log.path)
                let max = TailLimits().chunkBytesMax
                var offset = ByteOffset.zero
                while case let chunk = try file.read(at: offset, max: max), !chunk.isEmpty {
                    offset = offset + ByteCount(chunk.count)
                }
            }
        }
    }

    /// The file's lines as the agent tails them; `body` gets each batch.
    fileprivate func lines(
        of log: GeneratedLog, named name: String, each body: @escaping (LineBatch) -> Void
    ) -> Contestant {
        Contestant(name: name) {
            var lineCount = 0
            let cost = try Cost.of {
                var reader = try LogReader(log.path)
                var framer = LineFramer(limits: Limits(), from: .zero)
                let now = SystemClock().now()
                while let chunk = try reader.next(at: now) {
                    let batch = framer.feed(chunk)
                    lineCount += batch.lines.count
                    body(batch)
                    reader.settle(at: Position(offset: framer.lineStart, line: nil))
                }
            }
            guard lineCount == log.lineCount else { throw BenchFault("\(lineCount) lines came of \(log.about)") }
            return cost
        }
    }
}
