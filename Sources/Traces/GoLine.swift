import Model

/// A line of Go's traces.
enum GoLine {
    /// `panic: TEXT`; a panic during another one has a tab before.
    case panic(Bytes)
    /// `fatal error: TEXT` and what else the runtime ends with, the keyword apart.
    case fatal(keyword: Bytes, text: Bytes)
    /// What the runtime says before or after that: `runtime: sp=...`, `[signal SIGSEGV ...]`, `PC=... m=0`.
    case note
    /// `goroutine 18 [chan receive, 2 minutes]:`
    case goroutine(name: Bytes)
    /// `runtime stack:`, which is no goroutine's.
    case runtimeStack
    /// `PKG.FUNC(ARGS)`
    case call(GoCall)
    /// `created by PKG.FUNC in goroutine 1`
    case created(GoCall)
    /// `\tFILE:LINE +0x25`
    case place(file: Bytes, line: Int)
    /// `...12 frames elided...`; 0 where no number is printed.
    case elided(Int)
    /// `exit status 2`, or a processor's register.
    case trailer

    init?(_ line: Bytes) {
        guard let first = line.first else { return nil }
        switch first {
        case 0x09:
            if let text = line.dropping("\tpanic: ") { self = .panic(text) } else { self.init(place: line.trimmed) }
        case UInt8(ascii: "["):
            guard line.begins(with: "[signal SIG") else { return nil }
            self = .note
        case UInt8(ascii: "."): self.init(elision: line)
        case UInt8(ascii: "P"):
            guard line.begins(with: "PC=0x") else { return nil }
            self = .note
        case UInt8(ascii: "S"):
            guard Self.signals.contains(where: { line.begins(with: $0) }), let colon = line.find(": ") else {
                return nil
            }
            self = .fatal(keyword: line.upTo(colon), text: line.from(colon + 2))
        default:
            guard first.isWord else { return nil }
            self.init(word: line, first)
        }
    }

    private static let signals: [StaticString] = [
        "SIGQUIT: quit", "SIGABRT: abort", "SIGSEGV: segmentation violation", "SIGBUS: bus error",
        "SIGFPE: floating-point exception", "SIGILL: illegal instruction", "SIGTRAP: trace trap",
    ]

    private init?(word line: Bytes, _ first: UInt8) {
        if let start = Self.fixed(line, first) {
            self = start
        } else if let call = GoCall(line) {
            self = .call(call)
        } else {
            return nil
        }
    }

    private static func fixed(_ line: Bytes, _ first: UInt8) -> Self? {
        switch first {
        case UInt8(ascii: "p"):
            if let text = line.dropping("panic: ") { return .panic(text) }
        case UInt8(ascii: "f"):
            if let text = line.dropping("fatal error: ") { return .fatal(keyword: line.prefix(11), text: text) }
            if isRegister(line) { return .trailer }
        case UInt8(ascii: "r"):
            if line.equals("runtime stack:") { return .runtimeStack }
            if line.begins(with: "runtime: ") { return .note }
            if isRegister(line) { return .trailer }
        case UInt8(ascii: "s"): if line.begins(with: "signal arrived during ") { return .note }
        case UInt8(ascii: "u"): if line.begins(with: "unexpected fault address 0x") { return .note }
        case UInt8(ascii: "g"):
            if let name = goroutine(line) { return .goroutine(name: name) }
            if isRegister(line) { return .trailer }
        case UInt8(ascii: "c"):
            if let text = line.dropping("created by "), let call = GoCall(created: text) { return .created(call) }
            if isRegister(line) { return .trailer }
        case UInt8(ascii: "e"):
            if let code = line.dropping("exit status "), code.decimal != nil { return .trailer }
        default: break
        }
        return nil
    }

    /// `rax    0x0`
    private static func isRegister(_ line: Bytes) -> Bool {
        let name = line.prefix(while: \.isWord)
        let value = line.dropFirst(name.count)
        return name.count <= 6 && value.first == 0x20 && value.trimmedStart.begins(with: "0x") && !value.contains(0x2E)
            && value.trimmedStart.dropFirst(2).allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 6 }
    }

    /// `E1121 04:13:57.123456       1 runtime.go:79] Observed a panic: TEXT`, as Kubernetes' programs log it.
    static func observed(_ line: Bytes) -> Bytes? {
        guard line.first == UInt8(ascii: "E"), line.dropFirst().first?.isDigit == true,
            let mark = line.prefix(256).find("] Observed a panic: ")
        else { return nil }
        return line.from(mark + 20)
    }

    /// What stands behind `goroutine ` up to the state: a number, and details in a dump of a crash.
    static func goroutine(_ line: Bytes) -> Bytes? {
        guard let text = line.dropping("goroutine "), line.ends(with: "]:"), let state = text.find(" [") else {
            return nil
        }
        let number = text.prefix(while: \.isDigit)
        guard !number.isEmpty, number.endIndex <= state else { return nil }
        return number
    }

    private init?(place text: Bytes) {
        guard let colon = text.find(".go:").map({ $0 + 3 }) ?? text.find(".s:").map({ $0 + 2 }) else {
            // Code of another language, or without a file name.
            guard let found = Self.place(text, colon: text.lastIndex(of: UInt8(ascii: ":"))), text.contains(" +0x")
            else { return nil }
            self = found
            return
        }
        guard let found = Self.place(text, colon: colon) else { return nil }
        self = found
    }

    private static func place(_ text: Bytes, colon: Int?) -> Self? {
        guard let colon, colon > text.startIndex else { return nil }
        let rest = text.from(colon + 1)
        let digits = rest.prefix(while: \.isDigit)
        guard let number = digits.decimal else { return nil }
        let tail = rest.dropFirst(digits.count)
        guard tail.isEmpty || tail.begins(with: " +0x") || tail.begins(with: " fp=") else { return nil }
        return .place(file: text.upTo(colon), line: number)
    }

    private init?(elision line: Bytes) {
        guard let text = line.dropping("..."), line.ends(with: "frames elided...") else { return nil }
        self = .elided(text.prefix(while: \.isDigit).decimal ?? 0)
    }
}

/// The function of a frame: `PKG.FUNC`, `PKG.(*TYPE).METHOD`, `panic`.
struct GoCall {
    var package: Bytes?
    var function: Bytes

    /// `PKG.FUNC(ARGS)`
    init?(_ line: Bytes) {
        guard line.last == UInt8(ascii: ")"), let paren = line.lastIndex(of: UInt8(ascii: "(")) else { return nil }
        let name = line.upTo(paren)
        if name.equals("panic") { self.init(package: nil, function: name) } else { self.init(name: name) }
    }

    private init(package: Bytes?, function: Bytes) { (self.package, self.function) = (package, function) }

    /// Behind `created by `.
    init?(created text: Bytes) { self.init(name: text.splitFirst(" in goroutine ")?.before ?? text) }

    /// `PKG.FUNC` by itself, as errors with a stack print it. Only a name that a host or a file does not have.
    init?(bare line: Bytes) {
        guard line.count < 256, !line.contains(where: \.isBlank), !line.ends(with: ".go"),
            line.begins(with: "main.") || line.contains(UInt8(ascii: "/")) || Self.isStandard(line)
        else { return nil }
        self.init(name: line)
    }

    /// A package's path, whose last element ends at its first dot.
    init?(name: Bytes) {
        guard let first = name.first, first.isWord else { return nil }
        let bracket = name.firstIndex(of: UInt8(ascii: "[")) ?? name.endIndex
        let slash = name.upTo(bracket).lastIndex(of: UInt8(ascii: "/"))
        let start = slash.map { $0 + 1 } ?? name.startIndex
        guard let dot = name.from(start).firstIndex(of: UInt8(ascii: ".")), dot > start, dot + 1 < name.endIndex,
            name.allSatisfy(Self.isPart)
        else { return nil }
        let function = name.from(dot + 1)
        guard function.first?.isWord == true || function.begins(with: "(*") else { return nil }
        self.init(package: name.upTo(dot), function: function)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte.isWord || "./()*-~%[],".utf8.contains(byte)
    }

    func frame(file: Bytes?, line: Int?) -> Frame {
        Frame(
            method: function.text, type: package?.text, file: file?.text, line: line,
            isApplication: package.map { !Self.isStandard($0) } == true && !Self.isFetched(file))
    }

    private static func isFetched(_ file: Bytes?) -> Bool {
        guard let file else { return false }
        return file.contains("/pkg/mod/") || file.contains("/vendor/")
    }

    /// Whether a package is part of Go itself: its path's first element is.
    static func isStandard(_ package: Bytes) -> Bool {
        let element = package.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") }
        return standard.contains { element.equals($0) }
    }

    private static let standard: [StaticString] = [
        "runtime", "testing", "net", "sync", "syscall", "reflect", "os", "io", "fmt", "errors", "context", "time",
        "encoding", "bufio", "bytes", "strings", "strconv", "sort", "slices", "maps", "math", "crypto", "database",
        "html", "image", "internal", "log", "mime", "path", "regexp", "text", "unicode", "archive", "compress",
        "container", "debug", "embed", "expvar", "flag", "go", "hash", "index", "iter", "plugin", "unique", "vendor",
    ]
}

/// What the race detector prints: between two rulers, accesses with their frames.
enum GoRace {
    static func isRuler(_ line: Bytes) -> Bool { line.equals("==================") }
    static func isTitle(_ line: Bytes) -> Bool { line.equals("WARNING: DATA RACE") }

    /// `Read at 0x... by goroutine 7:`, `Previous write at ...`, `Goroutine 7 (running) created at:`
    static func isSection(_ line: Bytes) -> Bool {
        guard line.last == UInt8(ascii: ":"), let first = line.first, "RWPGA".utf8.contains(first) else { return false }
        return line.contains(" at 0x") || line.begins(with: "Goroutine ") && line.ends(with: "created at:")
    }

    /// `  F()`, with its place on the next line.
    static func call(_ line: Bytes) -> GoCall? {
        guard line.begins(with: "  "), let first = line.dropFirst(2).first, !first.isBlank else { return nil }
        return GoCall(line.trimmed)
    }

    static func place(_ line: Bytes) -> (file: Bytes, line: Int)? {
        guard line.begins(with: "      "), case .place(let file, let number) = GoLine(([0x09] + line.trimmed)[...])
        else { return nil }
        return (file, number)
    }
}
