import Exceptionless
package import Model
package import Platform
package import Rules
import Tailing
package import WireFormat

/// Tells of a log what kind it is, and what the last day held.
package struct Discovery: Sendable {
    /// As much of a log's end is searched for the last day's errors.
    package static let recentBytesMax = 4 << 20

    private let book: RuleBook
    private let chooser: RuleChooser
    private let generic: RuleChooser
    private let maker: EventMaker
    private let now: Timestamp
    private var dayBefore: Timestamp { now.advanced(by: .seconds(-86_400)) }

    /// What became of one log, or of several alike: `worker-1.log`, `worker-2.log`.
    package struct Finding: Sendable {
        /// The log that was written to last.
        package var path: Path
        /// Others of the same directory whose names differ in numbers only.
        package var others: [Path] = []
        package var kind: Kind
        /// Of the last day; nil where nobody can tell.
        package var errors: ErrorCount?
        /// The last error's event in its wire form, else the last event's.
        package var example: [UInt8]?
    }

    /// What a log is taken for.
    package enum Kind: Sendable {
        /// One of the person's own rule files names it.
        case tailed(by: RuleFile)
        case fits(RuleFit)
        /// No rule file knows it, but its levels can be read.
        case generic
        /// Text without levels or times.
        case unknown
    }

    /// Events of type `error`, or of level `error` and above.
    package struct ErrorCount: Hashable, Sendable {
        package var count = 0
        /// The day began before what was searched.
        package var isMinimum = false
    }

    /// - Parameters:
    ///   - book: the shipped files and the person's own; the latter are those that name `files`.
    ///   - now: the end of the last day.
    package init(_ book: RuleBook, maker: EventMaker, in context: RuleContext, now: Timestamp) {
        (self.book, self.maker, self.now) = (book, maker, now)
        // A person's own file for other logs says nothing of this one.
        chooser = RuleChooser(book.files.filter(\.files.include.isEmpty))
        generic = RuleChooser([.generic(in: context)])
    }

    /// Nil for what is no text. Throws if it cannot be read.
    package func finding(_ log: LogGroup, in files: some Files) throws(SystemError) -> Finding? {
        let handle = try files.open(log.newest.path)
        let sample = try handle.read(at: .zero, max: RuleChooser.sampleBytesMax)
        guard Self.isText(sample) else { return nil }
        var finding = Finding(path: log.newest.path, others: log.others.map(\.path), kind: .unknown)
        let file: RuleFile
        if let own = book.files.first(where: { $0.files.matches(log.newest.path) }) {
            (finding.kind, file) = (.tailed(by: own), own)
        } else if let fit = chooser.ranking(for: sample, at: log.newest.path).first {
            (finding.kind, file) = (.fits(fit), fit.file)
        } else if let fit = generic.ranking(for: sample, at: nil).first {
            (finding.kind, file) = (.generic, fit.file)
        } else {
            return finding
        }
        var errors = ErrorCount()
        for member in [log.newest] + log.others where member.modified >= dayBefore {
            let part = try recent(of: member, as: file, in: files)
            errors.count += part.errors.count
            errors.isMinimum = errors.isMinimum || part.errors.isMinimum
            finding.example = finding.example ?? part.example
        }
        finding.errors = errors
        if finding.example == nil { finding.example = try recent(of: log.newest, as: file, in: files).example }
        return finding
    }

    private func recent(
        of log: LogWalk.Log, as file: RuleFile, in files: some Files
    ) throws(SystemError) -> (errors: ErrorCount, example: [UInt8]?) {
        let handle = try files.open(log.path)
        let start = ByteOffset(max(0, log.size.value - Int64(Self.recentBytesMax)))
        let origin = Origin(
            path: log.path, file: FileID(value: 1), ruleFile: file.name, project: file.project, method: .replay)
        var interpreter = Interpreter(file, of: origin, maker: maker, limits: Limits(), from: .beginning)
        interpreter.fileModified = log.modified
        var framer = LineFramer(limits: Limits(), from: .zero, encoding: file.encoding)
        var (place, errors, last, lastError, oldest) = (start, ErrorCount(), [UInt8]?.none, [UInt8]?.none, now)
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: now)
        func take(_ made: [Interpretation]) {
            for event in made.flatMap(\.events) {
                let date = event.draft.event.date
                oldest = min(oldest, date)
                last = event.queued.body
                guard Self.isError(event.draft.event) else { continue }
                lastError = event.queued.body
                if date >= dayBefore { errors.count += 1 }
            }
        }
        while place < log.size {
            let chunk = try handle.read(at: place, max: 256 << 10)
            if chunk.isEmpty { break }
            place = place + ByteCount(chunk.count)
            take(interpreter.feed(framer.feed(chunk), at: moment))
        }
        take(interpreter.feed(framer.flushPartial(), at: moment))
        take(interpreter.finish(at: moment))
        errors.isMinimum = start > .zero && oldest >= dayBefore
        return (errors, lastError ?? last)
    }

    private static func isError(_ event: Event) -> Bool {
        event.type == "error" || ["Error", "Fatal"].contains(event.level)
    }

    /// A log in UTF-16 or UTF-32 has a byte order mark.
    private static func isText(_ sample: [UInt8]) -> Bool {
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]]
        return marks.contains { sample.starts(with: $0) } || !sample.contains(0)
    }
}
