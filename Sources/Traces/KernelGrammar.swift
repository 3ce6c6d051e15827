import Model

/// A line of the Linux kernel's log, with or without the seconds since the start in front.
enum KernelLine {
    /// What went wrong: a keyword, and the text.
    case start(keyword: Bytes?, text: Bytes)
    /// `------------[ cut here ]------------`
    case cut
    case callTrace
    /// `RIP: 0010:SYM+0xOFF/0xSIZE`
    case pointer(Frame?)
    /// ` SYM+0xOFF/0xSIZE [MODULE]`; one with a question mark is only what the stack holds.
    case frame(Frame, isReliable: Bool)
    /// Registers and other facts of the report.
    case detail
    /// `---[ end trace ... ]---`
    case end

    /// Without `[   12.345678] `.
    static func text(_ line: Bytes) -> Bytes {
        guard line.first == UInt8(ascii: "["), let end = line.prefix(24).firstIndex(of: UInt8(ascii: "]")),
            line[(line.startIndex + 1)..<end].trimmedStart.allSatisfy({ $0.isDigit || $0 == 0x2E }),
            line[..<end].contains(0x2E)
        else { return line }
        return line.from(end + 1).dropping(" ") ?? line.from(end + 1)
    }

    init?(_ text: Bytes) {
        guard let first = text.first else { return nil }
        if first == 0x20 || first == UInt8(ascii: "?") {
            guard let found = Self.frame(text.trimmed) else { return nil }
            self = found
        } else if text.begins(with: "------------[ cut here ]") {
            self = .cut
        } else if text.begins(with: "---[ end ") {
            self = .end
        } else if text.begins(with: "Call Trace:") || text.begins(with: "Call trace:") {
            self = .callTrace
        } else if let rest = text.dropping("RIP: 0010:") ?? text.dropping("pc : ") {
            self = .pointer(Self.symbol(rest))
        } else if let found = Self.started(text, first) {
            self = found
        } else if let frame = Self.symbol(text) {
            self = .frame(frame, isReliable: true)
        } else if Self.details.contains(where: { text.begins(with: $0) }) {
            self = .detail
        } else {
            return nil
        }
    }

    private static let starts: [StaticString] = [
        "BUG: ", "kernel BUG at ", "Unable to handle kernel ", "general protection fault", "watchdog: BUG: ",
        "Kernel panic - not syncing", "INFO: task ", "INFO: rcu_", "divide error: ", "invalid opcode: ",
        "stack segment: ",
        "WARNING: CPU: ", "Oops: ", "Internal error: Oops", "Out of memory: Killed process ",
    ]

    /// What `text` is if it begins a report; in order of what an ordinary line costs.
    static func opening(_ text: Bytes, _ first: UInt8) -> Self? {
        if first == UInt8(ascii: "-") { return text.begins(with: "------------[ cut here ]") ? .cut : nil }
        return started(text, first)
    }

    private static func started(_ text: Bytes, _ first: UInt8) -> Self? {
        guard let start = starts.first(where: { $0.utf8Start.pointee == first && text.begins(with: $0) }) else {
            return nil
        }
        if first == UInt8(ascii: "I"), text.begins(with: "INFO: task "), !text.contains(" blocked for more than ") {
            return nil
        }
        let isWord = start.utf8CodeUnitCount < 9 && text.prefix(start.utf8CodeUnitCount).ends(with: ": ")
        let keyword = isWord ? text.prefix(start.utf8CodeUnitCount - 2) : nil
        return .start(keyword: keyword, text: isWord ? text.dropFirst(start.utf8CodeUnitCount) : text)
    }

    private static let details: [StaticString] = [
        "#PF: ", "PGD ", "CPU: ", "Hardware name: ", "Workqueue: ", "Code: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ",
        "R10: ",
        "R13: ", "FS: ", "CS: ", "CR2: ", "DR0: ", "DR3: ", "PKRU: ", "Modules linked in:", "note: ", "EFLAGS: ",
        "RIP: 0033:", "ORIG_RAX: ", "Tainted: ", "Kernel Offset: ", "Oops: ", "SMP ", "Mem abort info:", "Comm: ",
        "pstate: ", "lr : ", "sp : ", "x29: ", "Mem-Info:", "Rebooting in ", "Kernel panic - not syncing", "R08: ",
        "RBX: ",
        "task:", "\"echo 0 >", "Not tainted ",
    ]

    private static func frame(_ text: Bytes) -> Self? {
        if text.first == UInt8(ascii: "<") {
            return text.last == UInt8(ascii: ">") && text.count < 24
                ? .detail
                : Self.symbol(behindAddress(text)).map {
                    .frame($0, isReliable: true)
                }
        }
        if let rest = text.dropping("? ") { return symbol(rest).map { .frame($0, isReliable: false) } }
        return symbol(text).map { .frame($0, isReliable: true) } ?? .detail
    }

    private static func behindAddress(_ text: Bytes) -> Bytes {
        text.firstIndex(of: UInt8(ascii: "]")).map { text.from($0 + 1).trimmedStart } ?? text
    }

    /// `SYM+0xOFF/0xSIZE [MODULE]`
    private static func symbol(_ text: Bytes) -> Frame? {
        let name = text.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
        let rest = text.from(name.endIndex)
        guard !name.isEmpty, let offset = rest.dropping("+0x"), let slash = offset.find("/0x"),
            offset.upTo(slash).allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 6 })
        else { return nil }
        var module: Bytes?
        if let open = offset.find(" ["), let close = offset.from(open).firstIndex(of: UInt8(ascii: "]")) {
            module = offset[(open + 2)..<close].prefix { $0 != 0x20 }
        }
        return Frame(method: name.text, type: module?.text, isApplication: module != nil)
    }
}

/// Reports of the Linux kernel: what went wrong, registers, and the calls that led there.
struct KernelGrammar: TraceGrammar {
    private static let linesMax = 400

    /// How many lines the open report has; nil if none is open.
    private var lineCount: Int?

    var isOpen: Bool { lineCount != nil }

    static func cue(_ first: UInt8) -> Bool { "[BkUgKIwdis-".utf8.contains(first) }
    static var loneWords: LoneWords { LoneWords(beforeColon: ["BUG", "Oops", "not syncing"]) }

    mutating func step(_ line: Bytes) -> Verdict {
        let text = KernelLine.text(line)
        guard let count = lineCount, count < Self.linesMax else { return open(text) }
        if line.isBlank { return .pending }
        switch KernelLine(text) {
        case .end:
            lineCount = nil
            return .continues
        case .cut: return open(text)
        case .start, .callTrace, .pointer, .frame, .detail:
            lineCount = count + 1
            return .continues
        case nil: return open(text)
        }
    }

    private mutating func open(_ text: Bytes) -> Verdict {
        lineCount = nil
        guard let first = text.first, "BkUgwKIdis-".utf8.contains(first) else { return .none }
        switch KernelLine.opening(text, first) {
        case .start:
            // Words that other programs begin lines with, too.
            guard !text.begins(with: "Oops: "), !text.begins(with: "WARNING: ") else { return .none }
            if text.begins(with: "BUG: "), !text.contains("kernel"), !text.contains(" at ") { return .none }
        case .cut: break
        case .callTrace, .pointer, .frame, .detail, .end, nil: return .none
        }
        lineCount = 0
        return .opensStandalone
    }

    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        var grammar = Self()
        let first = lines.firstIndex { grammar.step($0) == .opensStandalone }
        guard let first else { return nil }
        var (thrown, last, evidence, isInTrace) = (Thrown(), first, 1, false)
        for number in first..<lines.count {
            switch KernelLine(KernelLine.text(lines[number])) {
            case .start(let keyword, let text):
                guard thrown.message == nil else { break }
                (thrown.className, thrown.message) = (keyword?.text, text.text)
            case .callTrace: isInTrace = thrown.frames.count < TraceLimits.framesMax
            case .pointer(let frame): if !isInTrace, thrown.frames.isEmpty, let frame { thrown.append(frame) }
            case .frame(let frame, let isReliable): if isInTrace, isReliable { thrown.append(frame) }
            case .cut, .detail, .end, nil: break
            }
            if !lines[number].isBlank { last = number }
        }
        evidence += thrown.frames.count * 2
        guard thrown.message != nil else { return nil }
        let column = KernelLine.text(lines[first]).startIndex - lines[first].startIndex
        let trace = Trace(language: TraceLanguage.kernel.rawValue, exception: thrown)
        return ParsedTrace(trace: trace, firstLine: first, column: column, lastLine: last, evidence: evidence)
    }
}
