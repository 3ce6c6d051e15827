import Model

/// A line of Dart's traces.
enum DartLine {
    /// `Unhandled exception:`, with the exception on the next line; in Flutter behind it.
    case announced(text: Bytes?)
    case frame(Frame)
    /// `<asynchronous suspension>` and what stands for it between the parts of a chain.
    case gap

    var isAnnounced: Bool {
        switch self {
        case .announced: true
        case .frame, .gap: false
        }
    }

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "U"):
            guard line.trimmedEnd.equals("Unhandled exception:") else { return nil }
            self = .announced(text: nil)
        case UInt8(ascii: "["):
            guard line.begins(with: "[ERROR:flutter/"), let mark = line.find("Unhandled Exception: ") else {
                return nil
            }
            self = .announced(text: line.from(mark + 21))
        case UInt8(ascii: "#"):
            guard let frame = Self.numbered(line.trimmedEnd) else { return nil }
            self = .frame(frame)
        case UInt8(ascii: "<"):
            guard line.trimmedEnd.equals("<asynchronous suspension>") else { return nil }
            self = .gap
        case UInt8(ascii: "="):
            guard line.begins(with: "===== asynchronous gap ====") else { return nil }
            self = .gap
        case UInt8(ascii: "p"), UInt8(ascii: "d"):
            guard line.begins(with: "package:") || line.begins(with: "dart:"), let frame = Self.terse(line.trimmedEnd)
            else { return nil }
            self = .frame(frame)
        default: return nil
        }
    }

    /// `#0      FUNCTION (package:shop/gateway.dart:12:5)`
    private static func numbered(_ line: Bytes) -> Frame? {
        let digits = line.dropFirst().prefix(while: \.isDigit)
        let rest = line.from(digits.endIndex)
        guard !digits.isEmpty, rest.first == 0x20, rest.last == UInt8(ascii: ")"), let open = rest.findLast(" (") else {
            return nil
        }
        let place = rest[(open + 2)..<(rest.endIndex - 1)]
        guard
            place.begins(with: "package:") || place.begins(with: "dart:") || place.begins(with: "file://")
                || place.contains(".dart:")
        else { return nil }
        return make(rest.upTo(open).trimmed, place)
    }

    /// `package:shop/gateway.dart 12:5  FUNCTION`
    private static func terse(_ line: Bytes) -> Frame? {
        guard let blank = line.firstIndex(of: 0x20) else { return nil }
        let place = line.from(blank).trimmedStart
        let digits = place.prefix { $0.isDigit || $0 == UInt8(ascii: ":") }
        let name = place.from(digits.endIndex)
        guard digits.first?.isDigit == true, name.begins(with: "  ") else { return nil }
        return make(name.trimmed, (Array(line.upTo(blank)) + [UInt8(ascii: ":")] + digits)[...])
    }

    private static func make(_ function: Bytes, _ place: Bytes) -> Frame {
        var (file, line, column): (Bytes, Int?, Int?) = (place, nil, nil)
        if let split = file.splitLast(":"), let number = split.after.decimal { (file, line) = (split.before, number) }
        if let split = file.splitLast(":"), let number = split.after.decimal {
            (file, line, column) = (split.before, number, line)
        }
        return Frame(
            method: function.text, file: file.text, line: line, column: column,
            isApplication:
                !(file.begins(with: "dart:") || file.begins(with: "package:flutter/")
                || file.begins(with: "package:stack_trace/") || file.contains("/.pub-cache/")))
    }
}

/// Dart's traces: what was thrown, then frames with numbers; Flutter draws rules around them.
struct DartGrammar: TraceGrammar {
    private static let blockLinesMax = 2_000

    private var state = HeadedState.closed
    /// How many lines of Flutter's block there are; nil outside of one.
    private var blockLineCount: Int?

    var isOpen: Bool { state.isOpen || blockLineCount != nil }

    static func cue(_ first: UInt8) -> Bool {
        first == UInt8(ascii: "U") || first == UInt8(ascii: "#") || first == 0xE2
    }
    static func wordCue(_ first: UInt8) -> Bool { first == UInt8(ascii: "[") }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        if line.first == 0xE2, FlutterLine.opens(line) {
            (state, blockLineCount) = (.closed, 0)
            return .opensStandalone
        }
        if let count = blockLineCount {
            let isIn = count < Self.blockLinesMax && !LogHead.begins(line)
            blockLineCount = isIn && !FlutterLine.closes(line) ? count + 1 : nil
            if isIn { return .continues }
        }
        switch DartLine(line) {
        case .announced: return state.open()
        case .frame: return state.takeFrame()
        case .gap: return isOpen ? .continues : .none
        case nil: return state.takeText(line, isBelow: true)
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            if line.first == 0xE2, FlutterLine.opens(line) { return FlutterParser(lines, number).result() }
            let line = LogText.beginnings(line).first { DartLine($0)?.isAnnounced == true } ?? line
            switch DartLine(line) {
            case .announced(let text):
                let first = text ?? (number + 1 < lines.count ? lines[number + 1] : nil)
                return read(lines, number, line.startIndex, first, from: text == nil ? number + 2 : number + 1)
            case .frame:
                guard number > 0 else { return read(lines, number, line.startIndex, nil, from: number) }
                let text = LogText.message(lines[number - 1])
                return read(lines, number - 1, text.startIndex, text, from: number)
            case .gap, nil: continue
            }
        }
        return nil
    }

    private static func read(
        _ lines: [Bytes], _ number: Int, _ start: Int, _ text: Bytes?, from first: Int
    ) -> ParsedTrace {
        var (thrown, message) = (Thrown(), text.map { [$0] } ?? [])
        if let text, let found = typed(text) { (thrown.className, message) = (found.name.text, [found.message]) }
        var (last, evidence) = (max(number, min(first - 1, lines.count - 1)), 1)
        for next in first..<max(first, lines.count) {
            switch DartLine(lines[next]) {
            case .frame(let frame):
                thrown.append(frame)
                evidence += 2
            case .announced, .gap: break
            case nil:
                if thrown.frames.isEmpty, message.count < TraceLimits.messageLinesMax { message.append(lines[next]) }
            }
            if !lines[next].isBlank { last = next }
        }
        while message.last?.isBlank == true { message.removeLast() }
        if !message.isEmpty { thrown.message = joinedLines(message) }
        let trace = Trace(language: TraceLanguage.dart.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: evidence)
    }

    /// `CLASS: MESSAGE`; what else an error says of itself names no class.
    private static func typed(_ text: Bytes) -> (name: Bytes, message: Bytes)? {
        let name = text.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
        guard name.first?.isUpper == true, TypeName.tells(name), text.has(": ", at: name.endIndex) else { return nil }
        return (name, text.from(name.endIndex + 2))
    }
}
