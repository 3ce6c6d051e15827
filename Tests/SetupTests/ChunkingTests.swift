import Exceptionless
import Model
import Records
import Rules
import Setup
import Tailing
import TestSupport
import Testing
import WireFormat

/// How a file's bytes were cut into chunks shows in nothing, wherever the cuts fall: amid a UTF-8 sequence, a CRLF, a
/// stack trace. Nor does it show where the process stopped and went on.
@Suite struct ChunkCuts {
    @Test("Every chunk size up to 64 gives the same events and resume offset", arguments: Sample.all)
    func everySize(sample: Sample) {
        let whole = sample.outcome(of: sample.framed(cuts: []))
        let lines = sample.framed(cuts: []).lines
        var known: Set<[Int]> = []
        for size in 1...64 {
            let framed = sample.framed(cuts: Array(stride(from: size, to: sample.log.count, by: size)))
            guard framed.lines == lines else {
                Issue.record("chunks of \(size) bytes: the lines differ")
                return
            }
            // The stages behind see only how the lines come together, and many sizes are alike in that.
            guard known.insert(framed.grouping).inserted else { continue }
            let cut = sample.outcome(of: framed)
            guard cut != whole else { continue }
            Issue.record("chunks of \(size) bytes: \(cut.difference(from: whole))")
            return
        }
    }

    @Test("Random cuts give the same events and resume offset", arguments: Sample.all)
    func randomCuts(sample: Sample) {
        let whole = sample.outcome(of: sample.framed(cuts: []))
        for seed: UInt64 in 1...3 {
            let cuts = sample.randomCuts(seed)
            let cut = sample.outcome(of: sample.framed(cuts: cuts))
            guard cut != whole else { continue }
            Issue.record("seed \(seed), cuts at \(cuts): \(cut.difference(from: whole))")
            return
        }
    }

    @Test("A restart at the resume offset gives the events that were left", arguments: Sample.all)
    func restarts(sample: Sample) {
        let whole = sample.outcome(of: sample.framed(cuts: []))
        for seed: UInt64 in 1...3 {
            let cuts = sample.randomCuts(seed, most: 2)
            let cut = sample.outcome(restartingAt: cuts)
            guard cut != whole else { continue }
            Issue.record("seed \(seed), restarts at \(cuts): \(cut.difference(from: whole))")
            return
        }
    }

    @Test func thereIsSomethingToCut() {
        let made = Sample.all.filter { !$0.outcome(of: $0.framed(cuts: [])).bodies.isEmpty }
        #expect(Sample.all.count > 180 && made.count > 120)
    }
}

/// A log and the rule file that reads it.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let file: RuleFile
    let log: [UInt8]
    /// At the beginning; made once, as that costs more than to read a log of a few lines.
    private let interpreter: Interpreter

    init(name: String, file: RuleFile, log: [UInt8]) {
        (self.name, self.file, self.log) = (name, file, log)
        interpreter = Self.interpreter(file, from: .beginning)
    }

    var testDescription: String { name }

    /// Every trace fixture under the generic rule file, some of them as Windows would write them too, and each shipped
    /// rule file's own tests; and pairs of traces line by line in each envelope.
    static let all =
        traces + stride(from: 0, to: traces.count, by: 16).map { traces[$0].withCRLF } + ruleTests + interleaved

    /// Two writers' traces, line by line, in each envelope; what is in front of a line can be cut too.
    private static let interleaved = Wrapping.allCases.enumerated().flatMap { index, wrapping in
        stride(from: index, to: traces.count - 1, by: 24).map { place in
            let (one, two) = (traces[place], traces[place + 1])
            return Sample(
                name: "\(one.name) and \(two.name) in \(wrapping)", file: wrapping.ruleFile,
                log: wrapping.interleave([one.log, two.log], seed: UInt64(place)))
        }
    }

    private var withCRLF: Sample {
        let lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Sample(name: "\(name) with CRLF", file: file, log: Array(lines.joined(separator: [13, 10])))
    }

    static let context = RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: DiskFiles()))

    static let traceDirectory = Fixtures.directory.directory.directory.appending("TracesTests/Fixtures")

    static let traces: [Sample] = {
        let root = traceDirectory
        let file = RuleFile.generic(in: context)
        let languages = (try? DiskFiles().names(in: root)) ?? []
        return languages.sorted().flatMap { language in
            let folder = root.appending(language)
            let names = (try? DiskFiles().names(in: folder)) ?? []
            return names.filter { $0.hasSuffix(".log") }.sorted().compactMap { name in
                let log = try? DiskFiles().contents(of: folder.appending(name), bytesMax: 1 << 20)
                return log.map { Sample(name: "\(language)/\(name)", file: file, log: $0) }
            }
        }
    }()

    private static let ruleTests: [Sample] = RuleBook.load([Fixtures.shippedRules], in: context).files.flatMap { file in
        file.tests.map { Sample(name: "\(file.name): \($0.name)", file: file, log: $0.log) }
    }
}

/// A log as lines, in the batches of its chunks.
struct Framed {
    var batches: [LineBatch] = []
    /// The last line, if nothing ends it.
    var rest = LineBatch()

    /// Their texts and places, however they are grouped.
    var lines: [FramedLine] {
        (batches + [rest]).flatMap { batch in
            batch.lines.map { FramedLine(text: Array(batch.text(of: $0)), range: $0.range, bytesCut: $0.bytesCut) }
        }
    }

    /// How many lines come together.
    var grouping: [Int] { batches.map(\.lines.count).filter { $0 > 0 } }

    struct FramedLine: Equatable {
        var text: [UInt8]
        var range: Range<ByteOffset>
        var bytesCut: Int
    }
}

/// What came of a log.
struct Outcome: Equatable {
    var bodies: [[UInt8]] = []
    var losses: [Loss] = []
    /// Behind the last byte, while the file may still grow.
    var resume = Position.beginning
    /// After the end.
    var end = Position.beginning

    func difference(from whole: Outcome) -> String {
        let index = zip(bodies, whole.bodies).enumerated().first { $1.0 != $1.1 }?.offset
        guard let place = index ?? (bodies.count == whole.bodies.count ? nil : min(bodies.count, whole.bodies.count))
        else { return "resumes at \(resume), \(end), not \(whole.resume), \(whole.end); losses \(losses)" }
        let text = { (bodies: [[UInt8]]) in
            bodies.indices.contains(place) ? String(decoding: bodies[place], as: UTF8.self) : "none"
        }
        return "event \(place) is \(text(bodies)), not \(text(whole.bodies))"
    }
}

extension Sample {
    /// Some ascending offsets within the log.
    func randomCuts(_ seed: UInt64, most: Int = 1_000) -> [Int] {
        var random = Seeded(seed)
        let count = min(most, max(1, log.count / Int.random(in: 2...200, using: &random)))
        let cuts = (0..<count).map { _ in Int.random(in: 0...log.count, using: &random) }
        return Set(cuts).sorted()
    }

    /// The lines of the log in the pieces between the cuts.
    func framed(cuts: [Int]) -> Framed {
        var framer = LineFramer(limits: Limits(), from: .zero)
        var (framed, from) = (Framed(), 0)
        for end in cuts + [log.count] {
            framed.batches.append(framer.feed(Array(log[from..<end])))
            from = end
        }
        framed.rest = framer.flushPartial()
        return framed
    }

    /// The clock ticks after each batch, so slowly that no entry becomes complete by it.
    func outcome(of framed: Framed) -> Outcome {
        var (outcome, interpreter) = (Outcome(), interpreter)
        let pace = file.layout.flushAfter / (framed.batches.count + 1)
        var moment = RuleTest.moment
        for batch in framed.batches {
            outcome.take(interpreter.feed(batch, at: moment))
            moment.instant = moment.instant.advanced(by: pace)
            outcome.take(interpreter.tick(at: moment))
        }
        outcome.finish(&interpreter, framed.rest, at: moment)
        return outcome
    }

    /// At each cut the process ends, and the next one goes on where it resumes.
    func outcome(restartingAt cuts: [Int]) -> Outcome {
        var (outcome, interpreter) = (Outcome(), interpreter)
        var framer = LineFramer(limits: Limits(), from: .zero)
        for end in cuts + [log.count] {
            let from = Int(framer.readTo.value)
            outcome.take(interpreter.feed(framer.feed(Array(log[from..<end])), at: RuleTest.moment))
            guard end < log.count else { break }
            interpreter = Self.interpreter(file, from: interpreter.resume)
            var above = LineFramer(limits: Limits(), from: .zero)
            interpreter.learn(above.feed(Array(log[..<Int(interpreter.resume.offset.value)])))
            framer = LineFramer(limits: Limits(), from: interpreter.resume.offset)
        }
        outcome.finish(&interpreter, framer.flushPartial(), at: RuleTest.moment)
        return outcome
    }

    private static func interpreter(_ file: RuleFile, from position: Position) -> Interpreter {
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        return Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: position)
    }
}

extension Outcome {
    mutating func finish(_ interpreter: inout Interpreter, _ rest: LineBatch, at moment: Moment) {
        resume = interpreter.resume
        take(interpreter.feed(rest, at: moment) + interpreter.finish(at: moment))
        end = interpreter.resume
    }

    mutating func take(_ interpretations: [Interpretation]) {
        bodies += interpretations.flatMap(\.events).map(\.queued.body)
        losses += interpretations.flatMap(\.losses)
    }
}
