/// Class and message of an exception.
struct RubyTitle {
    var className: Bytes?
    var message: Bytes?
    /// Whether Rails printed it, with the message in parentheses; closed if they end on its line.
    private(set) var isRails = false
    private(set) var isClosed = false

    init(className: Bytes?, message: Bytes?) { (self.className, self.message) = (className, message) }

    /// Whether the name by itself tells that it is an exception's.
    var isTelling: Bool { className.map { TypeName.tells($0) || $0.contains("::") } == true }

    /// Behind the place: `MESSAGE (CLASS)`, or the class alone if the message is empty.
    init?(below text: Bytes) {
        let text = text.trimmedEnd
        if text.last == UInt8(ascii: ")"), let open = text.findLast(" ("), open > text.startIndex,
            Self.isConstant(text[(open + 2)..<(text.endIndex - 1)])
        {
            self.init(className: text[(open + 2)..<(text.endIndex - 1)], message: text.upTo(open))
        } else if Self.isConstant(text) {
            self.init(className: text, message: nil)
        } else if text.equals("unhandled exception") {
            self.init(className: nil, message: text)
        } else {
            return nil
        }
    }

    /// `CLASS (MESSAGE):`
    init?(rails text: Bytes) {
        let text = text.trimmedEnd
        guard let end = Self.constantEnd(text), text.has(" (", at: end) else { return nil }
        let message = text.from(end + 2)
        if message.ends(with: "):") {
            self.init(className: text.upTo(end), message: message.dropLast(2))
            (isRails, isClosed) = (true, true)
            return
        }
        // A message of several lines; then only the name tells.
        let name = text.upTo(end)
        guard TypeName.tells(name), name.contains("::") else { return nil }
        self.init(className: name, message: message)
        isRails = true
    }

    /// `#<CLASS: MESSAGE>` at the line's end, as Puma prints an exception.
    static func inspected(_ line: Bytes) -> (start: Int, title: Self)? {
        guard line.last == UInt8(ascii: ">"), let start = line.find("#<"), let end = constantEnd(line.from(start + 2)),
            line.has(": ", at: end)
        else { return nil }
        return (start, Self(className: line[(start + 2)..<end], message: line.from(end + 2).dropLast()))
    }

    /// `TIME - CLASS - MESSAGE:`, as Sinatra and Rack print it above the frames.
    static func dashed(_ line: Bytes) -> (start: Int, title: Self)? {
        guard LogHead.begins(line), line.last == UInt8(ascii: ":"), let mark = line.find(" - "),
            let end = constantEnd(line.from(mark + 3)), line.has(" - ", at: end)
        else { return nil }
        return (mark + 3, Self(className: line[(mark + 3)..<end], message: line.from(end + 3).dropLast()))
    }

    static func isConstant(_ text: Bytes) -> Bool { constantEnd(text) == text.endIndex }

    /// Behind `A::B` at the start.
    static func constantEnd(_ text: Bytes) -> Int? {
        var (index, atStart) = (text.startIndex, true)
        while index < text.endIndex {
            let byte = text[index]
            if atStart {
                guard byte.isUpper || byte >= 0x80 else { return nil }
                atStart = false
            } else if byte == UInt8(ascii: ":") {
                guard text.has("::", at: index), index + 2 < text.endIndex, text[index + 2].isUpper else { break }
                (index, atStart) = (index + 1, true)
            } else if !byte.isWord {
                break
            }
            index += 1
        }
        return atStart ? nil : index
    }
}
