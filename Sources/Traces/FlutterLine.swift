import Model

/// What Flutter's framework puts around an error: a titled rule, a sentence, the message, the stack, and a rule.
enum FlutterLine {
    /// `══╡ EXCEPTION CAUGHT BY WIDGETS LIBRARY ╞═══`, `════════ Exception caught by rendering library ═════`
    static func opens(_ line: Bytes) -> Bool {
        line.begins(with: "══") && (line.contains("EXCEPTION CAUGHT BY ") || line.contains("Exception caught by "))
    }

    /// A rule without a title.
    static func closes(_ line: Bytes) -> Bool {
        let text = line.trimmed
        return text.count >= 60 && text.begins(with: "══") && !text.contains(0x20)
    }

    /// What was thrown in `The following StateError was thrown building Shop:`.
    static func thrown(_ line: Bytes) -> Bytes? {
        guard let text = line.dropping("The following "), let mark = text.find(" was thrown") else { return nil }
        let name = text.upTo(mark)
        return name.dropping("object ") ?? (name.ends(with: " object") ? name.dropLast(7) : name)
    }

    /// Whether the message is over.
    static func endsMessage(_ line: Bytes) -> Bool {
        line.isBlank || line.begins(with: "The relevant error-causing widget was")
            || line.begins(with: "When the exception was thrown, this was the stack")
    }

    /// `(elided 3 frames from dart:async)`, `...     Normal element mounting (25 frames)`
    static func elided(_ line: Bytes) -> Int? {
        let text = line.trimmed
        if let rest = text.dropping("(elided ") {
            return rest.begins(with: "one frame") ? 1 : rest.prefix(while: \.isDigit).decimal
        }
        guard text.begins(with: "... "), text.ends(with: " frames)"), let open = text.findLast("(") else { return nil }
        return text[(open + 1)..<(text.endIndex - 8)].decimal
    }
}

/// Reads such a block.
struct FlutterParser {
    private let lines: [Bytes]
    private let start: Int
    private var thrown = Thrown()
    private var message: [Bytes] = []

    init(_ lines: [Bytes], _ start: Int) { (self.lines, self.start) = (lines, start) }

    consuming func result() -> ParsedTrace {
        var (last, isInMessage, number) = (start, false, start + 1)
        while number < lines.count {
            let line = lines[number]
            if !line.isBlank { last = number }
            if FlutterLine.closes(line) { break }
            if case .frame(let frame) = DartLine(line) {
                isInMessage = false
                thrown.append(frame)
            } else if let count = FlutterLine.elided(line) {
                thrown.elidedFrames += count
            } else if thrown.className == nil, let name = FlutterLine.thrown(line) {
                (thrown.className, isInMessage) = (name.text, true)
            } else if isInMessage, !FlutterLine.endsMessage(line), message.count < TraceLimits.messageLinesMax {
                message.append(line)
            } else {
                isInMessage = false
            }
            number += 1
        }
        if !message.isEmpty { thrown.message = joinedLines(message) }
        return ParsedTrace(
            trace: Trace(language: TraceLanguage.dart.rawValue, exception: thrown), firstLine: start, column: 0,
            lastLine: last, evidence: 3 + thrown.frames.count * 2)
    }
}
