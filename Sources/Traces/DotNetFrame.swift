import Model

/// `   at QUALIFIED(PARAMETERS)[ in PATH:line N]`, or Mono's `  at QUALIFIED (PARAMETERS) [0xHEX] in PATH:N `.
///
/// The words are translated in a localised .NET Framework, so below a header any word may stand for `at`.
struct DotNetFrame {
    private var qualified: Bytes
    private var parameters: Bytes
    private var file: Bytes?
    private var line: Int?
    /// Whether there is an address only, as of code that was compiled ahead.
    private var isUnnamed = false

    /// Nil unless the whole line is one. `anyWord`: below a header.
    init?(_ text: Bytes, anyWord: Bool) {
        if text.last == UInt8(ascii: ")"), text.first?.isWord == true, text.dropLast().last?.isDigit == true {
            self.init(unity: text)
            return
        }
        let indent = text.indent
        guard indent >= 2 || (indent == 1 && text.first == 0x09) else { return nil }
        let content = text.from(text.startIndex + indent)
        guard let call = content.dropping("at ") ?? (anyWord ? Self.behindWord(content) : nil) else { return nil }
        self.init(call: call, needsDot: !anyWord || !content.begins(with: "at "))
    }

    /// `QUALIFIED (PARAMETERS) (at PATH:N)`, as Unity's editor prints it.
    private init?(unity text: Bytes) {
        guard let place = text.findLast(" (at "), let (path, number) = text.from(place + 5).dropLast().splitLast(":"),
            let line = number.decimal, path.contains(UInt8(ascii: "/")) || path.first == UInt8(ascii: "<")
        else { return nil }
        self.init(call: text.upTo(place), needsDot: false)
        guard file == nil else { return nil }
        // `<hash>:0` of an assembly without symbols is no file.
        if path.first != UInt8(ascii: "<") { (file, self.line) = (path, line) }
    }

    private init?(call: Bytes, needsDot: Bool) {
        var call = Self.withoutEnd(call.trimmedEnd)
        if call.contains("!<BaseAddress>+0x") {
            (qualified, parameters, isUnnamed) = (call, call.suffix(0), true)
            return
        }
        if call.begins(with: "(wrapper "), let (_, rest) = call.splitFirst(") ") { call = rest }
        guard let open = call.firstIndex(of: UInt8(ascii: "(")), let close = Self.closing(call, open) else {
            return nil
        }
        qualified = call.upTo(open).trimmedEnd
        parameters = call[(open + 1)..<close]
        guard Self.mayBeName(qualified, needsDot: needsDot), Self.mayBeParameters(parameters) else { return nil }
        guard takePlace(call.from(close + 1)) else { return nil }
    }

    /// A letters-only word, as `bei` or `場所`.
    private static func behindWord(_ text: Bytes) -> Bytes? {
        let word = text.prefix { $0.isLetter || $0 >= 0x80 }
        guard (1...16).contains(word.count) else { return nil }
        return text.dropFirst(word.count).dropping(" ")
    }

    private static func withoutEnd(_ call: Bytes) -> Bytes {
        var call = call
        while call.ends(with: "<---") { call = call.dropLast(4).trimmedEnd }
        return call
    }

    private static func closing(_ call: Bytes, _ open: Int) -> Int? {
        var depth = 0
        for index in open..<call.endIndex {
            if call[index] == UInt8(ascii: "(") { depth += 1 }
            guard call[index] == UInt8(ascii: ")") else { continue }
            depth -= 1
            if depth == 0 { return index }
        }
        return nil
    }

    private static func mayBeName(_ name: Bytes, needsDot: Bool) -> Bool {
        guard let first = name.first, first.isWord || first == UInt8(ascii: "<") else { return false }
        guard !needsDot || name.contains(UInt8(ascii: ".")), name.last != UInt8(ascii: ".") else { return false }
        // No other language has blanks in brackets only.
        var depth = 0
        for byte in name {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ">"): depth -= 1
            case 0x20, UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "\""): if depth <= 0 { return false }
            default: break
            }
        }
        return true
    }

    /// Neither a place of Node nor one of Java.
    private static func mayBeParameters(_ text: Bytes) -> Bool {
        if text.equals("Native Method") || text.equals("Unknown Source") || text.equals("native") { return false }
        if text.first == UInt8(ascii: "<") || text.contains(UInt8(ascii: "/")) { return false }
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")), colon + 1 < text.endIndex else { return true }
        return !text[colon + 1].isDigit
    }

    /// What stands behind the parameters.
    private mutating func takePlace(_ tail: Bytes) -> Bool {
        if tail.isBlank { return true }
        guard tail.first == 0x20 else { return false }
        var rest = tail.trimmed
        if rest.begins(with: "+ 0x") { return true }
        if rest.begins(with: "[0x") {
            guard let (_, place) = rest.splitFirst("] ") else { return rest.last == UInt8(ascii: "]") }
            rest = place
        }
        guard let blank = rest.firstIndex(of: 0x20) else { return false }
        rest = rest.from(blank + 1)
        if rest.last == UInt8(ascii: ".") { rest = rest.dropLast() }
        let digits = rest.count - (rest.lastIndex { !$0.isDigit }.map { $0 + 1 - rest.startIndex } ?? 0)
        guard digits > 0, let number = rest.suffix(digits).decimal,
            let colon = rest.dropLast(digits).lastIndex(of: UInt8(ascii: ":"))
        else { return false }
        // Between the colon and the number at most the word for `line` stands.
        guard rest.endIndex - digits - colon <= 24 else { return false }
        let path = rest.upTo(colon)
        // `<hash>:0` of Mono is no file.
        if path.first != UInt8(ascii: "<") { (file, line) = (path, number) }
        return true
    }

    var frame: Frame {
        var (type, method): (Bytes?, Bytes) = (nil, qualified)
        var generic: Bytes?
        if let dot = lastDot { (type, method) = (qualified.upTo(dot), qualified.from(dot + 1)) }
        if method.last == UInt8(ascii: "]"), let bracket = method.firstIndex(of: UInt8(ascii: "[")) {
            generic = method.from(bracket + 1).dropLast()
            method = method.upTo(bracket)
        }
        return Frame(
            method: method.text, type: type?.text, file: file?.text, line: line,
            parameters: parameters.isEmpty ? nil : parameters.text, genericArguments: generic?.text,
            isApplication: !isUnnamed && !Self.libraries.contains { qualified.begins(with: $0) })
    }

    /// The dot between type and method; names of constructors begin with one, and compilers put names into `<>`.
    private var lastDot: Int? {
        var (depth, found): (Int, Int?) = (0, nil)
        for index in qualified.indices {
            switch qualified[index] {
            case UInt8(ascii: "["), UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ">"): depth -= 1
            case UInt8(ascii: "."):
                if depth <= 0, index > qualified.startIndex, qualified[index - 1] != UInt8(ascii: ".") { found = index }
            default: break
            }
        }
        return found
    }

    private static let libraries: [StaticString] = [
        "System.", "Microsoft.", "Mono.", "Interop.", "Internal.", "Newtonsoft.Json.", "Npgsql.", "Dapper.",
        "AutoMapper.",
        "MediatR.", "Autofac.", "Castle.", "Serilog.", "NLog.", "log4net.", "Grpc.", "StackExchange.Redis.",
        "MySql.Data.",
        "MySqlConnector.", "RabbitMQ.Client.", "Polly.", "FluentValidation.", "Hangfire.", "MassTransit.", "Quartz.",
        "Windows.", "MS.", "NUnit.", "Xunit.", "lambda_method",
    ]
}
