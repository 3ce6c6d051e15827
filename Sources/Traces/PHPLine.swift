import Model

/// `#N FILE(LINE): [CLASS(->|::)]FUNCTION(ARGUMENTS)`, `#N [internal function]: ...` or `#N {main}`.
struct PHPFrame {
    private var file: Bytes?
    private var line: Int?
    private var call: Bytes

    /// Also of a frame whose arguments go on in the next line.
    init?(_ text: Bytes) {
        guard text.first == UInt8(ascii: "#") else { return nil }
        let number = text.dropFirst().prefix(while: \.isDigit)
        guard (1...7).contains(number.count), let rest = text.dropFirst(1 + number.count).dropping(" ") else {
            return nil
        }
        if let call = rest.dropping("[internal function]: ") {
            self.call = call
        } else if rest.trimmedEnd.equals("{main}") {
            call = rest.trimmedEnd
        } else {
            guard let (file, line, call) = Self.place(rest) else { return nil }
            (self.file, self.line, self.call) = (file, line, call)
        }
    }

    var isMain: Bool { call.equals("{main}") }

    /// Whether the arguments end in this line.
    var isComplete: Bool { isMain || call.trimmedEnd.last == UInt8(ascii: ")") || !call.contains(UInt8(ascii: "(")) }

    /// `FILE(LINE): CALL`; a file may have parentheses of its own.
    private static func place(_ text: Bytes) -> (Bytes, Int, Bytes)? {
        var from = text.startIndex
        while let end = text.find("): ", from: from) {
            var open = end
            while open > text.startIndex, text[open - 1].isDigit { open -= 1 }
            if open < end, open > text.startIndex + 1, text[open - 1] == UInt8(ascii: "("),
                let line = text[open..<end].decimal
            {
                return (text.upTo(open - 1), line, text.from(end + 3))
            }
            from = end + 1
        }
        return nil
    }

    func frame(unescaping: Bool) -> Frame {
        let isApplication = file.map { !$0.contains("/vendor/") && !$0.contains("\\vendor\\") } ?? false
        // The name of a closure may tell its place, with signs that otherwise divide.
        let nameEnd = call.find("{closure:").flatMap { call.find("}(", from: $0) }.map { $0 + 1 }
        let open = nameEnd ?? call.firstIndex(of: UInt8(ascii: "(")) ?? call.endIndex
        var (type, method): (Bytes?, Bytes) = (nil, call.upTo(open))
        let searched = method.upTo(method.find("{closure") ?? method.endIndex)
        if let mark = searched.find("->") ?? searched.find("::") {
            (type, method) = (method.upTo(mark), method.from(mark + 2))
        }
        let text = { (bytes: Bytes) in unescaping ? PHPText.unescaped(bytes).text : bytes.text }
        return Frame(
            method: text(method), type: type.map(text), file: file.map(text), line: line,
            parameters: arguments(from: open).map(text), isApplication: isApplication)
    }

    private func arguments(from open: Int) -> Bytes? {
        guard open < call.endIndex else { return nil }
        let inner = call.from(open + 1).trimmedEnd
        let text = inner.last == UInt8(ascii: ")") ? inner.dropLast() : inner
        return text.isEmpty ? nil : text
    }
}

/// Pieces of PHP's messages.
enum PHPText {
    /// What stands in front of ` in FILE:LINE` at the end, or of ` at FILE:LINE`.
    static func splitPlace(_ text: Bytes, _ word: StaticString = " in ") -> (before: Bytes, place: Thrown.Location)? {
        guard let mark = text.findLast(word) else { return nil }
        return place(text.from(mark + word.utf8CodeUnitCount)).map { (text.upTo(mark), $0) }
    }

    private static func place(_ text: Bytes) -> Thrown.Location? {
        let text = text.trimmedEnd
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")), colon > text.startIndex,
            let line = text.from(colon + 1).decimal
        else { return nil }
        return Thrown.Location(file: text.upTo(colon).text, line: line)
    }

    /// `MSG in FILE on line N`
    static func splitOnLine(_ text: Bytes) -> (message: Bytes, place: Thrown.Location)? {
        let text = text.trimmedEnd
        guard let mark = text.findLast(" on line "), let line = text.from(mark + 9).decimal,
            let place = text.findLast(" in ", before: mark)
        else { return nil }
        return (text.upTo(place), Thrown.Location(file: text[(place + 4)..<mark].text, line: line))
    }

    /// Whether the line ends with ` on line N`.
    static func endsOnLine(_ text: Bytes) -> Bool {
        let text = text.trimmedEnd
        var end = text.endIndex
        while end > text.startIndex, text[end - 1].isDigit { end -= 1 }
        return end < text.endIndex && text.upTo(end).ends(with: " on line ")
    }

    private static let kinds: [StaticString] = [
        "Fatal error", "Warning", "Notice", "Deprecated", "Parse error", "Recoverable fatal error",
        "Catchable fatal error",
        "Strict Standards", "Core error", "Core warning", "Compile error", "Compile warning", "User error",
        "User warning",
        "User notice", "User deprecated",
    ]

    /// Behind `Warning: ` and its likes; in a log, two blanks follow the colon.
    static func afterKind(_ text: Bytes, inLog: Bool) -> Bytes? {
        for kind in kinds {
            guard let rest = text.dropping(kind) else { continue }
            if let message = inLog ? rest.dropping(":  ") : rest.dropping(": ") { return message.trimmedStart }
        }
        return nil
    }

    /// An error's announcement: where it begins, and the text behind `PHP Fatal error:  `.
    static func announcement(_ line: Bytes) -> (start: Int, text: Bytes)? {
        var from = line.startIndex
        // What a server writes in front is short.
        let head = line.prefix(512)
        while let mark = head.find("PHP ", from: from) {
            if let text = afterKind(line.from(mark + 4), inLog: true) { return (mark, text) }
            from = mark + 4
        }
        return afterKind(line, inLog: false).map { (line.startIndex, $0) }
    }

    /// Without the backslashes of a JSON string.
    static func unescaped(_ text: Bytes) -> Bytes {
        guard text.contains(UInt8(ascii: "\\")) else { return text }
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.endIndex, "\\\"/".utf8.contains(text[index + 1]) {
                index += 1
            }
            bytes.append(text[index])
            index += 1
        }
        return bytes[...]
    }

    /// `PHP   1. main() FILE:LINE` or `    0.0004     400000   1. main() FILE:LINE`, as Xdebug prints a call.
    static func xdebugCall(_ line: Bytes) -> Bytes? {
        var rest: Bytes
        if let mark = line.prefix(256).find("PHP  ") {
            rest = line.from(mark + 3).trimmedStart
        } else {
            guard line.first?.isBlank == true else { return nil }
            rest = line.trimmedStart
            for _ in 0..<2 {
                let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
                guard !number.isEmpty, number.last != UInt8(ascii: ".") else { break }
                rest = rest.dropFirst(number.count).trimmedStart
            }
        }
        let digits = rest.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        return rest.dropFirst(digits.count).dropping(". ")
    }

    static func isXdebugStack(_ line: Bytes) -> Bool {
        let text = line.trimmedEnd
        return text.ends(with: "PHP Stack trace:") || text.equals("Call Stack:")
    }
}
