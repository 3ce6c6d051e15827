import Model
import Patterns
import Records
import Tailing
import WireFormat

/// A log of the corpus in one of its forms, as a file's bytes, and the records that come of it.
struct WrittenLog {
    private let origins: [Int]
    private let file: [UInt8]
    private let layout: Layout

    init(_ item: CorpusCase, as form: WrittenForm) {
        let lines = form.written(item.lines)
        origins = lines.map(\.origin)
        file = lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
        var layout = item.layout
        layout.envelope =
            switch form {
            case .syslog: .syslog
            case .docker: .docker
            case .cri: .cri
            default: .none
            }
        self.layout = layout
    }

    /// As it stands, for a log that has an envelope itself.
    init(_ item: CorpusCase, in layout: Layout) {
        origins = Array(1...item.lines.count)
        file = item.lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        self.layout = layout
    }

    /// The records of chunks of so many bytes, the numbers of their first and last lines being those of the log.
    func records(chunkBytes: Int) -> [(lines: ClosedRange<Int>, text: RecordText)] {
        var (framer, streams) = (
            LineFramer(limits: Limits(), from: .zero), Streams(layout: layout, limits: Limits(), from: .beginning)
        )
        var texts: [RecordText] = []
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: Timestamp(seconds: 1_795_262_400))
        for start in stride(from: 0, to: file.count, by: chunkBytes) {
            let chunk = Array(file[start..<min(start + chunkBytes, file.count)])
            texts += streams.feed(framer.feed(chunk), at: moment)
        }
        texts += streams.finish(at: moment)
        return texts.compactMap { text in
            guard let first = text.firstLine, let last = text.lastLine else { return nil }
            return (origins[first - 1]...origins[last - 1], text)
        }
    }

    func read(_ text: RecordText) -> Record { RecordReader(layout: layout).read(text) }
}

extension CorpusCase {
    /// A little of everything, but for a logger whose heads have two lines.
    fileprivate var layout: Layout {
        guard name == "jul_console", let start = try? Pattern("^\\s*[A-Z][a-z]{2} \\d{1,2}, \\d{4} ") else {
            return .generic
        }
        return Layout(start: start)
    }
}
