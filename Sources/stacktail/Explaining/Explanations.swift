import Agent
import Encodings
import Exceptionless
import Journaling
import Model
import Platform
import Rules
import Setup
import Tailing
import WireFormat

/// Reads what was asked about and explains its records.
struct Explanations {
    let input: ExplainInput
    let configuration: Configuration
    let context: RuleContext
    private(set) var choice: RuleChoice?
    private(set) var encoding: TextEncoding = .utf8
    private(set) var explanations: [Explanation] = []
    /// Whether there are records beyond those that are explained.
    private(set) var hasMore = false
    private let clock = SystemClock()

    init(_ input: ExplainInput, configuration: Configuration, context: RuleContext) {
        (self.input, self.configuration, self.context) = (input, configuration, context)
    }

    /// Throws where the log cannot be read.
    mutating func read(_ book: RuleBook, chosen: RuleFile?) throws {
        switch input {
        case .text(let lines): try read(LinesOfText(lines), book, chosen)
        case .standardInput: try read(LogInput("-"), book, chosen)
        case .file(let path, _): try read(LogInput(path), book, chosen)
        }
    }

    private mutating func read(_ log: some ReadableLog, _ book: RuleBook, _ chosen: RuleFile?) throws {
        var chunk = try log.next()
        let absolute = log.isFile ? log.path.normalized(from: HostEnvironment.workingDirectory ?? Path("/")) : nil
        let choice =
            chosen.map { RuleChoice($0, .given) } ?? RuleChoice(for: chunk, at: absolute, in: book, context)
        self.choice = choice
        encoding = choice.file.encoding.finalEncoding(ofFileBeginning: chunk)
        var explainer = explainer(choice.file, log, at: absolute ?? log.path)
        var framer = LineFramer(limits: configuration.limits, from: .zero, encoding: choice.file.encoding)
        while !chunk.isEmpty, !isDone {
            let moment = clock.now()
            take(explainer.feed(framer.feed(chunk), at: moment), explainer, at: moment)
            chunk = try log.next()
        }
        guard !isDone else { return }
        let moment = clock.now()
        let rest = explainer.feed(framer.flushPartial(), at: moment) + explainer.finish(at: moment)
        take(rest, explainer, at: moment)
    }

    private var isDone: Bool { explanations.count >= input.recordsMax && hasMore }

    private mutating func take(_ made: [Interpretation], _ explainer: Explainer, at moment: Moment) {
        for interpretation in made where isWanted(interpretation.record.text) {
            guard explanations.count < input.recordsMax else {
                hasMore = true
                return
            }
            explanations.append(explainer.explanation(of: interpretation, at: moment))
        }
        // A later record cannot be the one that holds the line.
        if case .file(_, .some) = input, !explanations.isEmpty { hasMore = true }
    }

    private func isWanted(_ text: RecordText) -> Bool {
        guard case .file(_, let line?) = input, let first = text.firstLine else { return true }
        return first <= line && line <= (text.lastLine ?? first)
    }

    private func explainer(_ file: RuleFile, _ log: some ReadableLog, at path: Path) -> Explainer {
        let origin = Origin(
            path: path, file: log.file(at: path), ruleFile: file.name, project: file.project, method: .tail)
        let maker = EventMaker(
            redactions: configuration.redactions, isPrivateAllowed: configuration.attach.isPrivateAllowed)
        return Explainer(
            file, of: origin, maker: maker, project: projectMaker(file.project), limits: configuration.limits,
            fileModified: log.modified)
    }

    /// With the project's settings as the journal remembers them.
    private func projectMaker(_ name: String) -> EventMaker? {
        guard let project = configuration.project(named: name) else { return nil }
        var settings: ProjectSettings?
        if case .exceptionless(let server) = project.destination {
            let collector = server.collector(userAgent: "stacktail/\(Stacktail.version)")
            let journal = try? JournalReader(directory: configuration.state)
            let stored = try? journal.flatMap { try SendingHalf.rememberedSettings(name, receiver: collector, in: $0) }
            settings = stored.flatMap { ProjectSettings(document: $0.document) }
        }
        let gate = SettingsGate(
            settings: settings ?? .none, levelWithoutSetting: project.levelWithoutSetting,
            masksTexts: project.masksTexts)
        return EventMaker(of: project, configuration, gate: gate)
    }
}

/// A log that is read once from its beginning.
private protocol ReadableLog {
    var path: Path { get }
    var modified: Timestamp? { get }
    var isFile: Bool { get }
    func file(at path: Path) -> FileID
    func next() throws -> [UInt8]
}

extension LogInput: ReadableLog {
    fileprivate var isFile: Bool { !path.bytes.elementsEqual("-".utf8) }
    fileprivate func file(at path: Path) -> FileID { FileID(path: path, fingerprint: fingerprint) }
}

/// Lines that stand among the arguments.
private final class LinesOfText: ReadableLog {
    let path = Path("-")
    let modified: Timestamp? = nil
    let isFile = false
    private var bytes: [UInt8]

    init(_ lines: [String]) { bytes = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }

    func file(at path: Path) -> FileID { FileID(value: 0) }

    func next() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
