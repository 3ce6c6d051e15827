import Model

/// Reports of the Linux kernel: what went wrong, registers, and the calls that led there.
struct KernelGrammar: TraceGrammar {
    private static let linesMax = 400

    /// How many lines the open report has; nil if none is open.
    private var lineCount: Int?

    var isOpen: Bool { lineCount != nil }

    static func cue(_ first: UInt8) -> Bool { "[BkUgKIwdislr-JFMASOND2".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["BUG", "Oops", "not syncing"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        let text = KernelLine.text(line)
        guard let count = lineCount, count < Self.linesMax else {
            return open(text, isMarked: text.startIndex > line.startIndex)
        }
        if line.isBlank { return .pending }
        switch KernelLine(text) {
        case .end:
            lineCount = nil
            return .continues
        case .cut: return open(text, isMarked: true)
        case .start, .callTrace, .pointer, .frame, .detail:
            lineCount = count + 1
            return .continues
        case nil: return open(text, isMarked: text.startIndex > line.startIndex)
        }
    }

    /// `isMarked`: in front of the text stands what only the kernel writes.
    private mutating func open(_ text: Bytes, isMarked: Bool) -> Verdict {
        lineCount = nil
        guard let first = text.first, "BkUgwKIdislr-".utf8.contains(first) else { return .none }
        switch KernelLine.opening(text, first) {
        case .start:
            // Words that other programs begin lines with, too.
            guard !text.begins(with: "Oops: "), !text.begins(with: "WARNING: ") else { return .none }
            guard isMarked || !text.begins(with: "BUG: ") || Self.isBug(text) else { return .none }
        case .cut: break
        case .callTrace, .pointer, .frame, .detail, .end, nil: return .none
        }
        lineCount = 0
        return .opensStandalone
    }

    private static func isBug(_ text: Bytes) -> Bool {
        let words: [StaticString] = ["kernel", " at ", "unable to handle ", "soft lockup", "KASAN: ", "KFENCE: "]
        return words.contains { text.contains($0) }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        var grammar = Self()
        let first = lines.firstIndex { grammar.step($0) == .opensStandalone }
        guard let first else { return nil }
        var (thrown, last, evidence, isInTrace) = (Thrown(), first, 1, false)
        for number in first..<lines.count {
            switch KernelLine(KernelLine.text(lines[number])) {
            case .start(let keyword, let text):
                guard thrown.message == nil else { break }
                (thrown.className, thrown.message) = (keyword?.text, text.text)
            case .callTrace: isInTrace = thrown.frames.count < TraceLimits.framesMax
            case .pointer(let frame): if !isInTrace, thrown.frames.isEmpty, let frame { thrown.append(frame) }
            case .frame(let frame, let isReliable): if isInTrace, isReliable { thrown.append(frame) }
            case .cut, .detail, .end, nil: break
            }
            if !lines[number].isBlank { last = number }
        }
        evidence += thrown.frames.count * 2
        guard thrown.message != nil else { return nil }
        let column = KernelLine.text(lines[first]).startIndex - lines[first].startIndex
        let trace = Trace(language: TraceLanguage.kernel.rawValue, exception: thrown)
        return ParsedTrace(trace: trace, firstLine: first, column: column, lastLine: last, evidence: evidence)
    }
}
