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
            // Sinatra and Rack put a tab in front of each frame.
            if let frame = RubyFrame(text, needsMethod: true) {
                self = .frame(frame)
                return
            }
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
        // A logger's own head, where it was given the frames one by one.
        if line.last == UInt8(ascii: "'"), line.dropFirst().begins(with: ", ["), let mark = line.find(" -- "),
            let colon = line.find(": ", from: mark)
        {
            let text = untagged(line.from(colon + 2))
            if RubyFrame(text, needsMethod: true) != nil { return text }
        }
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
