import Model

/// A line of Lua's traces.
enum LuaLine {
    /// `lua5.4: FILE:LINE: MESSAGE`, as the interpreter prints it.
    case announced(Bytes)
    case traceback
    /// `\tFILE:LINE: in function 'NAME'`
    case frame(Frame)
    /// `\t...\t(skipping N levels)`
    case elided(Int)
    /// `coroutine 0:`, as OpenResty prints before each stack.
    case coroutine

    init?(_ line: Bytes) {
        switch line.first {
        case 0x09: self.init(indented: line.trimmed)
        case UInt8(ascii: "l"):
            guard line.begins(with: "lua"), let colon = line.prefix(24).firstIndex(of: UInt8(ascii: ":")),
                line.has(": ", at: colon),
                line[(line.startIndex + 3)..<colon].allSatisfy({ $0.isDigit || $0 == 0x2E || "jit-".utf8.contains($0) })
            else { return nil }
            let text = line.from(colon + 2)
            guard Self.place(text)?.start == text.startIndex || text.begins(with: "(error object is ") else {
                return nil
            }
            self = .announced(text)
        case UInt8(ascii: "s"):
            guard line.trimmedEnd.equals("stack traceback:") else { return nil }
            self = .traceback
        case UInt8(ascii: "c"):
            guard line.begins(with: "coroutine "), line.last == UInt8(ascii: ":"), line.count < 20 else { return nil }
            self = .coroutine
        default: return nil
        }
    }

    private init?(indented text: Bytes) {
        if let rest = text.dropping("...") {
            guard rest.trimmedStart.begins(with: "(") || rest.isEmpty else { return nil }
            self = .elided(rest.drop { !$0.isDigit }.prefix(while: \.isDigit).decimal ?? 0)
            return
        }
        var text = text
        // What nginx adds to the last line.
        if let end = text.find(", client: ") { text = text.upTo(end) }
        guard let mark = text.find(": in ") ?? text.find(": at 0x") else {
            guard text.equals("[C]: ?") || text.begins(with: "(...tail call") || text.equals("(tail call): ?")
            else { return nil }
            self = .frame(Frame(method: text.equals("[C]: ?") ? "?" : text.text, isApplication: false))
            return
        }
        let place = text.upTo(mark)
        let name = text.from(mark + 2).dropping("in ") ?? Bytes([UInt8(ascii: "?")])
        let isNative = place.equals("[C]") || place.equals("[builtin") || place.begins(with: "[builtin#")
        guard let split = place.splitLast(":"), let number = split.after.decimal else {
            guard isNative else { return nil }
            self = .frame(Frame(method: Self.function(name).text, isApplication: false))
            return
        }
        self = .frame(
            Frame(
                method: Self.function(name).text, file: split.before.text, line: number,
                isApplication: !isNative && !split.before.contains("/share/lua/")
                    && !split.before.contains("/lualib/resty/")))
    }

    /// `function 'NAME'`, `function <FILE:LINE>`, `main chunk`, `?`
    private static func function(_ text: Bytes) -> Bytes {
        if let open = text.firstIndex(where: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "`") }),
            let close = text.lastIndex(of: UInt8(ascii: "'")), close > open
        {
            return text[(open + 1)..<close]
        }
        return text.dropping("function ") ?? text
    }

    /// Where `FILE.lua:LINE: ` or `[string "..."]:LINE: ` stands first.
    static func place(_ line: Bytes) -> (start: Int, SourcePlace, message: Bytes)? {
        for mark in [line.find(".lua:").map { $0 + 4 }, line.find("\"]:").map { $0 + 2 }].compactMap(\.self).sorted() {
            let before = line.upTo(mark)
            let start =
                before.last == UInt8(ascii: "]")
                ? before.findLast("[string \"") ?? before.startIndex
                : before.lastIndex(of: 0x20).map { $0 + 1 } ?? before.startIndex
            let digits = line.from(mark + 1).prefix(while: \.isDigit)
            guard let number = digits.decimal, line.has(": ", at: digits.endIndex) else { continue }
            let place = SourcePlace(file: line[start..<mark], line: number, end: digits.endIndex)
            return (start, place, line.from(digits.endIndex + 2))
        }
        return nil
    }
}

/// Lua's traces: the message with its place, `stack traceback:`, and frames behind a tab.
struct LuaGrammar: TraceGrammar {
    private var state = HeadedState.closed

    var isOpen: Bool { state.isOpen }

    static func cue(_ first: UInt8) -> Bool {
        first == 0x09 || first == UInt8(ascii: "l") || first == UInt8(ascii: "s")
    }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["runtime error"], opening: ["lua"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        if isOpen, line.isBlank { return .pending }
        switch LuaLine(line) {
        case .announced: return state.open()
        case .traceback, .frame: return state.takeFrame()
        case .elided, .coroutine: return isOpen ? .continues : .none
        case nil: return state.takeText(line, isBelow: false)
        }
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        for (number, line) in lines.enumerated() {
            switch LuaLine(line) {
            case .announced(let text): return read(lines, number, text, line.startIndex)
            case .traceback, .frame:
                let above = lines[..<number].firstIndex { LuaLine.place($0) != nil } ?? max(0, number - 1)
                guard above < number else { return read(lines, number, line.prefix(0), line.startIndex) }
                let start = LuaLine.place(lines[above])?.start ?? LogText.message(lines[above]).startIndex
                return read(lines, above, lines[above].from(start), start)
            case .elided, .coroutine, nil: continue
            }
        }
        return nil
    }

    private static func read(_ lines: [Bytes], _ number: Int, _ text: Bytes, _ start: Int) -> ParsedTrace? {
        var (thrown, message, last, evidence) = (Thrown(), [text], number, 1)
        if let (_, place, rest) = LuaLine.place(text) {
            thrown.location = Thrown.Location(file: place.file.text, line: place.line)
            message = [rest]
        }
        var isInMessage = true
        for next in (text.isEmpty ? number : number + 1)..<max(number + 1, lines.count) {
            switch LuaLine(lines[next]) {
            case .frame(let frame):
                thrown.append(frame)
                (isInMessage, evidence) = (false, evidence + 2)
            case .elided(let count): thrown.elidedFrames += count
            case .traceback: (isInMessage, evidence) = (false, evidence + 1)
            case .coroutine, .announced: break
            case nil: if isInMessage, message.count < TraceLimits.messageLinesMax { message.append(lines[next]) }
            }
            if !lines[next].isBlank { last = next }
        }
        while message.last?.isBlank == true { message.removeLast() }
        // An interpreter's line by itself needs a place.
        guard evidence > 1 || thrown.location != nil else { return nil }
        if !message.isEmpty { thrown.message = joinedLines(message) }
        let trace = Trace(language: TraceLanguage.lua.rawValue, exception: thrown)
        return ParsedTrace(
            trace: trace, firstLine: number, column: start - lines[number].startIndex, lastLine: last,
            evidence: evidence)
    }
}
