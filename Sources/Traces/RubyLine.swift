import Model

/// A line of Ruby's traces, without the tags that a logger put before it.
enum RubyLine {
    /// `FILE:LINE:in 'METHOD': MESSAGE (CLASS)`; the place is the first frame.
    case header(RubyFrame, RubyTitle)
    /// `\tfrom FILE:LINE:in 'METHOD'`, or without the word before.
    case frame(RubyFrame)
    /// `\t   5: from FILE:LINE:in 'METHOD'`, the outermost first.
    case reversed(RubyFrame)
    /// `\t ... 10068 levels...`
    case elided(Int)
    /// `CLASS (MESSAGE):`, as Rails prints it; of a cause, below the frames of what it caused.
    case rails(RubyTitle, isCause: Bool)
    /// `Caused by: CLASS (MESSAGE)`, which comes again with its frames.
    case announced
    /// `#<Thread:0x... FILE:LINE run> terminated with exception (report_on_exception is true):`
    case thread

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        switch first {
        case 0x09: self.init(indented: line.trimmed)
        case UInt8(ascii: "#"):
            guard line.begins(with: "#<Thread:0x"), line.contains("> terminated with exception") else { return nil }
            self = .thread
        default:
            guard !first.isBlank else { return nil }
            if let found = Self.placed(line) {
                self = found
            } else if first.isUpper, let found = Self.titled(line) {
                self = found
            } else {
                return nil
            }
        }
    }

    private init?(indented text: Bytes) {
        if let rest = text.dropping("from ") {
            guard let frame = RubyFrame(rest, needsMethod: false) else { return nil }
            self = .frame(frame)
        } else if let rest = text.dropping("... ") {
            let digits = rest.prefix(while: \.isDigit)
            guard let count = digits.decimal, rest.dropFirst(digits.count).begins(with: " levels...") else {
                return nil
            }
            self = .elided(count)
        } else {
            let digits = text.prefix(while: \.isDigit)
            guard !digits.isEmpty, let rest = text.dropFirst(digits.count).dropping(": from "),
                let frame = RubyFrame(rest, needsMethod: false)
            else { return nil }
            self = .reversed(frame)
        }
    }

    private static func placed(_ line: Bytes) -> Self? {
        guard let place = SourcePlace(line) else { return nil }
        let rest = line.from(place.end)
        if rest.begins(with: ":in ") {
            if let frame = RubyFrame(line, needsMethod: true) { return .frame(frame) }
            guard let mark = rest.find("': "), let frame = RubyFrame(line.upTo(mark + 1), needsMethod: true) else {
                return nil
            }
            return RubyTitle(below: rest.from(mark + 3)).map { .header(frame, $0) }
        }
        // A template has no methods.
        if rest.isEmpty, templates.contains(where: { place.file.ends(with: $0) }) { return .frame(RubyFrame(place)) }
        guard let text = rest.dropping(": "), text.begins(with: "syntax error") || text.begins(with: "--> ") else {
            return nil
        }
        return .header(RubyFrame(place), RubyTitle(className: nil, message: text))
    }

    private static let templates: [StaticString] = [".erb", ".haml", ".slim", ".jbuilder"]

    private static func titled(_ line: Bytes) -> Self? {
        if line.begins(with: "Traceback (most") { return nil }
        if let text = line.dropping("Information for cause: ") {
            return RubyTitle(rails: text).map { .rails($0, isCause: true) }
        }
        if let text = line.dropping("Caused by: ") { return RubyTitle.constantEnd(text) != nil ? .announced : nil }
        let text = line.dropping("Information for: ") ?? line
        return RubyTitle(rails: text).map { .rails($0, isCause: false) }
    }

    /// Without `[request id] ` in front, which a tagged logger puts before each line.
    static func untagged(_ line: Bytes) -> Bytes {
        var line = line
        for _ in 0..<4 {
            guard line.first == UInt8(ascii: "["), let end = line.prefix(96).firstIndex(of: UInt8(ascii: "]")),
                end + 1 < line.endIndex, line[end + 1] == 0x20
            else { return line }
            line = line.from(end + 2)
        }
        return line
    }
}

/// `FILE:LINE[:in 'METHOD']`; the method's first quote is a backquote before Ruby 3.4.
struct RubyFrame {
    var file: Bytes
    var line: Int
    var method: Bytes?
    var type: Bytes?
    /// `block in ` and the like, before a method with its type.
    private var context: Bytes?

    init(_ place: SourcePlace) { (file, line) = (place.file, place.line) }

    /// Nil unless the whole text is one.
    init?(_ text: Bytes, needsMethod: Bool) {
        guard let place = SourcePlace(text), place.column == nil else { return nil }
        (file, line) = (place.file, place.line)
        let rest = text.from(place.end)
        if rest.isEmpty, !needsMethod { return }
        guard let quoted = rest.dropping(":in `") ?? rest.dropping(":in '"), quoted.count > 1,
            quoted.last == UInt8(ascii: "'"), !quoted.contains("': ")
        else { return nil }
        takeMethod(quoted.dropLast(), hasType: rest.begins(with: ":in '"))
    }

    private mutating func takeMethod(_ name: Bytes, hasType: Bool) {
        method = name
        guard hasType, let mark = name.findLast("#") ?? Self.lastDot(name) else { return }
        let before = name.upTo(mark)
        let start = before.lastIndex(of: 0x20).map { $0 + 1 } ?? before.startIndex
        guard before.from(start).first?.isUpper == true else { return }
        (context, type, method) = (before.upTo(start), before.from(start), name.from(mark + 1))
    }

    private static func lastDot(_ name: Bytes) -> Int? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot + 1 < name.endIndex else { return nil }
        return dot
    }

    var frame: Frame {
        Frame(
            method: method.map { (context?.text ?? "") + $0.text }, type: type?.text, file: file.text, line: line,
            isApplication: !Self.isLibrary(file))
    }

    private static func isLibrary(_ file: Bytes) -> Bool {
        file.begins(with: "<internal:") || file.contains("/gems/") || file.contains("/lib/ruby/")
            || file.contains("/rubygems/") || file.contains("/rubies/")
    }
}

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
