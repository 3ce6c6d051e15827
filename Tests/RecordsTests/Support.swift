import Model
import Patterns
import Records
import Traces
import WireFormat

/// 2026-11-21T12:00:00Z.
let noon = Timestamp(seconds: 1_795_262_400)

func moment(_ milliseconds: Int64 = 0) -> Moment {
    Moment(instant: Instant(nanoseconds: milliseconds * 1_000_000), wall: noon)
}

func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

/// An assembler and the file that is written to it, in a form that reads as a dialogue.
struct Dialogue {
    var assembler: RecordAssembler
    private var end: Int64 = 0

    init(_ layout: Layout, limits: Limits = Limits(), from position: Position = .beginning) {
        assembler = RecordAssembler(layout: layout, limits: limits, from: position)
        end = position.offset.value
    }

    /// Feeds one batch of the lines of `text`; what comes out, as texts.
    mutating func write(_ text: String, at milliseconds: Int64 = 0) -> [String] {
        feed(text, at: milliseconds).map { string($0.bytes) }
    }

    mutating func feed(_ text: String, at milliseconds: Int64 = 0) -> [RecordText] {
        let batch = LineBatch(lines: text, from: end)
        end = batch.lines.last?.range.upperBound.value ?? end
        return assembler.feed(batch, at: moment(milliseconds))
    }

    mutating func tick(at milliseconds: Int64) -> [String] {
        assembler.tick(at: moment(milliseconds)).map { string($0.bytes) }
    }

    mutating func finish() -> [String] { assembler.finish(at: moment()).map { string($0.bytes) } }

    var resume: Int64 { assembler.resume.offset.value }
}

/// A record of these lines, as the assembler would make it.
func entry(_ text: String) -> RecordText {
    var (ranges, start) = ([Range<Int>](), 0)
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        ranges.append(start..<start + line.count)
        start += line.count + 1
    }
    return RecordText(
        bytes: Array(text.utf8), lines: ranges, range: .zero..<ByteOffset(Int64(text.utf8.count) + 1), firstLine: 1,
        lineCount: ranges.count, readAt: noon, hasHead: true)
}

func log4j() throws -> Layout {
    Layout(
        start: try Pattern(#"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"#),
        parse: .pattern([
            try Pattern(
                #"^(?<time>\S+ \S+) +(?<level>[A-Z]+) +\[(?<thread>[^\]]*)\] +(?<source>\S+) +- +(?<message>.*)"#)
        ]))
}

extension LineBatch {
    /// The text's lines, as if they stood in a file from `start` on; its last one has an end too.
    init(lines text: String, from start: Int64) {
        self.init()
        var end = start
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let start = bytes.count
            bytes.append(contentsOf: line)
            let next = end + Int64(line.count) + 1
            lines.append(Line(text: start..<bytes.count, range: ByteOffset(end)..<ByteOffset(next)))
            end = next
        }
    }
}
