import Model

/// A line of Swift's traces.
enum SwiftLine {
    /// `MODULE/FILE:LINE: Fatal error: MESSAGE`
    case failed(Thrown.Location?, keyword: Bytes, message: Bytes?)
    /// `*** Program crashed: REASON at 0x... ***`, and the line above that says a backtrace is being made.
    case crashed(reason: Bytes?)
    /// `Current stack trace:`
    case stack
    /// `Thread 0 "NAME" crashed:`
    case thread(name: Bytes?, isCrashed: Bool)
    case frame(Frame)
    /// `Backtrace took 0.01s`
    case end

    private static let keywords: [StaticString] = ["Fatal error", "Precondition failed", "Assertion failed"]

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        switch first {
        case UInt8(ascii: "*"):
            if let text = line.dropping("*** Program crashed: ") {
                self = .crashed(reason: text.ends(with: " ***") ? text.dropLast(4) : text)
            } else if line.begins(with: "*** Signal "), line.contains(": Backtracing from 0x") {
                self = .crashed(reason: nil)
            } else {
                return nil
            }
        case 0xF0:
            guard let text = line.dropping("💣 Program crashed: ") else { return nil }
            self = .crashed(reason: text)
        case UInt8(ascii: "C"):
            guard line.trimmedEnd.equals("Current stack trace:") else { fallthrough }
            self = .stack
        case UInt8(ascii: "T"):
            guard let found = Self.thread(line) else { fallthrough }
            self = found
        case UInt8(ascii: "B"):
            guard line.begins(with: "Backtrace took ") else { fallthrough }
            self = .end
        default:
            if first.isDigit || first == 0x20 {
                guard let frame = Self.frame(line) else { return nil }
                self = .frame(frame)
            } else {
                guard let found = Self.failed(line) else { return nil }
                self = found
            }
        }
    }

    private static func failed(_ line: Bytes) -> Self? {
        guard let place = SourcePlace(line), let text = line.from(place.end).dropping(": ") else {
            return failedEarly(line)
        }
        guard let keyword = keywords.first(where: { text.begins(with: $0) }) else { return nil }
        let rest = text.dropFirst(keyword.utf8CodeUnitCount)
        guard rest.isBlank || rest.begins(with: ": ") else { return nil }
        return .failed(
            Thrown.Location(file: place.file.text, line: place.line),
            keyword: text.prefix(keyword.utf8CodeUnitCount), message: rest.isBlank ? nil : rest.dropFirst(2))
    }

    /// Up to Swift 5.3: `Fatal error: MESSAGE: file PATH, line N`
    private static func failedEarly(_ line: Bytes) -> Self? {
        guard line.last?.isDigit == true, let keyword = keywords.first(where: { line.begins(with: $0) }),
            let mark = line.findLast(": file "), let comma = line.findLast(", line "), comma > mark,
            let number = line.from(comma + 7).decimal
        else { return nil }
        let name = line.prefix(keyword.utf8CodeUnitCount)
        let place = Thrown.Location(file: line[(mark + 7)..<comma].text, line: number)
        guard name.endIndex + 2 <= mark else { return .failed(place, keyword: name, message: nil) }
        return .failed(place, keyword: name, message: line[(name.endIndex + 2)..<mark])
    }

    private static func thread(_ line: Bytes) -> Self? {
        guard let text = line.dropping("Thread "), text.last == UInt8(ascii: ":") else { return nil }
        let digits = text.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        let rest = text.dropFirst(digits.count)
        var name: Bytes?
        if let quoted = rest.dropping(" \""), let quote = quoted.lastIndex(of: UInt8(ascii: "\"")) {
            name = quoted.upTo(quote)
        }
        return .thread(name: name, isCrashed: rest.ends(with: " crashed:"))
    }

    /// `N    IMAGE    0xADDR SYMBOL + OFF`, or `N [ra] 0xADDR SYMBOL + OFF in IMAGE at FILE:LINE:COLUMN`
    private static func frame(_ line: Bytes) -> Frame? {
        let text = line.trimmedStart
        let digits = text.prefix(while: \.isDigit)
        guard !digits.isEmpty, digits.count <= 6, text.dropFirst(digits.count).first == 0x20 else { return nil }
        var rest = text.dropFirst(digits.count).trimmedStart
        while rest.first == UInt8(ascii: "["), let end = rest.find("] ") { rest = rest.from(end + 2).trimmedStart }
        if rest.begins(with: "0x") || text.dropFirst(digits.count).trimmedStart.first == UInt8(ascii: "[") {
            if rest.begins(with: "0x") { rest = rest.drop { !$0.isBlank }.trimmedStart }
            return traced(rest.trimmedEnd)
        }
        // Since Swift 6 without an address: `1 pay() + 98 in shop at FILE:LINE:COLUMN`.
        if let plus = rest.find(" + "), rest.from(plus + 3).drop(while: \.isDigit).begins(with: " in "),
            rest.from(plus + 3).first?.isDigit == true
        {
            return traced(rest.trimmedEnd)
        }
        let image = rest.prefix { !$0.isBlank }
        let behind = rest.dropFirst(image.count).trimmedStart
        guard behind.begins(with: "0x") else { return nil }
        let symbol = behind.drop { !$0.isBlank }.trimmed
        guard let plus = symbol.findLast(" + "), symbol.from(plus + 3).decimal != nil else { return nil }
        return make(symbol.upTo(plus), image, nil)
    }

    private static func traced(_ text: Bytes) -> Frame? {
        var (text, place, image): (Bytes, SourcePlace?, Bytes?) = (text, nil, nil)
        if let mark = text.findLast(" at "), let found = SourcePlace(text.from(mark + 4)), found.end == text.endIndex {
            (place, text) = (found, text.upTo(mark))
        }
        if let mark = text.findLast(" in ") { (image, text) = (text.from(mark + 4), text.upTo(mark)) }
        guard place != nil || image != nil else { return nil }
        if let plus = text.findLast(" + "), text.from(plus + 3).decimal != nil { text = text.upTo(plus) }
        return make(text, image, place)
    }

    private static func make(_ symbol: Bytes, _ image: Bytes?, _ place: SourcePlace?) -> Frame {
        let isLibrary = image.map { image in
            image.begins(with: "libswift") || image.begins(with: "libc.") || image.begins(with: "libdispatch")
                || image.begins(with: "libFoundation") || image.begins(with: "lib_Foundation")
                || image.begins(with: "ld-linux") || image.begins(with: "libpthread") || image.begins(with: "dyld")
        }
        return Frame(
            method: symbol.text, file: place?.file.text, line: place?.line, column: place?.column,
            isApplication: isLibrary != true && !symbol.equals("<unavailable>"))
    }
}

/// Swift's traces: a failed check with its place, then a list of frames, or a report of the crash with frames in it.
struct SwiftGrammar: TraceGrammar {
    private enum State {
        case closed
        /// Below the failure, whose message may go on.
        case header(lineCount: Int)
        case frames
        /// In a crash's report, up to the line with the time that it took.
        case report(lineCount: Int)
    }

    private static let reportLinesMax = 2_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { first == 0xF0 || "*FPA".utf8.contains(first) }
    static func wordCue(_ first: UInt8) -> Bool {
        first.isLetter || first == UInt8(ascii: "/") || first == UInt8(ascii: "<")
    }

    static var loneWords: LoneWords {
        LoneWords(
            beforeColon: ["Fatal error", "Precondition failed", "Assertion failed", "Program crashed"],
            opening: ["Fatal error", "Precondition failed", "Assertion failed"])
    }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch state {
        case .closed: return open(line)
        case .header(let count): return stepBelowHeader(line, count)
        case .frames:
            if case .frame = SwiftLine(line) { return .continues }
            return crashed(line) ?? open(line)
        case .report(let count): return stepInReport(line, count)
        }
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        state = .closed
        switch SwiftLine(line) {
        case .failed: state = .header(lineCount: 0)
        case .crashed: state = .report(lineCount: 0)
        case .stack, .thread, .frame, .end, nil: return .none
        }
        return .opensStandalone
    }

    private mutating func crashed(_ line: Bytes) -> Verdict? {
        guard case .crashed = SwiftLine(line) else { return nil }
        state = .report(lineCount: 0)
        return .continues
    }

    private mutating func stepBelowHeader(_ line: Bytes, _ count: Int) -> Verdict {
        if case .stack = SwiftLine(line) {
            state = .frames
            return .continues
        }
        if let verdict = crashed(line) { return verdict }
        guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
        let opening = open(line)
        if opening >= .opens { return opening }
        state = .header(lineCount: count + 1)
        return .pending
    }

    private mutating func stepInReport(_ line: Bytes, _ count: Int) -> Verdict {
        switch SwiftLine(line) {
        case .end:
            state = .closed
            return .continues
        case .crashed, .thread, .frame, .stack:
            return .continues
        case .failed: return open(line)
        case nil: break
        }
        guard count < Self.reportLinesMax, !LogHead.begins(line) else { return open(line) }
        state = .report(lineCount: count + 1)
        return .text
    }
}
