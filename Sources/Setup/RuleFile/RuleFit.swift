import Model
import Patterns
package import Records
import Tailing
import WireFormat

/// Chooses the rule file that explains a log best, by its first lines.
package enum RuleFit {
    /// As much of a log as is looked at.
    package static let sampleBytesMax = 64 << 10
    /// More lines hardly change the choice.
    package static let sampleLinesMax = 200

    /// All lines are taken apart, and each says all that a line can say.
    static let scoreMax = 2.2

    /// The index of the best layout, the first of equally good ones; nil if none explains the lines, so that the
    /// generic layout does better. `sample` is the beginning of the log; a cut last line does no harm.
    package static func best(of layouts: [Layout], for sample: [UInt8]) -> Int? {
        ranking(of: layouts, for: sample).first?.index
    }

    /// All that explain the lines, the best first, of equally good ones the first. `score`: 0...`scoreMax`.
    package static func ranking(of layouts: [Layout], for sample: [UInt8]) -> [(index: Int, score: Double)] {
        let batch = lines(of: sample)
        var convincing: [(index: Int, score: Double)] = []
        for (index, layout) in layouts.enumerated() {
            let measure = Measure(of: layout, on: batch)
            if measure.isConvincing, measure.score > 0 { convincing.append((index, measure.score)) }
        }
        return convincing.sorted { ($1.score, $0.index) < ($0.score, $1.index) }
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

    /// How well a layout explains some lines.
    private struct Measure {
        /// Entries, and lines that continue one without being part of a trace.
        private var unitCount = 0
        /// Entries that a pattern takes apart.
        private var matchCount = 0
        /// What the patterns captured that makes sense, less what does not.
        private var captureCount = 0

        /// 0...`scoreMax`: the share that is taken apart, and up to as much again for what is captured.
        var score: Double {
            unitCount > 0 ? (Double(matchCount) + Double(max(0, captureCount)) / 5) / Double(unitCount) : 0
        }

        /// Half of it at least is taken apart (a banner is no entry), and into two things, such as a time and a level.
        var isConvincing: Bool {
            matchCount > 0 && matchCount * 2 >= unitCount && captureCount >= matchCount * 2
        }

        init(of layout: Layout, on batch: LineBatch) {
            // Which year a time without one is in does not matter for whether it reads.
            let moment = Moment(instant: Instant(nanoseconds: 0), wall: Timestamp(seconds: 0))
            var streams = Streams(layout: layout, limits: Limits(), from: .beginning)
            let reader = RecordReader(layout: layout)
            let headLineCount = Self.headLineCount(of: layout)
            for text in streams.feed(batch, at: moment) + streams.finish(at: moment) {
                count(reader.read(text), headLineCount: headLineCount)
            }
        }

        private mutating func count(_ record: Record, headLineCount: Int) {
            // A trace that nobody logged says nothing about the layout.
            if record.trace != nil, record.fields.isEmpty { return }
            let traceLines = record.traceText.map { $0.count { $0 == UInt8(ascii: "\n") } + 1 } ?? 0
            unitCount += 1 + max(0, record.text.lines.count - traceLines - headLineCount)
            guard !record.fields.isEmpty else { return }
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

        /// Lines that a pattern spans.
        private static func headLineCount(of layout: Layout) -> Int {
            guard case .pattern(let patterns) = layout.parse else { return 1 }
            return patterns.contains { $0.text.contains(#"\n"#) } ? 2 : 1
        }
    }
}
