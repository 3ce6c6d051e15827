/// The text of a log line behind its head, as far as that can be told without knowing the layout.
enum LogText {
    /// Behind the time, the place, the level and the logger that a line begins with; the whole line if it begins with
    /// none.
    static func message(_ line: Bytes) -> Bytes {
        guard LogHead.begins(line) else { return line.trimmedStart }
        if let level = levelEnd(line) { return withoutLogger(line.from(level).trimmedStart) }
        var text = line
        while let first = text.first, first.isDigit || "[:/-.,TZ+]".utf8.contains(first) || first.isBlank {
            let word = text.trimmedStart.prefix { !$0.isBlank }
            guard word.contains(where: \.isDigit) else { break }
            text = text.from(word.endIndex).trimmedStart
        }
        return text
    }

    /// Without `[THREAD] LOGGER - ` or `--- [THREAD] LOGGER : ` in front.
    private static func withoutLogger(_ text: Bytes) -> Bytes {
        var rest = text
        while let first = rest.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "-") || first.isDigit {
            if first == UInt8(ascii: "[") {
                guard let end = rest.prefix(80).firstIndex(of: UInt8(ascii: "]")) else { return text }
                rest = rest.from(end + 1).trimmedStart
            } else {
                rest = rest.drop { $0 == UInt8(ascii: "-") || $0.isDigit }
                guard rest.first?.isBlank == true else { return text }
                rest = rest.trimmedStart
            }
        }
        let name = rest.prefix { $0.isWord || ".-/".utf8.contains($0) }
        let behind = rest.from(name.endIndex).trimmedStart
        guard !name.isEmpty, behind.startIndex > name.endIndex,
            behind.begins(with: "- ") || behind.begins(with: ": ")
        else { return text }
        return behind.dropFirst(2).trimmedStart
    }

    /// Where a trace may begin in a line: at its start, and in a log's line behind each of its first blanks.
    static func beginnings(_ line: Bytes) -> [Bytes] {
        guard LogHead.begins(line) else { return [line] }
        var (texts, index) = ([line], line.startIndex)
        while index < line.endIndex, texts.count < 24 {
            if line[index].isBlank, index + 1 < line.endIndex, !line[index + 1].isBlank {
                texts.append(line.from(index + 1))
            }
            index += 1
        }
        return texts
    }

    /// Whether a line begins like a log's, and its level is one of those below a warning.
    static func informs(_ line: Bytes) -> Bool {
        guard LogHead.begins(line), let level = firstLevel(line) else { return false }
        return informing.contains { level.equals($0) }
    }

    /// Whether a line begins like a log's, and its level is an error's.
    static func alarms(_ line: Bytes) -> Bool {
        guard LogHead.begins(line), let level = firstLevel(line) else { return false }
        return alarming.contains { level.equals($0) }
    }

    private static let alarming: [StaticString] = [
        "ERROR", "FATAL", "CRITICAL", "SEVERE", "PANIC", "ALERT", "error", "fatal", "panic", "critical",
    ]
    private static let informing: [StaticString] = ["INFO", "NOTICE", "DEBUG", "TRACE", "info", "debug"]

    private static let levels: [StaticString] = [
        "ERROR", "FATAL", "CRITICAL", "SEVERE", "PANIC", "WARNING", "WARN", "ALERT", "NOTICE", "INFO", "DEBUG", "TRACE",
        "error",
        "fatal", "panic", "warning", "critical", "info", "debug",
    ]

    /// Behind the first level word and the marks that follow it.
    private static func levelEnd(_ line: Bytes) -> Int? {
        firstLevel(line).map { word in line.from(word.endIndex).drop { "]:|-> \t".utf8.contains($0) }.startIndex }
    }

    private static func firstLevel(_ line: Bytes) -> Bytes? {
        var index = line.startIndex
        while index < line.endIndex {
            guard line[index].isLetter else {
                index += 1
                continue
            }
            let word = line.from(index).prefix(while: \.isLetter)
            if word.count <= 8, levels.contains(where: { word.equals($0) }) { return word }
            index = word.endIndex
        }
        return nil
    }
}
