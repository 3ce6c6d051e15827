/// What Delphi's reporters write of an exception: sections of keys and values, and tables of frames.
///
/// madExcept begins with `date/time          : ...`, its threads' frames are `ADDR +OFF MODULE UNIT LINE +N FUNCTION`.
/// EurekaLog begins with its own name, and draws its table of frames with bars. JclDebug's frames stand below whatever
/// the program writes of the exception.
struct DelphiGrammar: TraceGrammar {
    private enum State {
        case closed
        case madExcept(lineCount: Int)
        case eurekaLog(lineCount: Int)
        /// Below the exception's class, as JclDebug's own handler writes it, up to the frames.
        case jclReport(lineCount: Int)
        /// Among JclDebug's frames.
        case jcl
    }

    private static let linesMax = 2_000

    private var state = State.closed

    var isOpen: Bool { if case .closed = state { false } else { true } }

    static func cue(_ first: UInt8) -> Bool { "dES([".utf8.contains(first) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch state {
        case .closed: return open(line)
        case .jcl: if JclFrame(line, isBelow: true) == nil { return open(line) }
        case .jclReport(let count):
            if JclFrame(line) != nil || JclFrame.isTitle(line) { return open(line) }
            guard count < TraceLimits.messageLinesMax, !LogHead.begins(line) else { return open(line) }
            state = .jclReport(lineCount: count + 1)
            return .pending
        case .madExcept(let count):
            guard count < Self.linesMax, DelphiLine.isOfMadExcept(line), !DelphiLine.beginsMadExcept(line) else {
                return open(line)
            }
            state = .madExcept(lineCount: count + 1)
        case .eurekaLog(let count):
            guard count < Self.linesMax, DelphiLine.isOfEurekaLog(line), !DelphiLine.beginsEurekaLog(line) else {
                return open(line)
            }
            state = .eurekaLog(lineCount: count + 1)
        }
        return .continues
    }

    private mutating func open(_ line: Bytes) -> Verdict {
        if DelphiLine.beginsMadExcept(line) {
            state = .madExcept(lineCount: 0)
        } else if DelphiLine.beginsEurekaLog(line) {
            state = .eurekaLog(lineCount: 0)
        } else if DelphiLine.beginsJcl(line) {
            state = .jclReport(lineCount: 0)
        } else if JclFrame(line) != nil || JclFrame.isTitle(line) {
            state = .jcl
            return .continues
        } else {
            state = .closed
            return .none
        }
        return .opensStandalone
    }
}

/// A line of such a report.
enum DelphiLine {
    static func beginsMadExcept(_ line: Bytes) -> Bool {
        guard let rest = line.dropping("date/time ") else { return false }
        return rest.trimmedStart.begins(with: ": ")
    }

    /// `EurekaLog 7.7.6.14`, and nothing else.
    static func beginsEurekaLog(_ line: Bytes) -> Bool {
        guard let version = line.trimmedEnd.dropping("EurekaLog ") else { return false }
        let number = version.dropping("v") ?? version
        return number.first?.isDigit == true && number.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
            && number.contains(UInt8(ascii: "."))
    }

    /// `Exception class: EAccessViolation`, perhaps with blanks in front of the colon.
    static func beginsJcl(_ line: Bytes) -> Bool { exceptionClass(line) != nil }

    static func exceptionClass(_ line: Bytes) -> Bytes? {
        guard line.begins(with: "Exception class") || line.begins(with: "Exception Class"),
            let (name, value) = key(line), name.count == 15, !value.isEmpty, !value.contains(0x20)
        else { return nil }
        return value
    }

    /// `Exception message: TEXT` or `Message: TEXT`.
    static func exceptionMessage(_ line: Bytes) -> Bytes? {
        guard line.begins(with: "Exception message") || line.begins(with: "Message"), let (_, value) = key(line) else {
            return nil
        }
        return value
    }

    static func isOfMadExcept(_ line: Bytes) -> Bool {
        guard let first = line.first else { return false }
        if address(line) != nil { return true }
        let text = line.trimmedEnd
        // A section's title, or a thread's.
        if first.isLower, text.last == UInt8(ascii: ":"), text.count < 60 { return true }
        if first.isLower || first == UInt8(ascii: "[") { return key(line) != nil || isThread(text) }
        return false
    }

    static func isOfEurekaLog(_ line: Bytes) -> Bool {
        guard let first = line.first else { return false }
        if first == UInt8(ascii: "|") || first == UInt8(ascii: "*") { return true }
        let text = line.trimmed
        if first == 0x20 { return text.first?.isDigit == true && text.contains(": ") || text.last == UInt8(ascii: ":") }
        if text.count > 8, text.allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }) { return true }
        return first.isUpper && text.last == UInt8(ascii: ":") && text.count < 60
    }

    /// `main thread ($1a2c):`, `thread $1b30 (TWorker): <priority:15>`
    static func isThread(_ line: Bytes) -> Bool {
        (line.begins(with: "main thread") || line.begins(with: "thread $")) && line.contains(":")
    }

    /// `exception class    : EAccessViolation`: what is in front of the colon, and behind.
    static func key(_ line: Bytes) -> (name: Bytes, value: Bytes)? {
        guard let mark = line.find(": "), mark - line.startIndex <= 28, mark > line.startIndex else { return nil }
        return (line.upTo(mark).trimmed, line.from(mark + 2).trimmed)
    }

    /// The eight or sixteen digits that a line begins with, with a blank behind.
    static func address(_ line: Bytes) -> Bytes? {
        let digits = line.prefix { $0.isDigit || ($0 | 0x20) &- 0x61 < 6 }
        guard digits.count == 8 || digits.count == 16, digits.endIndex < line.endIndex, line[digits.endIndex] == 0x20
        else { return nil }
        return digits
    }
}
