package import Model
import Patterns
import Records
import Tailing
import WireFormat

/// How well a rule file explains the first lines of a log.
package struct RuleFit: Sendable {
    package let file: RuleFile
    /// 0...1: the share of the log's entries that the file takes apart.
    package let confidence: Double
    /// Above 0; by it the fits are ordered.
    package let score: Double
}

/// Tells which rule files explain a log, by its first lines.
package struct RuleChooser: Sendable {
    /// As much of a log as is looked at.
    package static let sampleBytesMax = 64 << 10
    /// More lines hardly change the choice.
    package static let sampleLinesMax = 200
    /// As many lines tell which files are worth a look at the others.
    private static let firstLinesMax = 20
    /// What a log's usual place is worth: more than a difference in style, less than a pattern that does not match.
    private static let placeBonus = 1.15

    private let files: [RuleFile]
    private let layouts: [PreparedLayout]

    /// Of two files that explain a log equally well, the first one is chosen.
    package init(_ files: [RuleFile]) {
        self.files = files
        layouts = files.map { PreparedLayout($0.layout) }
    }

    /// The files that explain a log, best first; none if no file takes half of its entries apart.
    ///
    /// - Parameters:
    ///   - sample: the beginning of the log; a cut last line does no harm.
    ///   - path: where the log lies, which speaks for the files whose `usual_files` name it.
    package func ranking(for sample: [UInt8], at path: Path?) -> [RuleFit] {
        ranked(for: sample, at: path).map(\.fit)
    }

    /// With the places of the files among those that were given.
    func ranked(for sample: [UInt8], at path: Path?) -> [(index: Int, fit: RuleFit)] {
        let batch = Self.lines(of: sample)
        var (few, candidates) = (batch, Array(files.indices))
        if batch.lines.count > Self.firstLinesMax {
            few.lines = Array(batch.lines.prefix(Self.firstLinesMax))
            // A log may begin with what is no entry, so only what understands nothing is left out.
            let known = candidates.filter { Measure(of: layouts[$0], on: few).matchCount > 0 }
            if !known.isEmpty { candidates = known }
        }
        let fits = candidates.compactMap { index -> (index: Int, fit: RuleFit)? in
            let measure = Measure(of: layouts[index], on: batch)
            let isUsualPlace = path.map(files[index].usualFiles.matches) ?? false
            guard measure.isConvincing || isUsualPlace && measure.isPlausible else { return nil }
            let score = measure.score * (isUsualPlace ? Self.placeBonus : 1)
            return (index, RuleFit(file: files[index], confidence: measure.matchedShare, score: score))
        }
        return fits.sorted { ($1.fit.score, $0.index) < ($0.fit.score, $1.index) }
    }

    /// The lines that the choice goes by, but blank ones.
    static func sampleLines(of sample: [UInt8]) -> [ArraySlice<UInt8>] {
        let batch = lines(of: sample)
        return batch.lines.map { batch.text(of: $0) }.filter { !$0.trimmedBlanks.isEmpty }
    }

    private static func lines(of sample: [UInt8]) -> LineBatch {
        var framer = LineFramer(limits: Limits(), from: .zero)
        var batch = framer.feed(Array(sample.prefix(sampleBytesMax)))
        if batch.lines.isEmpty { batch = framer.flushPartial() }
        batch.lines = Array(batch.lines.prefix(sampleLinesMax))
        return batch
    }
}

/// How well a layout explains some lines.
private struct Measure {
    /// Entries, and lines that continue one without being part of a trace or of what a pattern takes apart.
    private var unitCount = 0
    /// Entries that a pattern takes apart.
    private(set) var matchCount = 0
    /// What the patterns captured that makes sense, less what does not.
    private var captureCount = 0
    private let layout: Layout
    /// Those that may take more than a line apart.
    private let blockPatterns: [Pattern]

    /// 0...1
    var matchedShare: Double { unitCount > 0 ? min(1, Double(matchCount) / Double(unitCount)) : 0 }

    /// 0...2: the share that is taken apart, and up to as much again for what is captured.
    var score: Double {
        unitCount > 0 ? (Double(matchCount) + Double(max(0, captureCount)) / 5) / Double(unitCount) : 0
    }

    /// Half of it at least is taken apart (a banner is no entry), and into two things, such as a time and a level.
    var isConvincing: Bool {
        matchCount > 0 && matchCount * 2 >= unitCount && captureCount >= matchCount * 2
    }

    /// For a log at its usual place: some of it is understood.
    var isPlausible: Bool { matchCount * 5 >= unitCount && captureCount >= matchCount && matchCount > 0 }

    init(of prepared: PreparedLayout, on batch: LineBatch) {
        layout = prepared.layout
        blockPatterns =
            if case .pattern(let patterns) = layout.parse {
                patterns.filter { $0.text.contains(#"\n"#) || $0.text.contains("(?s)") }
            } else {
                []
            }
        // Which year a time without one is in does not matter for whether it reads.
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: Timestamp(seconds: 0))
        var streams = Streams(prepared, limits: Limits(), from: .beginning)
        let reader = RecordReader(prepared)
        for text in streams.feed(batch, at: moment) + streams.finish(at: moment) { count(reader.read(text)) }
    }

    private mutating func count(_ record: Record) {
        // A trace that nobody logged says nothing about the layout.
        if record.trace != nil, record.fields.isEmpty { return }
        let traceLines = record.traceText.map { $0.count { $0 == UInt8(ascii: "\n") } + 1 } ?? 0
        unitCount += max(1, record.text.lines.count - traceLines - linesBelowHead(of: record.text.bytes))
        let isMissingEnvelope = ![.none, .auto].contains(layout.envelope) && record.text.heading.isEmpty
        guard !record.fields.isEmpty, !isMissingEnvelope else { return }
        matchCount += 1
        let said = [
            record.source != nil, record.field("thread") != nil, record.fields.count >= 4,
            record.message.count < record.text.bytes.count,
        ]
        captureCount += said.count { $0 } + worth(record.time, captured: record.field("time"))
        captureCount += worth(record.level, captured: record.field("level"))
    }

    /// A capture that does not read as what it should be speaks against the layout.
    private func worth<Value>(_ value: Value?, captured: [UInt8]?) -> Int {
        value != nil ? 1 : captured != nil ? -1 : 0
    }

    /// Lines below the first that a pattern knows, other than by taking any text for the message.
    private func linesBelowHead(of entry: [UInt8]) -> Int {
        if case .columns = layout.parse { return entry.count { $0 == UInt8(ascii: "\n") } }
        for pattern in blockPatterns {
            guard let captures = pattern.captures(in: entry[...]) else { continue }
            let message = captures["message"] ?? captures.whole.upperBound..<captures.whole.upperBound
            let known = [
                captures.whole.lowerBound..<message.lowerBound, message.upperBound..<captures.whole.upperBound,
            ]
            return known.reduce(0) { $0 + entry[$1].count { $0 == UInt8(ascii: "\n") } }
        }
        return 0
    }
}
