/// Where a trace of .NET begins.
struct DotNetHeader {
    var line: Int
    /// Where the trace's text begins.
    var start: Int
    /// The header proper: from the type on. Nil for a text that says only what happened.
    var text: Bytes
    /// Whether a type may stand in `text`.
    var isTyped = true
    /// Whether the runtime itself announced it.
    var isAnnounced = false

    private static let announcements: [StaticString] = [
        "Unhandled exception. ", "Unhandled Exception: ", "[ERROR] FATAL UNHANDLED EXCEPTION: ", "Fatal error. ",
        // The framework's translations.
        "Unbehandelte Ausnahme: ", "Exception non gérée : ", "Excepción no controlada: ", "Eccezione non gestita: ",
        "Exceção Sem Tratamento: ", "Необработанное исключение: ", "ハンドルされていない例外: ", "未经处理的异常:  ",
    ]

    /// What the translations begin with that do so with no letter of ASCII.
    static let translatedCues: [UInt8] = [0xD0, 0xE3, 0xE6]

    /// What an uncaught exception's line begins with: where it begins, and what follows.
    static func announced(_ line: Bytes, _ number: Int) -> Self? {
        for announcement in announcements {
            if let text = line.dropping(announcement) {
                return Self(line: number, start: line.startIndex, text: text, isAnnounced: true)
            }
        }
        if let text = line.dropping("Process terminated. ") {
            return Self(line: number, start: line.startIndex, text: text, isTyped: false, isAnnounced: true)
        }
        guard isStackOverflow(line) || line.trimmedEnd.equals("Process terminated.") else { return nil }
        return Self(line: number, start: line.startIndex, text: line.suffix(0), isTyped: false, isAnnounced: true)
    }

    /// The framework prints `Process is terminated due to StackOverflowException.` and no frames.
    static func isStackOverflow(_ line: Bytes) -> Bool {
        let text = line.trimmedEnd
        return text.equals("Stack overflow.") || text.equals("Process is terminated due to StackOverflowException.")
            || text.equals("Process is terminating due to StackOverflowException.")
    }

    /// The announcement that has a line of its own above the header.
    static func isTitle(_ line: Bytes) -> Bool { line.trimmedEnd.equals("Unhandled Exception:") }

    static func find(_ lines: [Bytes], above frame: Int?) -> Self? {
        let searched = lines.indices.prefix(frame ?? lines.count)
        for number in searched {
            if let header = announced(lines[number], number) { return header }
            if isTitle(lines[number]), number + 1 < lines.count {
                return Self(line: number, start: lines[number].startIndex, text: lines[number + 1], isAnnounced: true)
            }
        }
        // Without a frame a type in the text is no trace, and a type at a line's beginning one of any language.
        guard let frame else { return nil }
        for number in searched {
            let text = lines[number].trimmedStart
            guard TypeName.at(text.startIndex, in: text) != nil else { continue }
            return Self(line: number, start: text.startIndex, text: text)
        }
        for number in searched {
            guard let found = TypeName.within(lines[number]) else { continue }
            return Self(line: number, start: found.name.lowerBound, text: lines[number].from(found.name.lowerBound))
        }
        return above(frame, lines)
    }

    private static func above(_ frame: Int, _ lines: [Bytes]) -> Self {
        let text = frame > 0 ? lines[frame - 1].trimmedStart : lines[frame]
        guard frame > 0, !LogHead.begins(text) else {
            return Self(line: frame, start: lines[frame].startIndex, text: lines[frame].suffix(0), isTyped: false)
        }
        return Self(line: frame - 1, start: text.startIndex, text: text)
    }

    /// Whether a type without a namespace, and a colon, begin the text.
    static func plainName(_ text: Bytes) -> Bool {
        let name = text.prefix { TypeName.isPart($0) }
        return TypeName.tells(name) && (name.endIndex == text.endIndex || text[name.endIndex] == UInt8(ascii: ":"))
    }
}
