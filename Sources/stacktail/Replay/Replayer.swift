import Encodings
import Model
import Platform
import Rules
import Setup
import Tailing

/// Takes logs to events, one after the other, and counts what it saw.
struct Replayer {
    private let chooser: RuleChooser
    private let chosen: RuleFile?
    private let keepsEverything: Bool
    private let maker: EventMaker
    private let limits: Limits
    private let clock = SystemClock()
    private(set) var summary = Summary()

    struct Summary {
        var fileCount = 0
        var lineCount = 0
        var recordCount = 0
        var byteCount: Int64 = 0
        var events: [String: Int] = [:]
        var losses: [Loss.Reason: Int] = [:]
        var rules: [String] = []
    }

    /// `chosen`: the rule file for all logs; nil to choose the best fitting one of `book` for each.
    init(_ book: RuleBook, chosen: RuleFile?, keepsEverything: Bool, configuration: Configuration) {
        (self.chosen, self.keepsEverything) = (chosen, keepsEverything)
        chooser = RuleChooser(chosen == nil ? book.files : [])
        limits = configuration.limits
        maker = EventMaker(
            redactions: configuration.redactions, isPrivateAllowed: configuration.attach.isPrivateAllowed)
    }

    /// Reads the log to its end. `deliver` gets each event's wire form; `progress` is called after each chunk.
    mutating func read(
        _ input: LogInput, deliver: ([UInt8]) throws -> Void, progress: (LogInput) -> Void
    ) throws {
        summary.fileCount += 1
        var chunk = try input.next()
        var interpreter = interpreter(for: chunk.endsInNULs ? input.sampleBehindHole() : chunk, of: input)
        var framer = LineFramer(limits: limits, from: .zero, encoding: interpreter.rules.file.encoding)
        while !chunk.isEmpty {
            summary.byteCount += Int64(chunk.count)
            let batch = framer.feed(chunk)
            summary.lineCount += batch.lines.count
            try take(interpreter.feed(batch, at: clock.now()), deliver)
            if chunk.endsInNULs { framer.skipNULs(input.skipHole()) }
            progress(input)
            chunk = try input.next()
        }
        let rest = framer.flushPartial()
        summary.lineCount += rest.lines.count
        let moment = clock.now()
        try take(interpreter.feed(rest, at: moment) + interpreter.finish(at: moment), deliver)
        summary.recordCount += interpreter.recordCount
    }

    private mutating func take(_ interpretations: [Interpretation], _ deliver: ([UInt8]) throws -> Void) throws {
        for interpretation in interpretations {
            for made in interpretation.events {
                summary.events[made.queued.type, default: 0] += 1
                try deliver(made.queued.body)
            }
            for loss in interpretation.losses { summary.losses[loss.reason, default: 0] += loss.count }
        }
    }

    private mutating func interpreter(for sample: [UInt8], of input: LogInput) -> Interpreter {
        var file =
            chosen ?? chooser.ranking(for: sample, at: input.path).first?.file
            ?? .generic(in: RuleContext(surroundings: .ofThisProcess))
        file.rules.keepsEverything = keepsEverything
        if !summary.rules.contains(file.name) { summary.rules.append(file.name) }
        let origin = Origin(
            path: input.path, file: FileID(path: input.path, fingerprint: input.fingerprint), ruleFile: file.name,
            project: file.project, method: .replay)
        var interpreter = Interpreter(file, of: origin, maker: maker, limits: limits, from: .beginning)
        interpreter.fileModified = input.modified
        return interpreter
    }
}
