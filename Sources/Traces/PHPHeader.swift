import Model

/// Where a trace of PHP begins, and in which form.
struct PHPHeader {
    enum Form {
        /// `CLASS: MESSAGE in FILE:LINE` from `text` on, over one line or more.
        case exception
        /// `MESSAGE in FILE on line N`: an error without a class.
        case error
        /// `[object] (CLASS(code: N): MESSAGE at FILE:LINE)` in a JSON string.
        case object
        /// Frames without a header.
        case bare
    }

    var form: Form
    var line: Int
    /// Where the trace's text begins.
    var start: Int
    /// Where the header proper begins.
    var text: Int

    static func find(_ lines: [Bytes]) -> Self? {
        let stack = lines.firstIndex { isStackMark($0) }
        let searched = lines.indices.prefix(stack ?? lines.count)
        for number in searched {
            if let header = announced(lines[number], number) { return header }
        }
        for number in searched {
            guard let mark = lines[number].find("[object] (") else { continue }
            let context = lines[number].findLast(" {\"", before: mark).map { $0 + 1 }
            return Self(form: .object, line: number, start: context ?? mark, text: mark + 10)
        }
        let frame = lines.firstIndex { PHPFrame($0).map { !$0.isMain } ?? false }
        guard let first = stack ?? frame else { return nil }
        return named(lines, above: first) ?? Self.bare(lines, first)
    }

    static func isStackMark(_ line: Bytes) -> Bool {
        let text = line.trimmedEnd
        return text.equals("Stack trace:") || text.equals("[stacktrace]")
    }

    private static func announced(_ line: Bytes, _ number: Int) -> Self? {
        guard let (start, text) = PHPText.announcement(line) else { return nil }
        if let exception = text.dropping("Uncaught ") {
            return Self(form: .exception, line: number, start: start, text: exception.startIndex)
        }
        guard PHPText.endsOnLine(text) || line.has("PHP ", at: start) else { return nil }
        return Self(form: .error, line: number, start: start, text: text.startIndex)
    }

    /// A logged exception: the first line above the stack that names a class somewhere.
    private static func named(_ lines: [Bytes], above stack: Int) -> Self? {
        for number in lines.indices.prefix(stack) {
            guard let start = className(in: lines[number]) else { continue }
            return Self(form: .exception, line: number, start: start, text: start)
        }
        return nil
    }

    private static func bare(_ lines: [Bytes], _ first: Int) -> Self {
        Self(form: .bare, line: first, start: lines[first].startIndex, text: lines[first].startIndex)
    }

    /// Where a class stands with `: ` or ` in ` behind: one that tells by its ending, or else one with a namespace.
    private static func className(in line: Bytes) -> Int? {
        var (index, weak): (Int, Int?) = (line.startIndex, nil)
        while index < line.endIndex {
            guard line[index].isWord,
                index == line.startIndex || line[index - 1].isBlank || line[index - 1] == UInt8(ascii: "'")
            else {
                index += 1
                continue
            }
            let name = line.from(index).prefix { $0.isWord || $0 == UInt8(ascii: "\\") }
            let isNamed = line.has(": ", at: name.endIndex) || line.has(" in ", at: name.endIndex)
            let isOld = line.has("' with message '", at: name.endIndex) || line.has("' in ", at: name.endIndex)
            if isNamed || isOld {
                let start = isOld ? max(line.startIndex, index - 11) : index
                if TypeName.tells(name) || isOld { return start }
                if name.contains(UInt8(ascii: "\\")) { weak = weak ?? index }
            }
            index = name.endIndex
        }
        return weak
    }
}
