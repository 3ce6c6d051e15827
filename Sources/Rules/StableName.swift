import Model

/// Names of code without what compilers, runtimes and proxies count anew: lambda and proxy counters, addresses, hashes.
enum StableName {
    /// A frame's function: its type, or in its place the file that it stands in, and its method.
    struct Function {
        var type: String?
        var method: String

        /// `com.acme.Gateway.charge`.
        var whole: String { type.map { "\($0).\(method)" } ?? method }
    }

    static func frame(_ frame: Frame) -> Function {
        let type = frame.type.map(Self.type) ?? frame.file.flatMap(module)
        guard let method = frame.method else { return Function(type: nil, method: type ?? "<anonymous>") }
        // The state machine of an async method or an iterator: what it was made of is the method.
        if method == "MoveNext", let type, let maker = type.between("<", and: ">"), !maker.isEmpty {
            let outer = type.prefix { $0 != "<" }
            return Function(type: String(outer.dropLast(outer.isEmpty ? 0 : 1)).nonEmpty, method: maker)
        }
        return Function(type: type, method: Self.method(method))
    }

    /// `com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b3c4d` is `com.acme.Orders$$EnhancerBySpringCGLIB`.
    static func type(_ name: String) -> String {
        var bytes = Array(name.utf8)[...]
        for mark in generatedTypeMarks {
            if let end = bytes.end(of: mark) { bytes = bytes[..<end] }
        }
        let isPlain = bytes.count == name.utf8.count && !name.mayHoldAddress
        return withoutClassCounters(isPlain ? name : withoutAddresses(String(decoding: bytes, as: UTF8.self)))
    }

    /// Compilers for the JVM count classes without a name: `ShopKt$pay$2$1` is `ShopKt$pay`; and Groovy counts
    /// closures and scripts.
    private static func withoutClassCounters(_ name: String) -> String {
        var name = name
        if name.utf8.contains(UInt8(ascii: "$")) {
            let parts = name.split(separator: "$", omittingEmptySubsequences: false)
            // Behind a function's name only; Java's `Main$2` is a class of the programmer's.
            if parts.dropFirst().contains(where: { $0.first?.isLowercase == true }) {
                name = parts.filter { $0.isEmpty || !$0.allSatisfy(\.isNumber) }.joined(separator: "$")
            }
            name.replace(/_closure[0-9]+/, with: "_closure")
        }
        if name.hasPrefix("Script") || name.hasPrefix("script") {
            name.replace(/^([Ss]cript)[0-9]+(?=$|\$)/) { String($0.output.1) }
        }
        return name
    }

    /// `lambda$main$3` is `lambda$main`, `<Main>b__0_1` is `<Main>b`.
    static func method(_ name: String) -> String {
        // Nearly all names are plain, and these characters are in all others.
        guard name.utf8.contains(where: { "$<{@_0.-".utf8.contains($0) }) || name.hasPrefix("Gen") else { return name }
        var name = name
        for mark in countedMethodMarks where name.contains(mark) { name = name.withoutTrailingCounters }
        // Kotlin's, of a function within a function too.
        if let mark = name.firstRange(of: "$lambda$") { name = name[..<mark.lowerBound] + "$lambda" }
        if name.hasPrefix("<"), let close = name.lastIndex(of: ">") {
            name = String(name[...close]) + String(name[name.index(after: close)...]).withoutCompilerCounters
        }
        for mark in compilerMarks {
            if let found = name.firstRange(of: mark) { name = String(name[..<found.lowerBound]) }
        }
        name.replace(/-fun-[0-9]+-/, with: "-fun-")
        name.replace(/:[0-9]+>/, with: ">")
        // PHP 8.4 names a closure after its place.
        if let place = name.firstRange(of: "{closure:") { name = name[..<place.lowerBound] + "{closure}" }
        for mark in ["lambda_method", "GeneratedMethod"] where name.hasPrefix(mark) { name = mark }
        return withoutAddresses(name)
    }

    /// Whether a class is a type's name, and not a runtime's word for all that can fail: `panic`, `Fatal error`.
    static func isType(_ name: String) -> Bool {
        guard !name.contains(" "), let first = name.first else { return false }
        return first.isUppercase || name.contains { ".:\\$".contains($0) }
    }

    /// What a message says at each run: without numbers and without a quoted value at its end. A mere number is a code.
    static func message(_ text: String) -> String {
        guard text.contains(where: \.isLetter) else { return String(text.prefix(messageCharactersMax)) }
        var text = text
        if let value = text.firstRange(of: ": \"") { text = String(text[..<value.lowerBound]) }
        text.replace(/0x[0-9a-fA-F]+|[0-9]+/, with: "0")
        return String(text.prefix(messageCharactersMax))
    }

    private static let messageCharactersMax = 200

    /// The file's own name, since directories change from release to release. Code that was made while the program ran
    /// has a number for its name: `(eval 12)`, `<ipython-input-3>`.
    static func file(_ path: String) -> String {
        guard let first = path.first, "(<".contains(first) else {
            return path.split { "/\\".contains($0) }.last.map { String($0) } ?? path
        }
        return path.replacing(/[ -]?[0-9]+/, with: "")
    }

    /// The last part of a qualified name: `PaymentException`.
    static func short(_ name: String) -> String {
        let end =
            name.firstIndex { "[<(`".contains($0) }.map { $0 > name.startIndex ? $0 : name.endIndex } ?? name.endIndex
        let last = name[..<end].split { ".\\$+/".contains($0) }.last { $0.first.map { !$0.isNumber } ?? false }
        return last.map { String($0) } ?? name
    }

    /// The file's name without directory and ending, for languages that print no type.
    private static func module(_ file: String) -> String? {
        let name = Self.file(file)
        let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? String(name[..<$0]) : name } ?? name
        return stem.nonEmpty
    }

    /// Behind each of these comes a number or a hash.
    private static let generatedTypeMarks = [
        "$$Lambda", "$$EnhancerBySpringCGLIB", "$$EnhancerByCGLIB", "$$FastClassBySpringCGLIB", "$$FastClassByCGLIB",
        "$$SpringCGLIB", "$$EnhancerByGuice", "$$FastClassByGuice", "$$Proxy", "$Proxy", "_$$_jvst", "$HibernateProxy",
        "$HibernateBasicProxy", "$ByteBuddy", "$MockitoMock", "_$$_WeldClientProxy", "_$$_WeldSubclass",
        "GeneratedMethodAccessor", "GeneratedConstructorAccessor", "GeneratedSerializationConstructorAccessor",
        "c__DisplayClass", "class@anonymous", "<>f__AnonymousType", "__escript",
    ].map { Array($0.utf8) }

    /// What compilers of machine code add to the name of a function that they copied or cut, with a number behind.
    private static let compilerMarks = [".isra.", ".part.", ".constprop.", ".cold", ".lto_priv.", ".llvm."]

    private static let countedMethodMarks = ["lambda$", "$anonfun$", "access$"]

    /// `@1b2c3d4e`, `/0x0000000800c03000` and a bare `0x7f…` go.
    private static func withoutAddresses(_ name: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.first {
            let isHash = byte == UInt8(ascii: "@") && rest.dropFirst().prefix(while: \.isHexDigit).count >= 4
            if isHash || rest.starts(with: "0x".utf8) || rest.starts(with: "/0x".utf8) {
                rest = rest.drop { !$0.isHexDigit }.drop { $0.isHexDigit || $0 == UInt8(ascii: "x") }
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// Where the first occurrence of `part` ends. `part` is not empty.
    fileprivate func end(of part: [UInt8]) -> Int? {
        guard count >= part.count else { return nil }
        for start in startIndex...(endIndex - part.count)
        where self[start] == part[0] && self[start...].starts(with: part) {
            return start + part.count
        }
        return nil
    }
}

extension String {
    /// Whether it is worth a closer look: an address has an `x` in front, a hash an `@`.
    fileprivate var mayHoldAddress: Bool { utf8.contains(UInt8(ascii: "@")) || utf8.contains(UInt8(ascii: "x")) }

    fileprivate var nonEmpty: String? { isEmpty ? nil : self }

    fileprivate func between(_ open: Character, and close: Character) -> String? {
        guard let start = firstIndex(of: open), let end = self[start...].firstIndex(of: close) else { return nil }
        return String(self[index(after: start)..<end])
    }

    /// Without `$` and digits at the end, however often: `lambda$null$1$2` is `lambda$null`.
    fileprivate var withoutTrailingCounters: String {
        var name = Substring(self)
        while let dollar = name.lastIndex(of: "$"), dollar > name.startIndex,
            name[name.index(after: dollar)...].allSatisfy(\.isNumber)
        {
            name = name[..<dollar]
        }
        return String(name)
    }

    /// What follows `<Main>`: `b__0_1` is `b`, `g__Local|0_0` is `g__Local`.
    fileprivate var withoutCompilerCounters: String {
        if let bar = firstIndex(of: "|") { return String(self[..<bar]) }
        guard let mark = firstRange(of: "__"),
            self[mark.upperBound...].allSatisfy({ $0.isNumber || $0 == "_" })
        else { return self }
        return String(self[..<mark.lowerBound])
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
